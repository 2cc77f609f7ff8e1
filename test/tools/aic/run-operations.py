# RUN: %python %s
"""Operations of tosa and linalg that no schedule matches run as loops and equal numpy."""

import numpy as np
from model import check_close, run_text

rng = np.random.default_rng(0)
NAMES = {"f4": "f32", "i4": "i32", "i1": "i8", "b1": "i1", "f2": "f16"}


def type_of(array):
    return "tensor<" + "".join(f"{d}x" for d in array.shape) + NAMES[array.dtype.str[1:]] + ">"


def case(name, inputs, body, wanted, tolerance=1e-5):
    """`body` names its inputs %0 ..., its result %r; T0 ... and R stand for the types."""
    wanted = np.asarray(wanted)
    types = [type_of(a) for a in inputs]
    for i, text in enumerate(types):
        body = body.replace(f"T{i}", text)
    body = body.replace("RT", type_of(wanted))
    arguments = ", ".join(f"%{i}: {text}" for i, text in enumerate(types))
    # Arguments cannot be called by numbers.
    body, arguments = body.replace("%", "%v"), arguments.replace("%", "%v")
    text = f"func.func @main({arguments}) -> {type_of(wanted)} {{\n{body}\nreturn %vr : {type_of(wanted)}\n}}"
    (got,), _ = run_text(text, inputs)
    check_close(got, wanted, tolerance, name)


def shape(name, values):
    return f"%{name} = tosa.const_shape {{values = dense<{values}> : tensor<{len(values)}xindex>}} : () -> !tosa.shape<{len(values)}>\n"


def scalar(name, value, kind):
    return f'%{name} = "tosa.const"() {{values = dense<{value}> : tensor<1x{kind}>}} : () -> tensor<1x{kind}>\n'


x = rng.standard_normal((3, 5, 7)).astype("f4")
y = rng.standard_normal((3, 1, 7)).astype("f4")
p = np.abs(x) + np.float32(0.1)
b = rng.integers(0, 2, (3, 5, 7)).astype(bool)
n = rng.integers(-100, 100, (3, 5, 7)).astype("i4")

# Reductions along each dimension.
for op, function in [("sum", np.sum), ("max", np.max), ("min", np.min), ("product", np.prod)]:
    for axis in range(3):
        case(op, [x], f"%r = tosa.reduce_{op} %0 {{axis = {axis} : i32}} : (T0) -> RT", function(x, axis=axis, keepdims=True))
case("argmax", [x], "%r = tosa.argmax %0 {axis = 1 : i32} : (T0) -> RT", x.argmax(1).astype("i4"))

# Elementwise: of libm, broadcast, chosen, of other types.
case("sigmoid", [x], "%r = tosa.sigmoid %0 : (T0) -> RT", 1 / (1 + np.exp(-x)))
case("rsqrt", [p], "%r = tosa.rsqrt %0 : (T0) -> RT", 1 / np.sqrt(p))
case("log", [p], "%r = tosa.log %0 : (T0) -> RT", np.log(p))
case("pow", [p, y], "%r = tosa.pow %0, %1 : (T0, T1) -> RT", p**y)
case("add", [x, y], "%r = tosa.add %0, %1 : (T0, T1) -> RT", x + y)
case("add integers", [n, n], "%r = tosa.add %0, %1 : (T0, T1) -> RT", n + n)
case("select", [b, x, p], "%r = tosa.select %0, %1, %2 : (T0, T1, T2) -> RT", np.where(b, x, p))
case("greater", [x, p], "%r = tosa.greater %0, %1 : (T0, T1) -> RT", x > p)
case("cast to integer", [x], "%r = tosa.cast %0 : (T0) -> RT", np.rint(x).astype("i4"))
case("cast to half", [x], "%r = tosa.cast %0 : (T0) -> RT", x.astype("f2"))
case("clamp", [n.astype("i1")], "%r = tosa.clamp %0 {min_val = -5 : i8, max_val = 7 : i8} : (T0) -> RT", np.clip(n, -5, 7).astype("i1"))

