"""Writing functions of linalg together with their numpy values.

`Graph` writes MLIR and computes at the same time. Floats are small integers
times powers of two, so that sums are exact in any order and the device must
agree bit by bit.
"""

import numpy as np

LIMIT = {"f32": 2.0**20, "i32": 2.0**31, "i8": 127, "bf16": 256.0}
# 16-bit floats are kept as f32, which holds them all; an i4 is a byte, as on the device.
NUMPY = {"f32": np.float32, "i32": np.int32, "i8": np.int8, "bf16": np.float32, "f16": np.float32, "i4": np.int8}
INFINITY = {"f32": "0x7F800000", "bf16": "0x7F80", "f16": "0x7C00"}


def maximum(a, b):
    """As IEEE 754 has it: +0 is above -0."""
    return np.where((a == 0) & (b == 0), a + b, np.maximum(a, b))


def minimum(a, b):
    return -maximum(np.negative(a), np.negative(b))


def most(array, axes):
    """The maximum over some axes."""
    zero = ((array == 0) & ~np.signbit(array)).any(axes)
    return np.where(zero & (array.max(axes) == 0), 0.0, array.max(axes))


def mlir_type(shape, kind):
    return "tensor<" + "".join(f"{d}x" for d in shape) + kind + ">"


def literal(value, kind):
    if kind in INFINITY:
        if np.isinf(value):
            bits = INFINITY[kind]
            return bits if value > 0 else bits.replace("0x7", "0xF")
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
        if kind == "i4":
            return self.rng.integers(-8, 8, shape, dtype=np.int8)
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
        if kind in INFINITY:
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

    def pick(self, *items):
        return items[int(self.rng.integers(len(items)))]

    def kind(self):
        """Of the operands of a contraction."""
        return self.pick("i8", "f32")

    def weight_kind(self, kind):
        """Of the weights of operands of `kind`."""
        return kind

    def size(self, most=40):
        """Mostly small and ragged."""
        return int(self.pick(1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 32, 33, most,
                             int(self.rng.integers(1, most + 1))))
