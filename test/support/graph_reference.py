"""Evaluates a function of graph operations with numpy, as their descriptions
say, from MLIR's generic form. Slow and plain: it is an oracle.

    for name, function in read(text): outputs = function(inputs)
"""

import re

import ml_dtypes
import numpy

TYPES = {
    "f32": numpy.float32, "f64": numpy.float64, "f16": numpy.float16,
    "bf16": ml_dtypes.bfloat16, "i1": numpy.bool_,
    "i8": numpy.int8, "i16": numpy.int16, "i32": numpy.int32, "i64": numpy.int64,
    "ui8": numpy.uint8, "ui16": numpy.uint16, "ui32": numpy.uint32,
    "ui64": numpy.uint64,
}  # fmt: skip


def parse_type(text):
    """tensor<2x?xf32> as ([2, None], dtype)."""
    *dims, element = re.fullmatch(r"tensor<(.*)>", text.strip())[1].split("x")
    return [None if d == "?" else int(d) for d in dims], TYPES[element]


def number(text):
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    if text.startswith("0x"):  # the bits of a float that has no digits
        raw = bytes.fromhex(text[2:])[::-1]
        kind = {2: numpy.float16, 4: numpy.float32, 8: numpy.float64}[len(raw)]
        return float(numpy.frombuffer(raw, kind)[0])
    return float(text) if re.search(r"[.eE]", text) else int(text)


def parse_dense(text, type_text, resources):
    shape, dtype = parse_type(type_text)
    count = int(numpy.prod(shape, dtype=numpy.int64))
    name = re.fullmatch(r'dense_resource<"?([^">]*)"?>', text)
    if name:
        raw = bytes.fromhex(resources[name[1]][2:])[4:]
        return numpy.frombuffer(raw, dtype).reshape(shape)
    body = re.fullmatch(r"dense<(.*)>", text, re.S)[1].strip()
    if not body:
        return numpy.zeros(shape, dtype)
    if body.startswith('"'):
        raw = bytes.fromhex(body.strip('"')[2:])
        return numpy.frombuffer(raw, dtype).reshape(shape)
    values = [number(v) for v in re.sub(r"[\[\]]", "", body).split(",")]
    values = numpy.array(values).astype(dtype)
    return (numpy.full(shape, values[0]) if len(values) != count
            else values.reshape(shape))


ATTR = re.compile(
    r'(\w+) = (array<i64(?:: [^>]*)?>|"[^"]*"|dense(?:_resource)?<.*?> : tensor<[^>]*>'
    r"|[-\w.+]+(?: : \w+)?)",
    re.S,
)


def parse_attrs(text, resources):
    attrs = {}
    for name, value in ATTR.findall(text):
        if value.startswith("array"):
            body = value[10:-1].lstrip(":")
            attrs[name] = [int(v) for v in body.split(",")] if body else []
        elif value.startswith('"'):
            attrs[name] = value[1:-1]
        elif value.startswith("dense"):
            dense, _, kind = value.rpartition(" : ")
            attrs[name] = parse_dense(dense, kind, resources)
        else:
            attrs[name] = number(value.split(":")[0])
    return attrs


def erf(x):
    from math import erf as of_one

    return numpy.vectorize(of_one, otypes=[numpy.float64])(x)


def gelu_tanh(x):
    return 0.5 * x * (1 + numpy.tanh(numpy.sqrt(2 / numpy.pi) * (x + 0.044715 * x**3)))