# Data movement.
case("concat", [x, p], "%r = tosa.concat %0, %1 {axis = 1 : i32} : (T0, T1) -> RT", np.concatenate([x, p], 1))
case("concat dim", [x, p], "%r = tensor.concat dim(2) %0, %1 : (T0, T1) -> RT", np.concatenate([x, p], 2))
case("transpose", [x], "%r = tosa.transpose %0 {perms = array<i32: 2, 0, 1>} : (T0) -> RT", x.transpose(2, 0, 1))
case("reverse", [x], "%r = tosa.reverse %0 {axis = 1 : i32} : (T0) -> RT", x[:, ::-1])
case("slice", [x], shape("s", [1, 2, 0]) + shape("t", [2, 3, 7]) + "%r = tosa.slice %0, %s, %t : (T0, !tosa.shape<3>, !tosa.shape<3>) -> RT", x[1:3, 2:5])
case("tile", [x], shape("s", [2, 1, 3]) + "%r = tosa.tile %0, %s : (T0, !tosa.shape<3>) -> RT", np.tile(x, (2, 1, 3)))
case("pad", [x], shape("s", [1, 0, 0, 2, 3, 1]) + scalar("c", 5.0, "f32") + "%r = tosa.pad %0, %s, %c : (T0, !tosa.shape<6>, tensor<1xf32>) -> RT", np.pad(x, ((1, 0), (0, 2), (3, 1)), constant_values=5))
index = rng.integers(0, 5, (3, 4)).astype("i4")
case("gather", [x, index], "%r = tosa.gather %0, %1 : (T0, T1) -> RT", np.take_along_axis(x, index[:, :, None].astype("i8"), 1))

# Windows.
image = rng.standard_normal((1, 8, 8, 6)).astype("f4")
zero = scalar("z", 0.0, "f32")
window = "kernel = array<i64: 2, 2>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 2, 2>"
blocks = image.reshape(1, 4, 2, 4, 2, 6)
case("max pool", [image], f"%r = tosa.max_pool2d %0 {{{window}}} : (T0) -> RT", blocks.max((2, 4)))
case("average pool", [image], zero + f"%r = tosa.avg_pool2d %0, %z, %z {{acc_type = f32, {window}}} : (T0, tensor<1xf32>, tensor<1xf32>) -> RT", blocks.mean((2, 4)))
weights, bias = rng.standard_normal((3, 3, 6, 2)).astype("f4"), rng.standard_normal(12).astype("f4")
wanted = sum(image[:, i : i + 6, j : j + 6, :, None] * weights[i, j] for i in range(3) for j in range(3))
case(
    "depthwise",
    [image, weights, bias],
    zero + "%r = tosa.depthwise_conv2d %0, %1, %2, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>} : (T0, T1, T2, tensor<1xf32>, tensor<1xf32>) -> RT",
    (wanted.reshape(1, 6, 6, 12) + bias).astype("f4"),
)
weights, bias = rng.standard_normal((5, 3, 3, 6)).astype("f4"), rng.standard_normal(5).astype("f4")
wanted = np.zeros((1, 10, 10, 5), "f4")
for i in range(3):
    for j in range(3):
        wanted[:, i : i + 8, j : j + 8] += image @ weights[:, i, j].T
case(
    "transposed convolution",
    [image, weights, bias],
    zero + "%r = tosa.transpose_conv2d %0, %1, %2, %z, %z {acc_type = f32, out_pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>} : (T0, T1, T2, tensor<1xf32>, tensor<1xf32>) -> RT",
    wanted + bias,
)

# Batches of matmuls, also of narrow types.
left, right = rng.standard_normal((4, 9, 33)).astype("f4"), rng.standard_normal((4, 33, 20)).astype("f4")
case("batch matmul", [left, right], zero + "%r = tosa.matmul %0, %1, %z, %z : (T0, T1, tensor<1xf32>, tensor<1xf32>) -> RT", left @ right)
half = [left.astype("f2"), right.astype("f2")]
case(
    "batch matmul f16",
    half,
    scalar("z", 0.0, "f16") + "%r = tosa.matmul %0, %1, %z, %z : (T0, T1, tensor<1xf16>, tensor<1xf16>) -> RT",
    half[0].astype("f4") @ half[1].astype("f4"),
)
left, right = (rng.integers(-128, 128, s).astype("i1") for s in ((2, 9, 33), (2, 33, 20)))
case(
    "batch matmul i8",
    [left, right],
    scalar("y", 3, "i8") + scalar("z", -2, "i8") + "%r = tosa.matmul %0, %1, %y, %z : (T0, T1, tensor<1xi8>, tensor<1xi8>) -> RT",
    (left.astype("i4") - 3) @ (right.astype("i4") + 2),
)

# What has to be taken apart before it can be a loop.
power = np.exp(x - x.max(-1, keepdims=True))
case("softmax", [x], "%e = tensor.empty() : RT\n%r = linalg.softmax dimension(2) ins(%0 : T0) outs(%e : RT) -> RT", power / power.sum(-1, keepdims=True))
matrix = rng.standard_normal((37, 64)).astype("f4")
case(
    "pack and unpack",
    [matrix],
    """%z = arith.constant 0.0 : f32
%e = tensor.empty() : tensor<4x64x10x1xf32>
%p = linalg.pack %0 padding_value(%z : f32) inner_dims_pos = [0, 1] inner_tiles = [10, 1] into %e : T0 -> tensor<4x64x10x1xf32>
%d = tensor.empty() : RT
%r = linalg.unpack %p inner_dims_pos = [0, 1] inner_tiles = [10, 1] into %d : tensor<4x64x10x1xf32> -> RT""",
    matrix,
)
