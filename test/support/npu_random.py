"""Random functions of linalg with their numpy values."""

import numpy as np

from npu_contractions import Contractions
from npu_graph import NUMPY, Value, affine, maximum, minimum, mlir_type, most


class Layers(Contractions):
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
        combine = {"max": maximum, "sum": np.add, "min": minimum}[op]
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
                  "max": lambda: most(array, tuple(axes)), "min": lambda: -most(-array, tuple(axes))}[op]()
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
                    result = maximum(av, bv)
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
                    result = minimum(av, bv)
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

    def host(self, x=None):
        """What no vector unit here can do, but exact."""
        x = x or self.tensor()
        if x.kind == "i8":
            x = self.requantize(x)
        rank = x.array.ndim
        identity = affine(rank, [f"d{i}" for i in range(rank)])
        if x.kind == "f32":
            half = self.constant(0.5, "f32")
            lines = lambda a: ([f"%h = arith.mulf {a[0]}, {half} : f32", "%c = math.ceil %h : f32"], "%c")
            array = np.ceil(x.array * np.float32(0.5))
        else:
            seven = self.constant(7, "i32")
            lines = lambda a: ([f"%c = arith.remsi {a[0]}, {seven} : i32"], "%c")
            array = np.fmod(x.array, 7)
        name = self.generic([identity, identity], ["parallel"] * rank, [x],
                            self.empty(x.shape, x.kind), x.shape, x.kind, lines)
        return Value(name, x.kind, array)

    def quantize(self, x):
        """i32 in, i8 out: shifted, limited, cut."""
        shift, low, high = self.constant(5, "i32"), self.constant(-128, "i32"), self.constant(100, "i32")
        rank = x.array.ndim
        identity = affine(rank, [f"d{i}" for i in range(rank)])
        name = self.generic(
            [identity, identity], ["parallel"] * rank, [x], self.empty(x.shape, "i8"), x.shape, "i8",
            lambda a: ([f"%s = arith.shrsi {a[0]}, {shift} : i32",
                        f"%l = arith.maxsi %s, {low} : i32", f"%h = arith.minsi {high}, %l : i32",
                        "%x = arith.trunci %h : i32 to i8"], "%x"))
        return Value(name, "i8", np.clip(x.array >> 5, -128, 100).astype(np.int8))

    def convert(self, x, op, kind):
        """The same numbers in another type; bf16 holds them all."""
        rank = x.array.ndim
        identity = affine(rank, [f"d{i}" for i in range(rank)])
        name = self.generic([identity, identity], ["parallel"] * rank, [x], self.empty(x.shape, kind),
                            x.shape, kind,
                            lambda a: ([f"%x = arith.{op} {a[0]} : {x.kind} to {kind}"], "%x"))
        return Value(name, kind, x.array.astype(np.float32))

    def bf16(self, x=None):
        """f32 operands as bf16, multiplied, and now and then converted back before."""
        m, k, n = self.size(40), self.size(70), self.size(40)
        a = self.convert(self.input((m, k), "f32"), "truncf", "bf16")
        w = self.convert(self.input((k, n), "f32"), "truncf", "bf16")
        if self.rng.random() < 0.3:
            return self.elementwise(self.convert(a, "extf", "f32"))
        maps = [affine(3, ["d0", "d2"]), affine(3, ["d2", "d1"]), affine(3, ["d0", "d1"])]
        name = self.generic(maps, ["parallel", "parallel", "reduction"], [a, w],
                            self.fill((m, n), "f32", 0), (m, n), "f32",
                            lambda v: ([f"%x = arith.extf {v[0]} : bf16 to f32",
                                        f"%y = arith.extf {v[1]} : bf16 to f32",
                                        "%m = arith.mulf %x, %y : f32",
                                        f"%s = arith.addf {v[2]}, %m : f32"], "%s"))
        return self.value(name, "f32", a.array @ w.array)

    def floats(self, x):
        """i32 in, f32 out; large numbers are limited to be exact."""
        low, high = self.constant(-4000, "i32"), self.constant(4000, "i32")
        rank = x.array.ndim
        identity = affine(rank, [f"d{i}" for i in range(rank)])
        name = self.generic([identity, identity], ["parallel"] * rank, [x], self.empty(x.shape, "i32"),
                            x.shape, "i32",
                            lambda a: ([f"%l = arith.maxsi {a[0]}, {low} : i32",
                                        f"%h = arith.minsi %l, {high} : i32"], "%h"))
        limited = Value(name, "i32", np.clip(x.array, -4000, 4000))
        return self.convert(limited, "sitofp", "f32")

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

    def slice(self, x=None):
        x = x or self.tensor(self.pick("f32", "i8", "i32"))
        sizes = [int(self.rng.integers(1, d + 1)) for d in x.shape]
        offsets = [int(self.rng.integers(0, d - n + 1)) for d, n in zip(x.shape, sizes)]
        array = x.array[tuple(slice(o, o + n) for o, n in zip(offsets, sizes))]
        name, ones = self.name(), [1] * len(sizes)
        self.add(f"{name} = tensor.extract_slice {x.name}{offsets} {sizes} {ones} : {x.type} to "
                 f"{mlir_type(sizes, x.kind)}")
        return Value(name, x.kind, array)

    def splat(self, x):
        """Adds a tensor that a linalg.generic fills."""
        number, empty = self.constant(2, x.kind), self.empty(x.shape, x.kind)
        name, rank = self.name(), x.array.ndim
        identity = affine(rank, [f"d{i}" for i in range(rank)])
        iterators = ", ".join(['"parallel"'] * rank)
        self.add(f"{name} = linalg.generic {{indexing_maps = [{identity}], "
                 f"iterator_types = [{iterators}]}} outs({empty} : {x.type}) {{")
        self.add(f"^bb0(%o: {x.kind}):")
        self.add(f"  linalg.yield {number} : {x.kind}")
        self.add(f"}} -> {x.type}")
        return self.binary(x, Value(name, x.kind, np.full(x.shape, 2, NUMPY[x.kind])))

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

    LAYERS = ["matmul", "bf16", "conv", "conv_nchw", "conv_1d", "depthwise", "pool", "reduce", "elementwise",
              "transpose", "pad_alone", "slice", "broadcast", "collapse"]

    def follow(self, x):
        """Another layer behind x."""
        if not x.shape:
            return None
        choices = ["reduce", "elementwise", "elementwise", "elementwise", "transpose", "pad_alone",
                   "slice", "splat", "collapse", "residual"]
        if x.array.ndim < 4:
            choices.append("broadcast")
        if x.kind == "f32" and x.array.ndim == 2:
            choices += ["matmul"] * 3
        if x.array.ndim == 4 and x.kind == "f32":
            choices += ["conv", "depthwise", "pool"]
        if x.kind == "i8":
            choices = ["transpose", "pad_alone", "slice", "requantize"]
            choices += ["matmul"] * 3 if x.array.ndim == 2 else []
            choices += ["conv", "depthwise", "pool"] if x.array.ndim == 4 else []
        elif x.kind == "i32":
            choices += ["quantize"] * 4 + ["floats"]
        if x.array.size > 20000:
            return None
        if self.rng.random() < self.hosts:
            return self.host(x)
        return getattr(self, self.pick(*choices))(x)


def random_graph(seed, layers=4, hosts=0.0):
    """A graph with up to `layers` layers, a share `hosts` of them for the host; seeds whose values
    grow too large are drawn again."""
    for attempt in range(100):
        graph = Layers([seed, attempt])
        graph.hosts = hosts
        try:
            values = [getattr(graph, graph.pick(*Layers.LAYERS))()]
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