UNARY = {
    "abs": lambda x, a, b: numpy.abs(x),
    "ceil": lambda x, a, b: numpy.ceil(x),
    "cos": lambda x, a, b: numpy.cos(x),
    "elu": lambda x, a, b: numpy.where(x < 0, a * numpy.expm1(x), x),
    "erf": lambda x, a, b: erf(x),
    "exp": lambda x, a, b: numpy.exp(x),
    "floor": lambda x, a, b: numpy.floor(x),
    "gelu": lambda x, a, b: x / 2 * (1 + erf(x / numpy.sqrt(2))),
    "gelu_tanh": lambda x, a, b: gelu_tanh(x),
    "hard_sigmoid": lambda x, a, b: numpy.clip(a * x + b, 0, 1),
    "hard_swish": lambda x, a, b: x * numpy.clip(x / 6 + 0.5, 0, 1),
    "identity": lambda x, a, b: x,
    "leaky_relu": lambda x, a, b: numpy.where(x < 0, a * x, x),
    "log": lambda x, a, b: numpy.log(x),
    "neg": lambda x, a, b: -x,
    "not": lambda x, a, b: ~x,
    "reciprocal": lambda x, a, b: 1 / x,
    "relu": lambda x, a, b: numpy.where(x < 0, 0, x),
    "round": lambda x, a, b: numpy.rint(x),
    "rsqrt": lambda x, a, b: 1 / numpy.sqrt(x),
    "sigmoid": lambda x, a, b: 1 / (1 + numpy.exp(-x)),
    "sign": lambda x, a, b: numpy.sign(x),
    "silu": lambda x, a, b: x / (1 + numpy.exp(-x)),
    "sin": lambda x, a, b: numpy.sin(x),
    "softplus": lambda x, a, b: numpy.logaddexp(x, 0),
    "sqrt": lambda x, a, b: numpy.sqrt(x),
    "tanh": lambda x, a, b: numpy.tanh(x),
}
ALPHA = {"elu": 1.0, "hard_sigmoid": 0.2, "leaky_relu": 0.01}


def divide(x, y):
    if x.dtype.kind == "f":
        return x / y
    quotient = numpy.abs(x) // numpy.abs(y)
    return (quotient * numpy.sign(x) * numpy.sign(y)).astype(x.dtype)


BINARY = {
    "add": numpy.add, "sub": numpy.subtract, "mul": numpy.multiply, "div": divide,
    "max": numpy.maximum, "min": numpy.minimum, "pow": numpy.power,
    "and": numpy.bitwise_and, "or": numpy.bitwise_or, "xor": numpy.bitwise_xor,
}  # fmt: skip
COMPARE = {
    "eq": numpy.equal, "ne": numpy.not_equal, "lt": numpy.less,
    "le": numpy.less_equal, "gt": numpy.greater, "ge": numpy.greater_equal,
}  # fmt: skip
REDUCE = {
    "max": numpy.max, "min": numpy.min, "sum": numpy.sum, "prod": numpy.prod,
    "mean": numpy.mean,
}  # fmt: skip


