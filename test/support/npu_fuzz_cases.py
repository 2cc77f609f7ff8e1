"""One function per case: an operation of a family, and often something behind it."""

import numpy as np

from npu_graph import Value, mlir_type
from npu_random import Layers


class Case(Layers):
    """`kinds` of operands, the results of all operations exact."""

    hosts = 0.0
    KINDS = ("i8", "i8", "i8", "i4", "f32", "bf16", "f16")
    # Families with their shares.
    FAMILIES = {"matmul": 6, "batch_matmul": 3, "conv": 6, "conv_grouped": 2, "conv_nchw": 2, "conv_1d": 1,
                "depthwise": 3, "pool": 3, "elementwise": 4, "reduce": 3, "concat": 2, "transpose": 1, "pad_alone": 1,
                "slice": 1, "broadcast": 1, "chain": 2, "images": 3}

    def kind(self):
        return self.pick(*self.KINDS)

    def weight_kind(self, kind):
        return "i4" if kind == "i8" and self.rng.random() < 0.2 else kind

    def follow(self, x):
        return None if x.kind in ("bf16", "f16", "i4") else super().follow(x)

    def batch_matmul(self):
        kind, out = self.kind(), None
        out = self.acc(kind)
        b, m, k, n = int(self.pick(1, 2, 3, 5, 8)), self.size(40), self.size(70), self.size(40)
        a, w = self.input((b, m, k), kind), self.weight((b, k, n), self.weight_kind(kind))
        start, value = self.init((b, m, n), out)
        name, t = self.name(), mlir_type((b, m, n), out)
        self.add(f"{name} = linalg.batch_matmul ins({a.name}, {w.name} : {a.type}, {w.type}) outs({start} : {t}) -> {t}")
        product = a.array.astype(np.float64) @ w.array.astype(np.float64)
        return self.value(name, out, self.wrap(product + value, out))

    def part(self, x, axis, start, size):
        offsets, sizes = [0] * len(x.shape), list(x.shape)
        offsets[axis], sizes[axis] = start, size
        name, ones = self.name(), [1] * len(sizes)
        self.add(f"{name} = tensor.extract_slice {x.name}{offsets} {sizes} {ones} : {x.type} to {mlir_type(sizes, x.kind)}")
        return Value(name, x.kind, np.take(x.array, range(start, start + size), axis))

    def join(self, values, axis):
        """As a model's concat is lowered: inserted into an empty tensor, one by one."""
        array, kind, start = np.concatenate([v.array for v in values], axis), values[0].kind, 0
        whole, t = self.empty(array.shape, kind), mlir_type(array.shape, kind)
        for value in values:
            offsets, name = [0] * len(array.shape), self.name()
            offsets[axis] = start
            self.add(f"{name} = tensor.insert_slice {value.name} into {whole}{offsets} {list(value.shape)} "
                     f"{[1] * len(array.shape)} : {value.type} into {t}")
            whole, start = name, start + value.shape[axis]
        return Value(whole, kind, array)

    def conv_grouped(self):
        """As the importer writes groups: slices, a convolution each, joined."""
        kind, groups = self.kind(), int(self.pick(2, 3, 4))
        c, f = int(self.pick(1, 2, 4, 7, 8)), int(self.pick(1, 3, 8, 9))
        x, (kh, kw), s, d, (oh, ow) = self.window(self.image(kind, c * groups), 0, 3)
        w, out = self.weight((kh, kw, c, f * groups), self.weight_kind(kind)), self.acc(kind)
        results = []
        for g in range(groups):
            xg, wg = self.part(x, 3, g * c, c), self.part(w, 3, g * f, f)
            shape = (x.shape[0], oh, ow, f)
            start, name, t = self.fill(shape, out, 0), self.name(), mlir_type(shape, out)
            total = np.zeros(shape)
            for i in range(kh):
                for j in range(kw):
                    total += self.walk(xg.array, i, j, s, d, (oh, ow)).astype(np.float64) @ wg.array[i, j]
            self.add(f"{name} = linalg.conv_2d_nhwc_hwcf {self.window_attrs(s, d)} "
                     f"ins({xg.name}, {wg.name} : {xg.type}, {wg.type}) outs({start} : {t}) -> {t}")
            results.append(self.value(name, out, self.wrap(total, out)))
        return self.join(results, 3)

    def concat(self):
        x = self.tensor(self.pick("f32", "i8", "i32", "bf16"))
        axis = int(self.rng.integers(len(x.shape)))
        values = [x]
        for _ in range(int(self.rng.integers(1, 4))):
            shape = list(x.shape)
            shape[axis] = self.size(12)
            values.append(self.input(tuple(shape), x.kind))
        return self.join(values, axis)

    def chain(self):
        x = getattr(self, self.pick("matmul", "conv", "depthwise"))()
        for _ in range(int(self.rng.integers(1, 4))):
            x = self.follow(x) or x
        return x


    def images(self):
        """Layers with windows behind each other, whose images may stay on the chip."""
        x = self.image(self.pick("i8", "f32", "f32"))
        for _ in range(int(self.rng.integers(2, 5))):
            if x.kind == "i32":
                x = self.quantize(x)
            x = getattr(self, self.pick("conv", "conv", "pool", "depthwise"))(x)
        return x


def make_case(seed, family):
    """A graph of `family` with one result; seeds whose values grow too large are drawn again."""
    for attempt in range(100):
        case = Case([seed, attempt])
        try:
            # Infinities times zero, which are refused below.
            with np.errstate(invalid="ignore"):
                x = getattr(case, family)()
                if case.rng.random() < 0.4:
                    x = case.follow(x) or x
            assert not np.isnan(np.asarray(x.array, np.float64)).any(), "NaN has many bits"
        except AssertionError:
            continue
        case.results = [x]
        return case
    raise AssertionError("no case")


def case_bytes(value):
    """The elements as they lie in memory."""
    array = np.ascontiguousarray(value.array)
    if value.kind == "bf16":
        return (array.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).tobytes()
    return array.astype(np.float16).tobytes() if value.kind == "f16" else array.tobytes()
