# RUN: %python %s
"""Concatenations: values, and which slices their layers store themselves."""

import numpy as np
from npu_case import run_case

rng = np.random.default_rng(5)


def tensor(shape, kind):
    return f"tensor<{'x'.join(map(str, shape))}x{kind}>"


class Function:
    """MLIR of a function with values that numpy computes beside it."""

    def __init__(self, kind="f32"):
        self.kind, self.count = kind, 0
        self.arguments, self.inputs, self.body, self.values = [], [], [], {}

    def name(self):
        self.count += 1
        return f"%v{self.count}"

    def argument(self, *shape):
        name = self.name()
        if self.kind == "f32":
            value = rng.standard_normal(shape, dtype=np.float32)
        else:
            value = rng.integers(-128, 128, shape, dtype=np.int8)
        self.arguments.append(f"{name}: {tensor(shape, self.kind)}")
        self.inputs.append(value)
        self.values[name] = value
        return name

    def double(self, x):
        """A layer of its own."""
        shape = self.values[x].shape
        type, name, rank = tensor(shape, self.kind), self.name(), len(shape)
        dims = ", ".join(f"d{i}" for i in range(rank))
        map = f"affine_map<({dims}) -> ({dims})>"
        iterators = ", ".join(['"parallel"'] * rank)
        self.body.append(f"""
  {name}_e = tensor.empty() : {type}
  {name} = linalg.generic {{indexing_maps = [{map}, {map}], iterator_types = [{iterators}]}}
      ins({x} : {type}) outs({name}_e : {type}) {{
  ^bb0(%a: {self.kind}, %o: {self.kind}):
    %s = arith.addf %a, %a : {self.kind}
    linalg.yield %s : {self.kind}
  }} -> {type}""")
        self.values[name] = self.values[x] + self.values[x]
        return name

    def insert(self, shape, *places):
        """Writes each part at its offsets; together they fill the shape."""
        value, type = np.empty(shape, self.values[places[0][0]].dtype), tensor(shape, self.kind)
        into = self.name()
        self.body.append(f"  {into} = tensor.empty() : {type}")
        for part, offsets in places:
            slice, name = self.values[part], self.name()
            value[tuple(np.s_[at : at + size] for at, size in zip(offsets, slice.shape))] = slice
            self.body.append(
                f"  {name} = tensor.insert_slice {part} into {into}{offsets} {list(slice.shape)} {[1] * slice.ndim}"
                f" : {tensor(slice.shape, self.kind)} into {type}"
            )
            into = name
        self.values[into] = value
        return into

    def concat(self, axis, *parts):
        shape, places = list(self.values[parts[0]].shape), []
        shape[axis] = 0
        for part in parts:
            places.append((part, [0] * len(shape)))
            places[-1][1][axis] = shape[axis]
            shape[axis] += self.values[part].shape[axis]
        return self.insert(shape, *places)

    def check(self, what, wanted, *results):
        """Runs it; `wanted` is the list of layer kinds."""
        types = [tensor(self.values[r].shape, self.kind) for r in results]
        text = "\n".join(
            [f"func.func @main({', '.join(self.arguments)}) -> ({', '.join(types)}) {{"]
            + self.body
            + [f"  return {', '.join(results)} : {', '.join(types)}", "}"]
        )
        outputs, stats = run_case(text, self.inputs)
        kinds = [layer["kind"] for layer in stats["layers"]]
        assert kinds == wanted, (what, kinds)
        for got, result in zip(outputs, results):
            assert np.array_equal(got, self.values[result]), what
        print(what, "ok")


# Along every dimension; the slices are made by layers, of ragged sizes.
for axis in range(4):
    f = Function()
    shapes = [[1, 5, 6, 40] for _ in range(3)]
    for shape, size in zip(shapes, (3, 33, 1)):
        shape[axis] = size
    parts = [f.double(f.argument(*shape)) for shape in shapes]
    f.check(f"axis {axis}", ["elementwise"] * 3, f.concat(axis, *parts))

# Arguments, and values that are used elsewhere too, are copied.
f = Function()
x = f.argument(7, 9)
y = f.double(x)
z = f.double(f.argument(7, 5))
f.check("copies", ["elementwise", "elementwise", "concat", "concat"], f.concat(1, x, y, z), y)

# The same value twice.
f = Function()
y = f.double(f.argument(4, 9))
f.check("twice", ["elementwise", "concat", "concat"], f.concat(0, y, y))

# A concatenation goes on into a layer and into another concatenation.
f = Function()
first = f.concat(1, f.double(f.argument(6, 4)), f.double(f.argument(6, 3)))
second = f.concat(1, first, f.double(first))
f.check("chain", ["elementwise"] * 3 + ["concat"], second)

# A slice that is a concatenation itself.
f = Function()
inner = f.concat(0, f.double(f.argument(2, 5)), f.double(f.argument(3, 5)))
f.check("nested", ["elementwise"] * 3 + ["concat"], f.concat(1, inner, f.double(f.argument(5, 2))))

# What is written over something is copied: its layer may come first.
f = Function()
late, early = f.double(f.argument(4, 8)), f.double(f.argument(4, 8))
f.check("overlap", ["elementwise", "elementwise", "concat"], f.insert([6, 8], (early, [0, 0]), (late, [2, 0])))

# Copies move any type.
f = Function("i8")
f.check("i8", ["concat", "concat"], f.concat(2, f.argument(3, 4, 5), f.argument(3, 4, 70)))
