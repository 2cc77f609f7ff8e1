"""Writes the encoder of BERT with integer products, as linalg.

    integer_bert.py FOLDER [--layers=12] [--width=768] [--heads=12] [--sequence=128]

Activations between operations and weights are i8, sums i32; what is no product
(scales, softmax, GELU, layer norms, residual sums) is computed in f32 and rounded
to the nearest of the numbers that are stored, as a quantized network does it. The
softmax is stored as it is before the division by its sum, which the next product
carries. Weights and biases are arguments, so that the text stays small. Written are
FOLDER/model.mlir and in/input_N.npy.
"""

import argparse
import os

import numpy as np
from random_weights import uniform

SEED = 50
# A stored number is a 32nd, of scores a 16th; weights keep the variance.
STEP, SCORE = 32.0, 16.0


class Encoder:
    """The text, and the arguments that it names."""

    def __init__(self, sizes):
        self.sizes, self.lines, self.arguments, self.count = sizes, [], [], 0
        self.bits = np.random.PCG64(SEED)

    def argument(self, values):
        kind = {"int8": "i8", "float32": "f32"}[str(values.dtype)]
        name = f"%arg{len(self.arguments)}"
        self.arguments.append((values, "x".join(map(str, values.shape)) + "x" + kind))
        return name, values.shape, kind

    def name(self):
        self.count += 1
        return f"%v{self.count}"

    def weights(self, inputs, outputs):
        """Of a width that leaves sums of products the variance of the inputs."""
        return self.argument(np.round(uniform(self.bits, (inputs, outputs), 0, 127)).astype("i1"))

    def vector(self, length, center, width):
        return self.argument(uniform(self.bits, (length,), center, width))

    def generic(self, loops, inputs, maps, result, body, init=None, reductions=0):
        """A linalg.generic; maps and the result's are lists of loop names."""
        shape, kind, to = result
        tensor = "tensor<" + "x".join(map(str, shape)) + f"x{kind}>"
        out = self.name()
        self.lines.append(f"{out} = tensor.empty() : {tensor}")
        if init is not None:
            start, filled = self.name(), self.name()
            self.lines.append(f"{start} = arith.constant {init} : {kind}")
            self.lines.append(f"{filled} = linalg.fill ins({start} : {kind}) outs({out} : {tensor}) -> {tensor}")
            out = filled
        text = ", ".join(f"affine_map<({', '.join(loops)}) -> ({', '.join(m)})>" for m in [*maps, to])
        iterators = ['"parallel"'] * (len(loops) - reductions) + ['"reduction"'] * reductions
        types = [f"tensor<{'x'.join(map(str, s))}x{k}>" for _, s, k in inputs]
        result = self.name()
        names = ", ".join(n for n, _, _ in inputs)
        self.lines.append(
            f"{result} = linalg.generic {{indexing_maps = [{text}], iterator_types = [{', '.join(iterators)}]}}"
            f" ins({names} : {', '.join(types)}) outs({out} : {tensor}) {{"
        )
        arguments = [f"%i{i}: {k}" for i, (_, _, k) in enumerate(inputs)] + [f"%o: {kind}"]
        self.lines += [f"^bb0({', '.join(arguments)}):", *body, f"}} -> {tensor}"]
        return result, shape, kind

    def product(self, loops, lhs, rhs, maps, shape, to, sums):
        """Sums of products of i8 in i32."""
        body = [
            "%a = arith.extsi %i0 : i8 to i32",
            "%b = arith.extsi %i1 : i8 to i32",
            "%p = arith.muli %a, %b : i32",
            "%s = arith.addi %o, %p : i32",
            "linalg.yield %s : i32",
        ]
        return self.generic(loops, [lhs, rhs], maps, (shape, "i32", to), body, "0", sums)

    def elementwise(self, loops, inputs, maps, kind, body):
        """`body` names its inputs %x0, %x1, ... in f32 and its result %y."""
        shape = inputs[0][1]
        text, values = [], []
        for i, (_, _, k) in enumerate(inputs):
            values.append(f"%x{i}" if k != "f32" else f"%i{i}")
            if k != "f32":
                text.append(f"%x{i} = arith.sitofp %i{i} : {k} to f32")
        lines = "\n".join(body)
        for i, value in enumerate(values):
            lines = lines.replace(f"%x{i}", value)
        text += lines.splitlines()
        if kind == "f32":
            text.append("linalg.yield %y : f32")
        else:
            text += [
                "%low = arith.constant -128.0 : f32",
                "%high = arith.constant 127.0 : f32",
                "%r = math.roundeven %y : f32",
                "%l = arith.maximumf %r, %low : f32",
                "%h = arith.minimumf %l, %high : f32",
                "%q = arith.fptosi %h : f32 to i8",
                "linalg.yield %q : i8",
            ]
        return self.generic(loops, inputs, maps, (shape, kind, loops), text)

    def linear(self, x, inputs, outputs, kind="i8", extra=(), tail=None):
        """A matrix product with bias; `tail` makes %y of %t and of %x2, ..."""
        acc = self.product(
            ["i", "j", "k"],
            x,
            self.weights(inputs, outputs),
            [["i", "k"], ["k", "j"]],
            (self.sizes.sequence, outputs),
            ["i", "j"],
            1,
        )
        scale = np.sqrt(3 / inputs) / 127 / STEP
        body = constant("scale", scale) + ["%m = arith.mulf %x0, %scale : f32", "%t = arith.addf %m, %x1 : f32"]
        body += tail or constant("step", STEP) + ["%y = arith.mulf %t, %step : f32"]
        maps = [["i", "j"], ["j"], *([["i", "j"]] * len(extra))]
        return self.elementwise(["i", "j"], [acc, self.vector(outputs, 0, 0.1), *extra], maps, kind, body)

    def reshape(self, x, shape):
        """In tosa, which is lowered behind the fusion of what is elementwise."""
        name, old, kind = x
        size, result = self.name(), self.name()
        sizes = ", ".join(map(str, shape))
        self.lines.append(
            f"{size} = tosa.const_shape {{values = dense<[{sizes}]> : tensor<{len(shape)}xindex>}} :"
            f" () -> !tosa.shape<{len(shape)}>"
        )
        types = [f"tensor<{'x'.join(map(str, s))}x{kind}>" for s in (old, shape)]
        self.lines.append(
            f"{result} = tosa.reshape {name}, {size} : ({types[0]}, !tosa.shape<{len(shape)}>) -> {types[1]}"
        )
        return result, shape, kind

    def heads(self, x):
        """With a dimension of heads."""
        rows, width = x[1]
        return self.reshape(x, (rows, self.sizes.heads, width // self.sizes.heads))

    def join(self, x):
        rows, heads, depth = x[1]
        return self.reshape(x, (rows, heads * depth))

    def attention(self, query, key, value):
        heads, length, depth = self.sizes.heads, self.sizes.sequence, self.sizes.width // self.sizes.heads
        loops = ["h", "i", "j"]
        scores = self.product(
            [*loops, "d"],
            self.heads(query),
            self.heads(key),
            [["i", "h", "d"], ["j", "h", "d"]],
            (heads, length, length),
            loops,
            1,
        )
        factor = SCORE / STEP / STEP / np.sqrt(depth)
        body = constant("factor", factor) + ["%y = arith.mulf %x0, %factor : f32"]
        scores = self.elementwise(loops, [scores], [loops], "i8", body)
        most = ["%m = arith.maxsi %o, %i0 : i8", "linalg.yield %m : i8"]
        most = self.generic(loops, [scores], [loops], ((heads, length), "i8", ["h", "i"]), most, "-128", 1)
        body = constant("score", 1 / SCORE) + constant("full", 127)
        body += ["%d = arith.subf %x0, %x1 : f32", "%e = arith.mulf %d, %score : f32"]
        body += ["%p = math.exp %e : f32", "%y = arith.mulf %p, %full : f32"]
        parts = self.elementwise(loops, [scores, most], [loops, ["h", "i"]], "i8", body)
        body = ["%w = arith.extsi %i0 : i8 to i32", "%s = arith.addi %o, %w : i32", "linalg.yield %s : i32"]
        total = self.generic(loops, [parts], [loops], ((heads, length), "i32", ["h", "i"]), body, "0", 1)
        mix = self.product(
            ["i", "h", "d", "j"],
            parts,
            self.heads(value),
            [["h", "i", "j"], ["j", "h", "d"]],
            (length, heads, depth),
            ["i", "h", "d"],
            1,
        )
        body = ["%y = arith.divf %x0, %x1 : f32"]
        return self.join(self.elementwise(["i", "h", "d"], [mix, total], [["i", "h", "d"], ["h", "i"]], "i8", body))

    def norm(self, x):
        """Layer norm of f32 to i8."""
        width, rows = self.sizes.width, (self.sizes.sequence,)
        loops, row = ["i", "j"], ["i"]
        body = ["%s = arith.addf %o, %i0 : f32", "linalg.yield %s : f32"]
        total = self.generic(loops, [x], [loops], (rows, "f32", row), body, "0.0", 1)
        body = constant("n", 1 / width) + ["%m = arith.mulf %i1, %n : f32", "%d = arith.subf %i0, %m : f32"]
        squares = [*body, "%q = arith.mulf %d, %d : f32", "%s = arith.addf %o, %q : f32", "linalg.yield %s : f32"]
        square = self.generic(loops, [x, total], [loops, row], (rows, "f32", row), squares, "0.0", 1)
        body += constant("eps", 1e-5) + ["%u = arith.mulf %i2, %n : f32", "%e = arith.addf %u, %eps : f32"]
        body += ["%v = math.rsqrt %e : f32", "%z = arith.mulf %d, %v : f32", "%w = arith.mulf %z, %i3 : f32"]
        body += ["%t = arith.addf %w, %i4 : f32", *constant("step", STEP), "%y = arith.mulf %t, %step : f32"]
        body = [line.replace("%i", "%x") for line in body]
        scale, bias = self.vector(width, 1, 0.5), self.vector(width, 0, 0.1)
        return self.elementwise(loops, [x, total, square, scale, bias], [loops, row, row, ["j"], ["j"]], "i8", body)

    def residual(self, x, old, inputs):
        """A product, the sum with what is behind it, and a norm."""
        tail = constant("back", 1 / STEP) + ["%r = arith.mulf %x2, %back : f32", "%y = arith.addf %t, %r : f32"]
        return self.norm(self.linear(x, inputs, self.sizes.width, "f32", [old], tail))

    def layer(self, x):
        width = self.sizes.width
        query, key, value = (self.linear(x, width, width) for _ in range(3))
        x = self.residual(self.attention(query, key, value), x, width)
        body = constant("root", np.sqrt(0.5)) + constant("half", 0.5 * STEP) + constant("one", 1)
        body += ["%g = arith.mulf %t, %root : f32", "%e = math.erf %g : f32", "%f = arith.addf %e, %one : f32"]
        body += ["%c = arith.mulf %t, %half : f32", "%y = arith.mulf %c, %f : f32"]
        return self.residual(self.linear(x, width, 4 * width, tail=body), x, 4 * width)


def constant(name, value):
    return [f"%{name} = arith.constant {np.float32(value):.9e} : f32"]


def parse(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    for name, value in (("layers", 12), ("width", 768), ("heads", 12), ("sequence", 128)):
        parser.add_argument(f"--{name}", type=int, default=value)
    sizes = parser.parse_args(arguments)
    if sizes.width % sizes.heads:
        parser.error(f"--width is {sizes.width}, no multiple of {sizes.heads} heads")
    return sizes


def build(sizes):
    """Writes the encoder; gives its path and its inputs."""
    os.makedirs(os.path.join(sizes.folder, "in"), exist_ok=True)
    net = Encoder(sizes)
    data = uniform(np.random.PCG64(SEED + 1), (sizes.sequence, sizes.width), 0, 1.7 * STEP)
    x = net.argument(np.round(data).astype("i1"))
    for _ in range(sizes.layers):
        x = net.layer(x)
    result, shape, kind = x
    to = f"tensor<{'x'.join(map(str, shape))}x{kind}>"
    arguments = ", ".join(f"%arg{i}: tensor<{kind}>" for i, (_, kind) in enumerate(net.arguments))
    path = os.path.join(sizes.folder, "model.mlir")
    with open(path, "w") as file:
        file.write(f"func.func @main({arguments}) -> {to} {{\n")
        file.writelines(f"  {line}\n" for line in net.lines)
        file.write(f"  return {result} : {to}\n}}\n")
    values = [value for value, _ in net.arguments]
    for i, value in enumerate(values):
        np.save(os.path.join(sizes.folder, "in", f"input_{i}.npy"), value)
    return path, values


if __name__ == "__main__":
    print(build(parse())[0])
