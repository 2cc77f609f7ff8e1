"""Random matmuls and convolutions for npu_random."""

import numpy as np

from npu_graph import Graph, Value, affine, mlir_type


class Contractions(Graph):
    @staticmethod
    def acc(kind):
        return "i32" if kind in ("i8", "i4") else "f32"

    def matmul(self, x=None):
        rng = self.rng
        kind = x.kind if x else self.kind()
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
        w = self.weight(w_batch + ((n, k) if transposed_b else (k, n)), self.weight_kind(kind))
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
                                out, self.multiply_add(kind, w.kind))
        return self.value(name, out, self.wrap(product + value, out))

    @staticmethod
    def wrap(array, kind):
        if kind == "i32":
            return np.asarray(array).astype(np.int64).astype(np.int32)
        return array

    @staticmethod
    def multiply_add(kind, weight=None):
        weight = weight or kind

        def body(args):
            a, b, o = args
            if kind == "f32":
                return [f"%m = arith.mulf {a}, {b} : f32", f"%s = arith.addf {o}, %m : f32"], "%s"
            if kind in ("bf16", "f16"):
                return [f"%x = arith.extf {a} : {kind} to f32", f"%y = arith.extf {b} : {kind} to f32",
                        "%m = arith.mulf %x, %y : f32", f"%s = arith.addf {o}, %m : f32"], "%s"
            return [f"%x = arith.extsi {a} : {kind} to i32", f"%y = arith.extsi {b} : {weight} to i32",
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
        x = x or self.image(self.kind())
        kind, out_kind = x.kind, self.acc(x.kind)
        x, (kh, kw), s, d, (oh, ow) = self.window(x, 0)
        n, c = x.shape[0], x.shape[3]
        f = self.size(40)
        fhwc = self.rng.random() < 0.3
        w = self.weight((f, kh, kw, c) if fhwc else (kh, kw, c, f), self.weight_kind(kind))
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
                             int(self.rng.integers(3, 12))), self.kind())
        kind, out_kind = x.kind, self.acc(x.kind)
        n, c, h, w = x.shape
        kh, kw = int(self.rng.integers(1, min(h, 4) + 1)), int(self.rng.integers(1, min(w, 4) + 1))
        oh, ow, f = h - kh + 1, w - kw + 1, self.size(20)
        k = self.weight((f, c, kh, kw), self.weight_kind(kind))
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
        kind = self.kind()
        out_kind = self.acc(kind)
        n, length, c = int(self.pick(1, 2)), int(self.rng.integers(3, 40)), int(self.pick(1, 3, 8, 20))
        k, f, s = int(self.rng.integers(1, 4)), self.size(20), int(self.rng.integers(1, 3))
        out = (length - k) // s + 1
        x, w = self.input((n, length, c), kind), self.weight((k, c, f), self.weight_kind(kind))
        start, total = self.init((n, out, f), out_kind)
        for j in range(k):
            total = total + x.array[:, j : j + s * (out - 1) + 1 : s].astype(np.float64) @ w.array[j]
        maps = [affine(5, ["d0", f"d1 * {s} + d3", "d4"]), affine(5, ["d3", "d4", "d2"]),
                affine(5, ["d0", "d1", "d2"])]
        name = self.generic(maps, ["parallel"] * 3 + ["reduction"] * 2, [x, w], start, (n, out, f),
                            out_kind, self.multiply_add(kind, w.kind))
        return self.value(name, out_kind, self.wrap(total, out_kind))

    def depthwise(self, x=None):
        x = x or self.image(self.kind())
        kind, out_kind = x.kind, self.acc(x.kind)
        x, (kh, kw), s, d, (oh, ow) = self.window(x, 0)
        n, c = x.shape[0], x.shape[3]
        w = self.weight((kh, kw, c), self.weight_kind(kind))
        shape = (n, oh, ow, c)
        total = np.zeros(shape)
        for i in range(kh):
            for j in range(kw):
                total += self.walk(x.array, i, j, s, d, (oh, ow)).astype(np.float64) * w.array[i, j]
        start, name, t = self.fill(shape, out_kind, 0), self.name(), mlir_type(shape, out_kind)
        self.add(f"{name} = linalg.depthwise_conv_2d_nhwc_hwc {self.window_attrs(s, d)} "
                 f"ins({x.name}, {w.name} : {x.type}, {w.type}) outs({start} : {t}) -> {t}")
        return self.value(name, out_kind, self.wrap(total, out_kind))
