"""Random functions of linalg and tosa with their numpy values.

`Graph` writes MLIR and computes at the same time. Floats are small integers
times powers of two, so that sums are exact in any order and the device must
agree bit by bit.
"""

import numpy as np

LIMIT = {"f32": 2.0**20, "i32": 2.0**31, "i8": 127, "bf16": 256.0}
NUMPY = {"f32": np.float32, "i32": np.int32, "i8": np.int8}


def mlir_type(shape, kind):
    return "tensor<" + "".join(f"{d}x" for d in shape) + kind + ">"


def literal(value, kind):
    if kind in ("f32", "bf16"):
        if np.isneginf(value):
            return "0xFF800000" if kind == "f32" else "0xFF80"
        if np.isposinf(value):
            return "0x7F800000" if kind == "f32" else "0x7F80"
        return f"{float(value):e}"
    return str(int(value))


def affine(dims, exprs):
    names = ", ".join(f"d{i}" for i in range(dims))
    return f"affine_map<({names}) -> ({', '.join(exprs)})>"


class Value:
    def __init__(self, name, kind, array):
        self.name, self.kind, self.array = name, kind, array

    @property
    def shape(self):
        return self.array.shape

    @property
    def type(self):
        return mlir_type(self.shape, self.kind)


class Graph:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.lines, self.inputs, self.results, self.count = [], [], [], 0

    # ---- writing

    def name(self):
        self.count += 1
        return f"%v{self.count}"

    def add(self, text):
        self.lines.append("  " + text)

    def constant(self, value, kind):
        name = self.name()
        self.add(f"{name} = arith.constant {literal(value, kind)} : {kind}")
        return name

    def empty(self, shape, kind):
        name = self.name()
        self.add(f"{name} = tensor.empty() : {mlir_type(shape, kind)}")
        return name

    def fill(self, shape, kind, value):
        scalar, empty, name = self.constant(value, kind), self.empty(shape, kind), self.name()
        t = mlir_type(shape, kind)
        self.add(f"{name} = linalg.fill ins({scalar} : {kind}) outs({empty} : {t}) -> {t}")
        return name

    def random(self, shape, kind):
        if kind == "i8":
            return self.rng.integers(-128, 128, shape, dtype=np.int8)
        if kind == "i32":
            return self.rng.integers(-1000, 1000, shape, dtype=np.int32)
        return self.rng.integers(-4, 5, shape).astype(np.float32)

    def input(self, shape, kind):
        value = Value(f"%arg{len(self.inputs)}", kind, self.random(shape, kind))
        self.inputs.append(value)
        return value

    def weight(self, shape, kind):
        """An input or a constant."""
        if self.rng.random() < 0.6 or int(np.prod(shape)) > 4096 or not shape:
            return self.input(shape, kind)
        array = self.random(shape, kind)
        name = self.name()
        text = array.tolist().__str__()
        if kind in ("f32", "bf16"):
            text = str(array.astype(float).tolist())
        self.add(f"{name} = arith.constant dense<{text}> : {mlir_type(shape, kind)}")
        return Value(name, kind, array)

    def value(self, name, kind, array):
        """What an operation made; values that grew too large are refused."""
        if kind == "f32":
            assert np.max(np.abs(array[np.isfinite(array)]), initial=0) < LIMIT[kind], "grows"
        return Value(name, kind, np.asarray(array).astype(NUMPY[kind]))

    def init(self, shape, kind):
        """A zero start, or now and then a tensor to add to."""
        if self.rng.random() < 0.75:
            return self.fill(shape, kind, 0), np.zeros(shape)
        value = self.input(shape, kind)
        return value.name, value.array.astype(np.float64)

    def generic(self, maps, iterators, ins, out_name, out_shape, kind, body):
        """`body(names)` gives lines and the yielded value."""
        name = self.name()
        ins_text = ", ".join(v.name for v in ins) + " : " + ", ".join(v.type for v in ins)
        t = mlir_type(out_shape, kind)
        args = [f"%a{i}" for i in range(len(ins))] + ["%o"]
        kinds = [v.kind for v in ins] + [kind]
        lines, result = body(args)
        self.add(f"{name} = linalg.generic {{indexing_maps = [{', '.join(maps)}], "
                 f"iterator_types = [{', '.join(chr(34) + i + chr(34) for i in iterators)}]}}")
        self.add(f"    ins({ins_text}) outs({out_name} : {t}) {{")
        self.add("^bb0(" + ", ".join(f"{a}: {k}" for a, k in zip(args, kinds)) + "):")
        for line in lines:
            self.add("  " + line)
        self.add(f"  linalg.yield {result} : {kind}")
        self.add(f"}} -> {t}")
        return name

    def text(self):
        args = ", ".join(f"{v.name}: {v.type}" for v in self.inputs)
        types = ", ".join(v.type for v in self.results)
        names = ", ".join(v.name for v in self.results)
        body = "\n".join(self.lines)
        return (f"func.func @main({args}) -> ({types}) {{\n{body}\n"
                f"  return {names} : {types}\n}}\n")

    # ---- layers

    def pick(self, *items):
        return items[int(self.rng.integers(len(items)))]

    def size(self, most=40):
        """Mostly small and ragged."""
        return int(self.pick(1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 32, 33, most,
                             int(self.rng.integers(1, most + 1))))

    @staticmethod
    def acc(kind):
        return "i32" if kind == "i8" else "f32"

    def matmul(self, x=None):
        rng = self.rng
        kind = x.kind if x else self.pick("i8", "f32")
        m, k, n = (*x.shape, self.size(70)) if x else (self.size(70), self.size(70), self.size(70))
        b = int(self.pick(0, 0, 0, 1, 2, 5)) if not x else 0
        out = self.acc(kind)
        transposed_a = not x and rng.random() < 0.3
        transposed_b, transposed_c = rng.random() < 0.3, rng.random() < 0.15
        batch = (b,) if b else ()
        lead = ["d0"] if b else []
        p = 1 if b else 0
        M, N, K = f"d{p}", f"d{p + 1}", f"d{p + 2}"
        a = x or self.weight(batch + ((k, m) if transposed_a else (m, k)), kind)
        w_batch = batch if rng.random() < 0.7 else ()
        w = self.weight(w_batch + ((n, k) if transposed_b else (k, n)), kind)
        shape = batch + ((n, m) if transposed_c else (m, n))
        start, value = self.init(shape, out)
        av = np.swapaxes(a.array, -1, -2) if transposed_a else a.array
        wv = np.swapaxes(w.array, -1, -2) if transposed_b else w.array
        product = av.astype(np.float64) @ wv.astype(np.float64)
        if transposed_c:
            product = np.swapaxes(product, -1, -2)
        plain = not (transposed_a or transposed_b or transposed_c)
        t = mlir_type(shape, out)
        if plain and len(w_batch) == len(batch) and rng.random() < 0.6:
            name = self.name()
            op = "linalg.batch_matmul" if b else "linalg.matmul"
            self.add(f"{name} = {op} ins({a.name}, {w.name} : {a.type}, {w.type}) "
                     f"outs({start} : {t}) -> {t}")
        else:
            maps = [affine(p + 3, lead + ([K, M] if transposed_a else [M, K])),
                    affine(p + 3, (lead if w_batch else []) + ([N, K] if transposed_b else [K, N])),
                    affine(p + 3, lead + ([N, M] if transposed_c else [M, N]))]
            name = self.generic(maps, ["parallel"] * (p + 2) + ["reduction"], [a, w], start, shape,
                                out, self.multiply_add(kind))
        return self.value(name, out, self.wrap(product + value, out))

    @staticmethod
    def wrap(array, kind):
        if kind == "i32":
            return np.asarray(array).astype(np.int64).astype(np.int32)
        return array

    @staticmethod
    def multiply_add(kind):
        def body(args):
            a, b, o = args
            if kind == "f32":
                return [f"%m = arith.mulf {a}, {b} : f32", f"%s = arith.addf {o}, %m : f32"], "%s"
            return [f"%x = arith.extsi {a} : i8 to i32", f"%y = arith.extsi {b} : i8 to i32",
                    "%m = arith.muli %x, %y : i32", f"%s = arith.addi {o}, %m : i32"], "%s"
        return body

    def pad(self, x, low, high, fill):
        name, scalar = self.name(), self.constant(fill, x.kind)
        array = np.pad(x.array, list(zip(low, high)), constant_values=fill)
        indices = ", ".join(f"%i{i}: index" for i in range(x.array.ndim))
        self.add(f"{name} = tensor.pad {x.name} low{list(low)} high{list(high)} {{")
        self.add(f"^bb0({indices}):")
        self.add(f"  tensor.yield {scalar} : {x.kind}")
        self.add(f"}} : {x.type} to {mlir_type(array.shape, x.kind)}")
        return Value(name, x.kind, array)

    def image(self, kind, channels=None):
        n = int(self.pick(1, 1, 1, 2, 3))
        c = channels or int(self.pick(1, 3, 4, 8, 16, 17))
        return self.input((n, int(self.rng.integers(1, 15)), int(self.rng.integers(1, 15)), c), kind)

    def window(self, x, fill, most=4):
        """Pads x and chooses a window that fits: x, (kh, kw), strides, dilations, (oh, ow)."""
        rng = self.rng
        strides, dilations = rng.integers(1, 4, 2), rng.integers(1, 4, 2)
        if rng.random() < 0.5:
            strides, dilations = (1, 1), (1, 1)
        if rng.random() < 0.6:
            low, high = rng.integers(0, 3, 2), rng.integers(0, 3, 2)
            x = self.pad(x, [0, int(low[0]), int(low[1]), 0], [0, int(high[0]), int(high[1]), 0], fill)
        kernel = []
        for size, d in zip(x.shape[1:3], dilations):
            largest = (size - 1) // d + 1
            whole = rng.random() < 0.15
            kernel.append(int(largest) if whole and largest <= 8 else
                          int(min(largest, rng.integers(1, most + 1))))
        out = [int((size - (k - 1) * d - 1) // s + 1)
               for size, k, s, d in zip(x.shape[1:3], kernel, strides, dilations)]
        return x, kernel, [int(s) for s in strides], [int(d) for d in dilations], out

    @staticmethod
    def walk(x, i, j, strides, dilations, out):
        """The elements that tap (i, j) of a window sees."""
        h, w = i * dilations[0], j * dilations[1]
        return x[:, h : h + strides[0] * (out[0] - 1) + 1 : strides[0],
                 w : w + strides[1] * (out[1] - 1) + 1 : strides[1], :]

    def conv(self, x=None):
        x = x or self.image(self.pick("i8", "f32"))
        kind, out_kind = x.kind, self.acc(x.kind)
        x, (kh, kw), s, d, (oh, ow) = self.window(x, 0)
        n, c = x.shape[0], x.shape[3]
        f = self.size(40)
        fhwc = self.rng.random() < 0.3
        w = self.weight((f, kh, kw, c) if fhwc else (kh, kw, c, f), kind)
        wv = np.moveaxis(w.array, 0, -1) if fhwc else w.array
        start, value = self.init((n, oh, ow, f), out_kind)
        total = value.copy()
        for i in range(kh):
            for j in range(kw):
                total = total + self.walk(x.array, i, j, s, d, (oh, ow)).astype(np.float64) @ wv[i, j]
        name, t = self.name(), mlir_type((n, oh, ow, f), out_kind)
        self.add(f"{name} = linalg.conv_2d_nhwc_{'fhwc' if fhwc else 'hwcf'} "
                 f"{self.window_attrs(s, d)} ins({x.name}, {w.name} : {x.type}, {w.type}) "
                 f"outs({start} : {t}) -> {t}")
        return self.value(name, out_kind, self.wrap(total, out_kind))

    @staticmethod
    def window_attrs(s, d):
        return (f"{{dilations = dense<{d}> : tensor<2xi64>, "
                f"strides = dense<{s}> : tensor<2xi64>}}")

    def conv_nchw(self, x=None):
        x = x or self.input((int(self.pick(1, 2)), self.size(20), int(self.rng.integers(3, 12)),
                             int(self.rng.integers(3, 12))), self.pick("i8", "f32"))
        kind, out_kind = x.kind, self.acc(x.kind)
        n, c, h, w = x.shape
        kh, kw = int(self.rng.integers(1, min(h, 4) + 1)), int(self.rng.integers(1, min(w, 4) + 1))
        oh, ow, f = h - kh + 1, w - kw + 1, self.size(20)
        k = self.weight((f, c, kh, kw), kind)
        start, total = self.init((n, f, oh, ow), out_kind)
        for i in range(kh):
            for j in range(kw):
                total = total + np.einsum("nchw,fc->nfhw", x.array[:, :, i : i + oh, j : j + ow].astype(np.float64),
                                          k.array[:, :, i, j].astype(np.float64))
        name, t = self.name(), mlir_type((n, f, oh, ow), out_kind)
        self.add(f"{name} = linalg.conv_2d_nchw_fchw {self.window_attrs([1, 1], [1, 1])} "
                 f"ins({x.name}, {k.name} : {x.type}, {k.type}) outs({start} : {t}) -> {t}")
        return self.value(name, out_kind, self.wrap(total, out_kind))

    def conv_1d(self, x=None):
        """A window in one dimension only, with channels, as a generic."""
        kind = self.pick("i8", "f32")
        out_kind = self.acc(kind)
        n, length, c = int(self.pick(1, 2)), int(self.rng.integers(3, 40)), int(self.pick(1, 3, 8, 20))
        k, f, s = int(self.rng.integers(1, 4)), self.size(20), int(self.rng.integers(1, 3))
        out = (length - k) // s + 1
        x, w = self.input((n, length, c), kind), self.weight((k, c, f), kind)
        start, total = self.init((n, out, f), out_kind)
        for j in range(k):
            total = total + x.array[:, j : j + s * (out - 1) + 1 : s].astype(np.float64) @ w.array[j]
        maps = [affine(5, ["d0", f"d1 * {s} + d3", "d4"]), affine(5, ["d3", "d4", "d2"]),
                affine(5, ["d0", "d1", "d2"])]
        name = self.generic(maps, ["parallel"] * 3 + ["reduction"] * 2, [x, w], start, (n, out, f),
                            out_kind, self.multiply_add(kind))
        return self.value(name, out_kind, self.wrap(total, out_kind))

    def depthwise(self, x=None):
        x = x or self.image(self.pick("i8", "f32"))
        kind, out_kind = x.kind, self.acc(x.kind)
        x, (kh, kw), s, d, (oh, ow) = self.window(x, 0)
        n, c = x.shape[0], x.shape[3]
        w = self.weight((kh, kw, c), kind)
        shape = (n, oh, ow, c)
        total = np.zeros(shape)
        for i in range(kh):
            for j in range(kw):
                total += self.walk(x.array, i, j, s, d, (oh, ow)).astype(np.float64) * w.array[i, j]
        start, name, t = self.fill(shape, out_kind, 0), self.name(), mlir_type(shape, out_kind)
        self.add(f"{name} = linalg.depthwise_conv_2d_nhwc_hwc {self.window_attrs(s, d)} "
                 f"ins({x.name}, {w.name} : {x.type}, {w.type}) outs({start} : {t}) -> {t}")
        return self.value(name, out_kind, self.wrap(total, out_kind))

    def pool(self, x=None):
        x = x or self.image(self.pick("i8", "f32", "f32"))
        kind = x.kind
        op = "max" if kind != "f32" else self.pick("max", "sum", "min")
        least = {"i8": -128, "i32": -2**31}.get(kind, -np.inf)
        start_value = {"max": least, "sum": 0, "min": np.inf}[op]
        x, (kh, kw), s, d, (oh, ow) = self.window(x, start_value)
        n, c = x.shape[0], x.shape[3]
        shape = (n, oh, ow, c)
        total = np.full(shape, start_value, np.float64)
        combine = {"max": np.maximum, "sum": np.add, "min": np.minimum}[op]
        for i in range(kh):
            for j in range(kw):
                total = combine(total, self.walk(x.array, i, j, s, d, (oh, ow)).astype(np.float64))
        start, window = self.fill(shape, kind, start_value), self.empty((kh, kw), kind)
        name, t = self.name(), mlir_type(shape, kind)
        self.add(f"{name} = linalg.pooling_nhwc_{op} {self.window_attrs(s, d)} "
                 f"ins({x.name}, {window} : {x.type}, {mlir_type((kh, kw), kind)}) "
                 f"outs({start} : {t}) -> {t}")
        return Value(name, kind, total.astype(NUMPY[kind]))

    def tensor(self, kind=None, most=20, least_rank=1):
        rank = int(self.rng.integers(least_rank, 5))
        shape = tuple(min(self.size(most), 64 if rank < 3 else 12) for _ in range(rank))
        return self.input(shape, kind or self.pick("f32", "f32", "i32"))

    def reduce(self, x=None):
        x = x or self.tensor()
        rank = x.array.ndim
        axes = sorted(self.rng.choice(rank, int(self.rng.integers(1, rank + 1)), replace=False).tolist())
        op = self.pick("add", "max", "min")
        suffix = {"add": "addf", "max": "maximumf", "min": "minimumf"}[op] if x.kind == "f32" else \
            {"add": "addi", "max": "maxsi", "min": "minsi"}[op]
        ends = (np.inf, -np.inf) if x.kind == "f32" else (2**31 - 1, -2**31)
        if x.kind == "i8":
            ends, op, suffix = (127, -128), "max", "maxsi"
        start_value = {"add": int(self.rng.integers(0, 3)), "max": ends[1], "min": ends[0]}[op]
        shape = tuple(s for i, s in enumerate(x.shape) if i not in axes)
        array = x.array.astype(np.float64 if x.kind == "f32" else np.int64)
        result = {"add": lambda: array.sum(tuple(axes)) + start_value,
                  "max": lambda: array.max(tuple(axes)), "min": lambda: array.min(tuple(axes))}[op]()
        start = self.fill(shape, x.kind, start_value)
        maps = [affine(rank, [f"d{i}" for i in range(rank)]),
                affine(rank, [f"d{i}" for i in range(rank) if i not in axes])]
        iterators = ["reduction" if i in axes else "parallel" for i in range(rank)]
        name = self.generic(maps, iterators, [x], start, shape, x.kind,
                            lambda a: ([f"%s = arith.{suffix} {a[0]}, {a[1]} : {x.kind}"], "%s"))
        return self.value(name, x.kind, self.wrap(result, x.kind))

    def elementwise(self, x=None):
        """A chain over x, constants and tensors broadcast along any dimensions."""
        rng = self.rng
        x = x or self.tensor()
        kind = x.kind
        if kind == "i8":
            return self.requantize(x)
        rank = x.array.ndim
        ins, arrays, maps = [x], [x.array.astype(np.float64)], [affine(rank, [f"d{i}" for i in range(rank)])]
        for _ in range(int(rng.integers(0, 4))):
            keep = [i for i in range(rank) if rng.random() < 0.5]
            other = self.weight(tuple(x.shape[i] for i in keep), kind)
            if not keep:
                continue
            ins.append(other)
            arrays.append(np.broadcast_to(other.array.reshape(
                [x.shape[i] if i in keep else 1 for i in range(rank)]), x.shape).astype(np.float64))
            maps.append(affine(rank, [f"d{i}" for i in keep]))
        order = list(range(len(ins)))
        rng.shuffle(order)
        ins, arrays, maps = [ins[i] for i in order], [arrays[i] for i in order], [maps[i] for i in order]
        steps = [(int(rng.integers(8)), int(rng.integers(8)), int(rng.integers(-3, 4)))
                 for _ in range(int(rng.integers(1, 6)))]
        constants = [self.constant(c, kind) for _, _, c in steps]
        value = [None]

        def body(args):
            lines, names, values = [], list(args[:-1]), list(arrays)
            f = "f" if kind == "f32" else "i"
            for i, (op, other, number) in enumerate(steps):
                a, av = names[-1] if i else names[0], values[-1] if i else values[0]
                b, bv = (names[other % len(names)], values[other % len(values)]) if op % 2 else \
                    (constants[i], np.float64(number))
                if rng.random() < 0.3:
                    a, b, av, bv = b, a, bv, av
                out = f"%t{i}"
                if op < 2:
                    lines.append(f"{out} = arith.add{f} {a}, {b} : {kind}")
                    result = av + bv
                elif op < 4:
                    lines.append(f"{out} = arith.{'maximumf' if f == 'f' else 'maxsi'} {a}, {b} : {kind}")
                    result = np.maximum(av, bv)
                elif op < 5:
                    lines.append(f"{out} = arith.sub{f} {a}, {b} : {kind}")
                    result = av - bv
                elif op < 6:
                    compare = "cmpf ogt" if f == "f" else "cmpi sgt"
                    lines.append(f"%c{i} = arith.{compare}, {a}, {b} : {kind}")
                    lines.append(f"{out} = arith.select %c{i}, {b}, {a} : {kind}")
                    result = np.where(av > bv, bv, av)
                elif np.max(np.abs(av)) * np.max(np.abs(bv)) < 2.0**18:
                    lines.append(f"{out} = arith.mul{f} {a}, {b} : {kind}")
                    result = av * bv
                else:
                    lines.append(f"{out} = arith.{'minimumf' if f == 'f' else 'minsi'} {a}, {b} : {kind}")
                    result = np.minimum(av, bv)
                names.append(out)
                values.append(np.broadcast_to(result, x.shape))
            value[0] = values[-1]
            return lines, names[-1]

        permutation = list(range(rank))
        if rng.random() < 0.2:
            rng.shuffle(permutation)
        shape = tuple(x.shape[i] for i in permutation)
        name = self.generic(maps + [affine(rank, [f"d{i}" for i in permutation])], ["parallel"] * rank,
                            ins, self.empty(shape, kind), shape, kind, body)
        return self.value(name, kind, self.wrap(np.transpose(value[0], permutation), kind))

    def requantize(self, x):
        """i8 in, i32 out."""
        name = self.name()
        rank = x.array.ndim
        identity = affine(rank, [f"d{i}" for i in range(rank)])
        name = self.generic([identity, identity], ["parallel"] * rank, [x], self.empty(x.shape, "i32"),
                            x.shape, "i32", lambda a: ([f"%x = arith.extsi {a[0]} : i8 to i32"], "%x"))
        return Value(name, "i32", x.array.astype(np.int32))

    def transpose(self, x=None):
        x = x or self.tensor(self.pick("f32", "i8", "i32"), least_rank=2)
        permutation = list(range(x.array.ndim))
        self.rng.shuffle(permutation)
        array = np.transpose(x.array, permutation)
        t = mlir_type(array.shape, x.kind)
        empty, name = self.empty(array.shape, x.kind), self.name()
        self.add(f"{name} = linalg.transpose ins({x.name} : {x.type}) outs({empty} : {t}) "
                 f"permutation = {permutation}")
        return Value(name, x.kind, array)

    def pad_alone(self, x=None):
        x = x or self.tensor(self.pick("f32", "i8", "i32"))
        low, high = (self.rng.integers(0, 3, x.array.ndim).tolist() for _ in range(2))
        return self.pad(x, low, high, int(self.rng.integers(-3, 4)))

    def broadcast(self, x=None):
        x = x or self.input((self.size(20),), self.pick("f32", "i32"))
        if x.array.ndim > 3:
            return x
        at = int(self.rng.integers(x.array.ndim + 1))
        shape = list(x.shape)
        shape.insert(at, int(self.rng.integers(1, 6)))
        array = np.broadcast_to(np.expand_dims(x.array, at), shape)
        t, empty, name = mlir_type(shape, x.kind), self.empty(shape, x.kind), self.name()
        self.add(f"{name} = linalg.broadcast ins({x.name} : {x.type}) outs({empty} : {t}) dimensions = [{at}]")
        return Value(name, x.kind, array)

    def collapse(self, x=None):
        x = x or self.tensor(least_rank=2)
        if x.array.ndim < 2:
            return self.expand(x)
        cut = int(self.rng.integers(1, x.array.ndim))
        groups = [list(range(cut)), list(range(cut, x.array.ndim))]
        array = x.array.reshape([int(np.prod([x.shape[i] for i in g])) for g in groups])
        name = self.name()
        self.add(f"{name} = tensor.collapse_shape {x.name} {groups} : {x.type} into "
                 f"{mlir_type(array.shape, x.kind)}")
        return Value(name, x.kind, array)

    def expand(self, x):
        shape, groups = [], []
        for i, size in enumerate(x.shape):
            factor = next((f for f in (4, 3, 2) if size % f == 0 and size > f), 1) if len(shape) < 3 else 1
            part = [size // factor, factor] if factor > 1 else [size]
            groups.append(list(range(len(shape), len(shape) + len(part))))
            shape += part
        array, name = x.array.reshape(shape), self.name()
        self.add(f"{name} = tensor.expand_shape {x.name} {groups} output_shape {shape} : {x.type} into "
                 f"{mlir_type(shape, x.kind)}")
        return Value(name, x.kind, array)

    def residual(self, x):
        other = self.input(x.shape, x.kind)
        return self.binary(x, other)

    def binary(self, x, y):
        rank = x.array.ndim
        identity = affine(rank, [f"d{i}" for i in range(rank)])
        op = "arith.addf" if x.kind == "f32" else "arith.addi"
        name = self.generic([identity] * 3, ["parallel"] * rank, [x, y], self.empty(x.shape, x.kind),
                            x.shape, x.kind, lambda a: ([f"%s = {op} {a[0]}, {a[1]} : {x.kind}"], "%s"))
        return self.value(name, x.kind, self.wrap(x.array.astype(np.float64) + y.array, x.kind))

    # ---- functions

    LAYERS = ["matmul", "conv", "conv_nchw", "conv_1d", "depthwise", "pool", "reduce", "elementwise",
              "transpose", "pad_alone", "broadcast", "collapse"]

    def follow(self, x):
        """Another layer behind x."""
        if not x.shape:
            return None
        choices = ["reduce", "elementwise", "elementwise", "elementwise", "transpose", "pad_alone", "collapse", "residual"]
        if x.array.ndim < 4:
            choices.append("broadcast")
        if x.kind == "f32" and x.array.ndim == 2:
            choices += ["matmul"] * 3
        if x.array.ndim == 4 and x.kind == "f32":
            choices += ["conv", "depthwise", "pool"]
        if x.kind == "i8":
            choices = ["transpose", "pad_alone", "requantize"]
        elif x.kind == "i32":
            choices = [c for c in choices if c != "residual"] + ["residual"]
        if x.array.size > 20000:
            return None
        return getattr(self, self.pick(*choices))(x)


def random_graph(seed, layers=4):
    """A graph with up to `layers` layers; seeds whose values grow too large are drawn again."""
    for attempt in range(100):
        graph = Graph([seed, attempt])
        try:
            values = [getattr(graph, graph.pick(*Graph.LAYERS))()]
            for _ in range(int(graph.rng.integers(layers))):
                x = values[-1] if graph.rng.random() < 0.8 else graph.pick(*values)
                made = graph.follow(x)
                if made is None:
                    break
                same = [v for v in values if v.shape == made.shape and v.kind == made.kind and v.shape]
                if same and graph.rng.random() < 0.3:
                    made = graph.binary(made, graph.pick(*same))
                values.append(made)
        except AssertionError:
            continue
        graph.results = [values[-1]]
        for value in values[:-1]:
            if graph.rng.random() < 0.15:
                graph.results.append(value)
        if graph.rng.random() < 0.05:
            graph.results.append(graph.results[0])
        if graph.rng.random() < 0.03 and graph.inputs:
            graph.results.append(graph.inputs[0])
        return graph
    raise AssertionError("no graph")