def windows(x, kernel, attrs, fill, ceil=False, padding=None):
    """All windows: the array [batch, channels, positions..., kernel...]. What
    lies within the padding is `padding`, what lies behind it `fill`."""
    rank = len(kernel)
    strides = attrs.get("strides", [1] * rank)
    dilations = attrs.get("dilations", [1] * rank)
    pads = attrs.get("pads", [0] * 2 * rank)
    inner, outer, counts = [(0, 0), (0, 0)], [(0, 0), (0, 0)], []
    for i in range(rank):
        low, size, high = pads[i], x.shape[i + 2], pads[rank + i]
        extent = (kernel[i] - 1) * dilations[i] + 1
        room = low + size + high - extent
        count = (-(-room // strides[i]) if ceil else room // strides[i]) + 1
        if ceil and (count - 1) * strides[i] >= size + low:
            count -= 1
        counts.append(max(count, 0))
        reach = (count - 1) * strides[i] + extent
        inner.append((low, high))
        outer.append((0, max(reach - low - size - high, 0)))
    within = fill if padding is None else padding
    padded = numpy.pad(x, inner, constant_values=within)
    padded = numpy.pad(padded, outer, constant_values=fill)
    out = numpy.empty([*x.shape[:2], *counts, *kernel], x.dtype)
    for at in numpy.ndindex(*kernel):
        picks = tuple(
            slice(at[i] * dilations[i], None, strides[i]) for i in range(rank)
        )
        part = padded[(slice(None), slice(None), *picks)]
        part = part[(slice(None), slice(None), *(slice(0, c) for c in counts))]
        out[(..., *at)] = part
    return out


def conv(attrs, x, w, bias=None):
    groups, rank = attrs.get("groups", 1), x.ndim - 2
    parts = windows(x, w.shape[2:], attrs, 0)
    outputs = []
    for x_part, w_part in zip(
        numpy.split(parts, groups, 1), numpy.split(w, groups, 0)
    ):
        axes = list(range(2 + rank, 2 + 2 * rank))
        result = numpy.tensordot(
            x_part, w_part, ([1, *axes], [1, *range(2, 2 + rank)])
        )
        outputs.append(numpy.moveaxis(result, -1, 1))
    result = numpy.concatenate(outputs, 1)
    return result if bias is None else result + bias.reshape(-1, *[1] * rank)


def pool(attrs, x):
    kernel, rank = attrs["kernel"], x.ndim - 2
    axes = tuple(range(2 + rank, 2 + 2 * rank))
    ceil = attrs.get("ceil_mode", False)
    if attrs["kind"] == "max":
        least = -numpy.inf if x.dtype.kind == "f" else numpy.iinfo(x.dtype).min
        return windows(x, kernel, attrs, least, ceil).max(axes)
    counted = 1 if attrs.get("count_include_pad", False) else 0
    inside = windows(numpy.ones(x.shape), kernel, attrs, 0, ceil, counted)
    return windows(x, kernel, attrs, 0, ceil).sum(axes) / inside.sum(axes)


def norm(attrs, x, scale, bias, mean, variance):
    scale, bias, mean, variance = (
        v.reshape(-1, *[1] * (x.ndim - 2)) for v in (scale, bias, mean, variance)
    )
    return (x - mean) / numpy.sqrt(variance + attrs["epsilon"]) * scale + bias


def softmax(attrs, x):
    powers = numpy.exp(x - x.max(attrs["axis"], keepdims=True))
    return powers / powers.sum(attrs["axis"], keepdims=True)


def matmul(attrs, a, b):
    if attrs.get("transpose_a"):
        a = a.swapaxes(-1, -2)
    if attrs.get("transpose_b"):
        b = b.swapaxes(-1, -2)
    return a @ b


def reduce(attrs, x):
    function = REDUCE[attrs["kind"]]
    options = {}
    if attrs["kind"] in ("sum", "prod"):
        options["dtype"] = x.dtype
    if attrs["kind"] in ("max", "min") and x.size == 0:
        sign = -1 if attrs["kind"] == "max" else 1
        options["initial"] = (
            sign * numpy.inf if x.dtype.kind == "f"
            else getattr(numpy.iinfo(x.dtype), "min" if sign < 0 else "max")
        )
    axes = tuple(attrs["axes"])
    result = function(x, axis=axes, keepdims=attrs.get("keepdims", False), **options)
    return numpy.trunc(result) if x.dtype.kind != "f" else result


def slice_op(attrs, x):
    picks = []
    strides = attrs.get("strides", [1] * x.ndim)
    for start, size, stride, have in zip(
        attrs["starts"], attrs["sizes"], strides, x.shape
    ):
        size = have if size == -1 else size
        picks.append([start + i * stride for i in range(size)])
    return x[numpy.ix_(*picks)] if picks else x


def broadcast(attrs, x):
    shape = attrs["shape"]
    lead = len(shape) - x.ndim
    sizes = [x.shape[i - lead] if d == -1 else d for i, d in enumerate(shape)]
    return numpy.broadcast_to(x, sizes)


def cast(x, dtype):
    if dtype == numpy.bool_ or x.dtype.kind != "f" or numpy.dtype(dtype).kind not in "iu":
        return x.astype(dtype)
    limits = numpy.iinfo(dtype)
    whole = numpy.trunc(numpy.nan_to_num(x.astype(numpy.float64), nan=0.0))
    inside = numpy.clip(whole, limits.min, limits.max)
    result = inside.astype(dtype)
    return numpy.where(whole >= limits.max, limits.max, result).astype(dtype)


def unary(attrs, x):
    kind = attrs["kind"]
    alpha = attrs.get("alpha", ALPHA.get(kind))
    return UNARY[kind](x, alpha, attrs.get("beta", 0.5))


def clamp(attrs, x):
    if "min" in attrs:
        x = numpy.maximum(x, x.dtype.type(attrs["min"]))
    if "max" in attrs:
        x = numpy.minimum(x, x.dtype.type(attrs["max"]))
    return x


def pad(attrs, x):
    widths = list(zip(attrs["low"], attrs["high"]))
    return numpy.pad(x, widths, constant_values=x.dtype.type(attrs["value"]))


OPS = {
    "weight": lambda attrs: attrs["value"],
    "unary": unary,
    "binary": lambda attrs, x, y: BINARY[attrs["kind"]](x, y),
    "compare": lambda attrs, x, y: COMPARE[attrs["kind"]](x, y),
    "select": lambda attrs, c, x, y: numpy.where(c, x, y),
    "clamp": clamp,
    "conv": conv,
    "matmul": matmul,
    "pool": pool,
    "reduce": reduce,
    "norm": norm,
    "softmax": softmax,
    "reshape": lambda attrs, x: x.reshape(attrs["shape"]),
    "transpose": lambda attrs, x: x.transpose(attrs["perm"]),
    "broadcast": broadcast,
    "concat": lambda attrs, *x: numpy.concatenate(x, attrs["axis"]),
    "slice": slice_op,
    "pad": pad,
    "gather": lambda attrs, x, i: numpy.take(x, i, attrs["axis"]),
}


def apply(name, attrs, operands, type_text):
    """One operation, in double precision where it computes with floats."""
    shape, dtype = parse_type(type_text)
    if name == "cast":
        result = cast(operands[0], dtype)
    else:
        wide = [
            v.astype(numpy.float64) if v.dtype.kind not in "iub" else v
            for v in operands
        ]
        with numpy.errstate(all="ignore"):
            result = numpy.asarray(OPS[name](attrs, *wide)).astype(dtype)
    expected = [h if w is None else w for w, h in zip(shape, result.shape)]
    assert list(result.shape) == expected, (name, result.shape, shape)
    return result


OP = re.compile(
    r'(%\S+) = "graph\.(\w+)"\(([^)]*)\)(?: <?\{(.*?)\}>?)? : \([^)]*\) -> (\S+)$'
)


def read(text):
    """The function of a module, from its generic form."""
    body, _, tail = text.partition("{-#")
    resources = dict(re.findall(r'"?([^\s"]+)"?: ("0x[0-9A-F]*")', tail))
    resources = {name: value.strip('"') for name, value in resources.items()}
    lines = body.splitlines()

    def function(inputs):
        values = {}
        for line in lines:
            block = re.match(r"\s*\^bb0\((.*)\):", line)
            if block:
                names = re.findall(r"(%\w+): tensor", block[1])
                values.update(zip(names, inputs))
            match = OP.match(line.strip())
            if match:
                name, op, operands, attrs, kind = match.groups()
                given = [values[v.strip()] for v in operands.split(",") if v.strip()]
                parsed = parse_attrs(attrs or "", resources)
                values[name] = apply(op, parsed, given, kind)
            done = re.match(r'\s*"func\.return"\((.*)\) :', line)
            if done:
                return [values[v.strip()] for v in done[1].split(",")]
        raise ValueError("no func.return")

    return function
