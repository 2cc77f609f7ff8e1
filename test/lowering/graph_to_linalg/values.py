# RUN: %python %s
"""Every operation of graph computes on the host what its description says:
numpy evaluates the same text. Shapes and element types beyond TOSA included."""

import re
import subprocess
import sys
import tempfile

import numpy as np

import graph_reference
from model import check_close, run

rng = np.random.default_rng(1)


def sample(kind):
    """An array for a type like 2x3xf32; dynamic sizes (?5) have the number."""
    *dims, element = kind.split("x")
    shape = [int(d.lstrip("?")) for d in dims]
    if element == "i1":
        return rng.random(shape) < 0.5
    if element.startswith("ui"):
        most = np.iinfo(element.replace("ui", "uint")).max
        return rng.integers(0, most, shape, element.replace("ui", "uint"), True)
    if element.startswith("i"):
        return rng.integers(-9, 10, shape).astype(element.replace("i", "int"))
    return (4 * rng.random(shape) - 2).astype(element.replace("f", "float"))


def mlir(kind):
    return "tensor<" + re.sub(r"\?\d+", "?", kind) + ">"


def check(what, inputs, lines, results, positive=False):
    """Runs one function: `lines` over %0, %1, ... giving the named results."""
    arguments = ", ".join(f"%{i}: {mlir(k)}" for i, k in enumerate(inputs))
    values = [r.split(": ")[0] for r in results]
    types = [mlir(r.split(": ")[1]) for r in results]
    text = "func.func @main({}) -> ({}) {{\n{}\n  return {} : {}\n}}\n".format(
        arguments, ", ".join(types), "\n".join("  " + line for line in lines),
        ", ".join(values), ", ".join(types))  # fmt: skip
    arrays = [sample(k) for k in inputs]
    if positive:
        arrays = [np.abs(a) + a.dtype.type(0.1) for a in arrays]
    generic = subprocess.run(
        ["aic-opt", "--mlir-print-op-generic"],
        input=text, capture_output=True, text=True)  # fmt: skip
    assert generic.returncode == 0, what + generic.stderr + text
    wanted = graph_reference.read(generic.stdout)(arrays)
    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
        file.write(text)
        file.flush()
        got, _ = run(file.name, arrays)
    for value, one, other in zip(values, got, wanted):
        check_close(one, other, 2e-5, f"{what} {value}")


def same(kind, form, names):
    """One line and one result per name, from and to `kind`."""
    lines = [f"%r{i} = " + form.format(n) for i, n in enumerate(names)]
    return lines, [f"%r{i}: {kind}" for i in range(len(names))]


FLOATS = """abs ceil cos elu erf exp floor gelu gelu_tanh hard_sigmoid
    hard_swish identity leaky_relu neg reciprocal relu round sigmoid sign silu
    sin softplus tanh""".split()

for kind in ("2x3xf32", "3xf64"):
    lines, results = same(kind, "graph.unary {} %0 : " + mlir(kind), FLOATS)
    check("unary", [kind], lines, results)
    lines, results = same(kind, "graph.unary {} %0 : " + mlir(kind), ["log", "rsqrt", "sqrt"])
    check("unary", [kind], lines, results, positive=True)
lines, results = same("7xi32", "graph.unary {} %0 : tensor<7xi32>", "abs neg relu sign".split())
check("unary", ["7xi32"], lines, results)

BINARY = "add sub mul div max min".split()
for a, b, y in (("2x1x3xf32", "4x1xf32", "2x4x3xf32"), ("3xf64", "1xf64", "3xf64"),
                ("3x4xi32", "4xi32", "3x4xi32"), ("f32", "f32", "f32")):  # fmt: skip
    form = "graph.binary {} %0, %1 : (" + f"{mlir(a)}, {mlir(b)}) -> {mlir(y)}"
    lines, results = same(y, form, BINARY[:3] + BINARY[4:] if "i" in a else BINARY)
    check("binary", [a, b], lines, results)
# A size that may be 1 or the other one's shows when the model runs.
for a, b in (("?4xf32", "?1xf32"), ("?1xi64", "?4xi64"), ("?3x2xf64", "?3x2xf64")):
    y = a.replace("?1", "?4")
    form = "graph.binary {} %0, %1 : (" + f"{mlir(a)}, {mlir(b)}) -> {mlir(y)}"
    check("dynamic", [a, b], *same(y, form, ["add", "max"]))
# Two sizes with one origin need no such look.
check("residual", ["?3x2xf32"],
      ["%a = graph.unary sqrt %0 : tensor<?x2xf32>",
       "%b = graph.binary div %a, %0 : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>"],
      ["%b: ?3x2xf32"], positive=True)  # fmt: skip
for y in ("5xi1",):
    form = "graph.binary {} %0, %1 : (tensor<5xi1>, tensor<5xi1>) -> tensor<5xi1>"
    check("bits", [y, y], *same(y, form, ["and", "or", "xor"]))

for kind in ("4x3xf32", "4x3xi64", "4x3xf64"):
    form = "graph.compare {} %0, %1 : (" + f"{mlir(kind)}, {mlir(kind)}) -> tensor<4x3xi1>"
    check("compare", [kind, kind], *same("4x3xi1", form, "eq ne lt le gt ge".split()))
    check("select", ["4x1xi1", kind, kind],
          [f"%r = graph.select %0, %1, %2 : (tensor<4x1xi1>, {mlir(kind)}, {mlir(kind)}) -> {mlir(kind)}"],
          ["%r: " + kind])  # fmt: skip
check("clamp", ["9xf32", "9xi32"],
      ["%a = graph.clamp %0 min -1.0 : f32 max 1.0 : f32 : tensor<9xf32>",
       "%b = graph.clamp %0 min 1.0 : f32 max -1.0 : f32 : tensor<9xf32>",
       "%c = graph.clamp %1 max 3 : i32 : tensor<9xi32>"],
      ["%a: 9xf32", "%b: 9xf32", "%c: 9xi32"])  # fmt: skip
check("cast", ["9xf32", "9xi32", "9xi1"],
      ["%x = graph.binary mul %0, %0 : (tensor<9xf32>, tensor<9xf32>) -> tensor<9xf32>",
       "%h = graph.weight dense<[1.0e20, -1.0e20, 0x7FC00000, 127.9, -128.9, 2.5, -2.5, 0x7F800000, 0.0]> : tensor<9xf32>",
       "%a = graph.cast %0 : tensor<9xf32> to tensor<9xi32>",
       "%b = graph.cast %h : tensor<9xf32> to tensor<9xi8>",
       "%c = graph.cast %h : tensor<9xf32> to tensor<9xi64>",
       "%d = graph.cast %1 : tensor<9xi32> to tensor<9xf64>",
       "%e = graph.cast %2 : tensor<9xi1> to tensor<9xf32>",
       "%f = graph.cast %1 : tensor<9xi32> to tensor<9xi1>",
       "%g = graph.cast %1 : tensor<9xi32> to tensor<9xi8>"],
      ["%a: 9xi32", "%b: 9xi8", "%c: 9xi64", "%d: 9xf64", "%e: 9xf32", "%f: 9xi1", "%g: 9xi8"])  # fmt: skip


def conv(x, w, y, attrs="", bias=None):
    operands = ["%0", "%1"] + (["%2"] if bias else [])
    types = ", ".join(map(mlir, [x, w] + ([bias] if bias else [])))
    check("conv " + attrs, [x, w] + ([bias] if bias else []),
          [f"%r = graph.conv {', '.join(operands)} {attrs} : ({types}) -> {mlir(y)}"],
          ["%r: " + y])  # fmt: skip


conv("2x3x8x8xf32", "4x3x3x3xf32", "2x4x8x8xf32", "pads [1, 1, 1, 1]", "4xf32")
conv("1x3x9x8xf32", "4x3x3x3xf32", "1x4x5x4xf32", "strides [2, 2] pads [1, 1, 1, 1]")
conv("1x3x10x10xf32", "4x3x3x3xf32", "1x4x3x3xf32", "strides [3, 3]")
conv("?2x4x6x6xf32", "8x1x3x3xf32", "?2x8x4x4xf32", "groups 4", "8xf32")
conv("1x3x?9x?8xf32", "4x3x3x3xf32", "1x4x?5x?4xf32", "strides [2, 2] pads [1, 1, 1, 1]")
conv("1x4x6x6xf32", "6x2x3x3xf32", "1x6x4x4xf32", "groups 2", "6xf32")
conv("1x4x6x6xf32", "6x4x2x2xf32", "1x6x2x2xf32", "dilations [4, 4]")
conv("?2x4x9xf32", "6x2x3xf32", "?2x6x4xf32", "strides [2] groups 2", "6xf32")
conv("1x2x5x5x5xf32", "3x2x2x2x2xf32", "1x3x4x4x4xf32")
conv("1x2x5x5xf64", "3x2x2x2xf64", "1x3x4x4xf64")
conv("1x2x5x5xi32", "3x2x2x2xi32", "1x3x4x4xi32", "", "3xi32")


def pool(kind, x, y, attrs):
    check(f"pool {kind} {attrs}", [x],
          [f"%r = graph.pool {kind} %0 {attrs} : ({mlir(x)}) -> {mlir(y)}"],
          ["%r: " + y])  # fmt: skip


pool("max", "2x3x8x8xf32", "2x3x4x4xf32", "window [2, 2] strides [2, 2]")
pool("max", "1x3x7x7xf32", "1x3x4x4xf32", "window [3, 3] strides [2, 2] pads [1, 1, 1, 1]")
pool("max", "1x3x7x7xf32", "1x3x3x3xf32", "window [2, 2] strides [2, 2]")
pool("max", "1x3x7x7xf32", "1x3x4x4xf32", "window [2, 2] strides [2, 2] {ceil_mode = true}")
pool("max", "1x3x7x7xf32", "1x3x3x3xf32", "window [3, 3] dilations [2, 2]")
pool("max", "1x3x7xi8", "1x3x4xi8", "window [3] strides [2] pads [1, 1]")
pool("average", "?2x3x7x7xf32", "?2x3x4x4xf32", "window [3, 3] strides [2, 2] pads [1, 1, 1, 1]")
pool("average", "1x3x7x7xf32", "1x3x4x4xf32", "window [3, 3] strides [2, 2] pads [1, 1, 1, 1] {count_include_pad = true}")
pool("average", "1x3x6x6xf32", "1x3x4x4xf32", "window [3, 3] strides [2, 2] pads [1, 1, 1, 1] {ceil_mode = true, count_include_pad = true}")
pool("average", "1x3x6xf32", "1x3x4xf32", "window [3] strides [2] pads [1, 1] {ceil_mode = true, count_include_pad = true}")
pool("average", "1x3x?7x?6xf32", "1x3x?4x?3xf32", "window [3, 3] strides [2, 2] pads [1, 1, 1, 1]")
pool("average", "1x3x4x4x4xf32", "1x3x3x3x3xf32", "window [2, 2, 2]")


def matmul(a, b, y, attrs=""):
    check("matmul " + attrs, [a, b],
          [f"%r = graph.matmul %0, %1 {attrs} : ({mlir(a)}, {mlir(b)}) -> {mlir(y)}"],
          ["%r: " + y])  # fmt: skip


matmul("5x6xf32", "6x7xf32", "5x7xf32")
matmul("?5x6xf32", "7x6xf32", "?5x7xf32", "{transpose_b = true}")
matmul("2x5x6xf32", "6x7xf32", "2x5x7xf32")
matmul("2x3x5x6xf32", "2x3x6x7xf32", "2x3x5x7xf32")
matmul("2x1x5x6xf32", "3x6x7xf32", "2x3x5x7xf32")
matmul("?2x?5x6xf32", "6x7xf32", "?2x?5x7xf32")
matmul("?2x3x4xf32", "?1x4x5xf32", "?2x3x5xf32")
matmul("?1x1x3x4xf32", "?3x5x4xf32", "?1x?3x3x5xf32", "{transpose_b = true}")
matmul("6xf32", "6x7xf32", "7xf32")
matmul("6xf32", "6xf32", "f32")
matmul("6xf32", "2x6x7xf32", "2x7xf32")
matmul("2x5x6xf64", "6xf64", "2x5xf64")
matmul("2x5x6xf32", "6xf32", "2x5xf32")
matmul("6x5xf64", "7x6xf64", "5x7xf64", "{transpose_a = true, transpose_b = true}")
matmul("3x4xi32", "4x2xi32", "3x2xi32")


def reduce(x, y, axes, kinds="sum mean max min prod", keep=""):
    form = "graph.reduce {} %0 over " + f"{axes} {keep} : ({mlir(x)}) -> {mlir(y)}"
    check("reduce", [x], *same(y, form, kinds.split()))


reduce("2x3x4xf32", "2x4xf32", [1])
reduce("2x3x4xf32", "2x1x4xf32", [1], keep="keepdims true")
reduce("2x3x4x5xf32", "2x3xf32", [2, 3])
reduce("2x3x4x5xf32", "2x3x1x1xf32", [2, 3], keep="keepdims true")
reduce("?2x?3x4xf32", "1x?3x1xf32", [0, 2], keep="keepdims true")
reduce("2x3xf64", "f64", [0, 1])
reduce("2x3xi32", "2xi32", [1], "sum max min prod")
reduce("2x0xf32", "2xf32", [1], "sum prod")
reduce("2x0xi32", "2xi32", [1], "max min")

check("softmax", ["2x5xf32", "3x2xf64", "?3x4xf32"],
      ["%a = graph.softmax %0 along 1 : tensor<2x5xf32>",
       "%b = graph.softmax %1 along 0 : tensor<3x2xf64>",
       "%c = graph.softmax %2 along 1 : tensor<?x4xf32>"],
      ["%a: 2x5xf32", "%b: 3x2xf64", "%c: ?3x4xf32"])  # fmt: skip
for scale in ("%1", "graph.weight dense<[0.5, 1.5]> : tensor<2xf32>"):
    lines = [] if scale == "%1" else [f"%s = {scale}"]
    s = "%1" if scale == "%1" else "%s"
    check("norm", ["2x2x3xf32", "2xf32"],
          lines + [f"%r = graph.norm batch %0, {s}, {s}, {s}, {s} epsilon 0.1 : (tensor<2x2x3xf32>, "
                   + "tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2x2x3xf32>"],
          ["%r: 2x2x3xf32"], positive=True)  # fmt: skip

for e in ("f32", "i8", "f64", "i1"):
    check("movement " + e, [f"2x3x4x{e}", f"?2x4x{e}"],
          [f"%a = graph.reshape %0 to [-1, 6] : (tensor<2x3x4x{e}>) -> tensor<4x6x{e}>",
           f"%b = graph.transpose %0 [2, 0, 1] : (tensor<2x3x4x{e}>) -> tensor<4x2x3x{e}>",
           f"%c = graph.concat %1, %1 along 1 : (tensor<?x4x{e}>, tensor<?x4x{e}>) -> tensor<?x8x{e}>",
           f"%d = graph.slice %1 from [0, 1] take [-1, 2] : (tensor<?x4x{e}>) -> tensor<?x2x{e}>",
           f"%e = graph.slice %0 from [1, 0, 3] take [2, 2, 2] step [-1, 2, -2] : (tensor<2x3x4x{e}>) -> tensor<2x2x2x{e}>"],
          [f"%a: 4x6x{e}", f"%b: 4x2x3x{e}", f"%c: ?2x8x{e}", f"%d: ?2x2x{e}", f"%e: 2x2x2x{e}"])  # fmt: skip
check("pad", ["2x3xf32", "?2x3xi8", "0x3xf32"],
      ["%a = graph.pad %0 low [1, 0] high [0, 2] with 7.5 : f32 : (tensor<2x3xf32>) -> tensor<3x5xf32>",
       "%b = graph.pad %1 low [1, 0] high [0, 2] with 7 : i8 : (tensor<?x3xi8>) -> tensor<?x5xi8>",
       "%c = graph.pad %2 low [1, 0] high [1, 0] with 1.0 : f32 : (tensor<0x3xf32>) -> tensor<2x3xf32>"],
      ["%a: 3x5xf32", "%b: ?3x5xi8", "%c: 2x3xf32"])  # fmt: skip
check("broadcast", ["3x1xf32", "?3x1xi32", "?1xf32"],
      ["%a = graph.broadcast %0 to [2, -1, 4] : (tensor<3x1xf32>) -> tensor<2x3x4xf32>",
       "%b = graph.broadcast %1 to [-1, 4] : (tensor<?x1xi32>) -> tensor<?x4xi32>",
       "%c = graph.broadcast %2 to [4] : (tensor<?xf32>) -> tensor<4xf32>"],
      ["%a: 2x3x4xf32", "%b: ?3x4xi32", "%c: 4xf32"])  # fmt: skip
for e in ("ui8", "ui16", "ui32", "ui64"):
    kind = f"9x{e}"
    form = "graph.binary {} %0, %1 : (" + f"{mlir(kind)}, {mlir(kind)}) -> {mlir(kind)}"
    check("unsigned", [kind, kind], *same(kind, form, "add sub mul max min xor".split()))
    form = "graph.compare {} %0, %1 : (" + f"{mlir(kind)}, {mlir(kind)}) -> tensor<9xi1>"
    check("unsigned", [kind, kind], *same("9xi1", form, "eq ne lt le gt ge".split()))
    lines, results = same(kind, "graph.unary {} %0 : " + mlir(kind), "abs relu sign".split())
    lines += [f"%a = graph.cast %0 : {mlir(kind)} to tensor<9xf32>",
              f"%b = graph.cast %0 : {mlir(kind)} to tensor<9xi8>",
              f"%c = graph.cast %0 : {mlir(kind)} to tensor<9xi64>",
              f"%d = graph.clamp %0 min 100 : {e} max 200 : {e} : {mlir(kind)}",
              f"%w = graph.weight dense<[0, 1, 255]> : tensor<3x{e}>",
              f"%e = graph.concat %d, %w along 0 : ({mlir(kind)}, tensor<3x{e}>) -> tensor<12x{e}>",
              f"%f = graph.reduce max %0 over [0] : ({mlir(kind)}) -> tensor<{e}>",
              f"%g = graph.reduce sum %0 over [0] : ({mlir(kind)}) -> tensor<{e}>"]
    results += ["%a: 9xf32", "%b: 9xi8", "%c: 9xi64", f"%e: 12x{e}", f"%f: {e}", f"%g: {e}"]
    check("unsigned", [kind], lines, results)
    check("unsigned", ["9xf32"],
          ["%h = graph.weight dense<[1.0e20, -1.0e20, 0x7FC00000, 127.9, -0.9, 2.5, 1.0e19, 0x7F800000, 254.9]> : tensor<9xf32>",
           f"%a = graph.cast %h : tensor<9xf32> to {mlir(kind)}"], ["%a: " + kind])  # fmt: skip
    check("unsigned pool", [f"1x2x7x{e}"],
          [f"%a = graph.pool max %0 window [3] strides [2] pads [1, 1] : (tensor<1x2x7x{e}>) -> tensor<1x2x4x{e}>"],
          [f"%a: 1x2x4x{e}"])  # fmt: skip
check("unsigned", ["4xui64", "4xui64"],
      ["%w = graph.weight dense<[3, 10, 7, 1]> : tensor<4xui64>",
       "%a = graph.binary div %0, %1 : (tensor<4xui64>, tensor<4xui64>) -> tensor<4xui64>",
       "%b = graph.binary div %0, %w : (tensor<4xui64>, tensor<4xui64>) -> tensor<4xui64>"],
      ["%a: 4xui64", "%b: 4xui64"])  # fmt: skip
check("unsigned", ["9xui8"],
      ["%w = graph.weight dense<[1, 2, 255, 128, 127, 7, 3, 9, 200]> : tensor<9xui8>",
       "%a = graph.binary div %0, %w : (tensor<9xui8>, tensor<9xui8>) -> tensor<9xui8>"],
      ["%a: 9xui8"])  # fmt: skip
check("gather", ["2x5x3xf32"],
      ["%i = graph.weight dense<[[0, -1], [4, 2]]> : tensor<2x2xi64>",
       "%a = graph.gather %0 at %i along 1 : (tensor<2x5x3xf32>, tensor<2x2xi64>) -> tensor<2x2x2x3xf32>"],
      ["%a: 2x2x2x3xf32"])  # fmt: skip
check("empty", ["0x3xf32", "2x3xf32"],
      ["%a = graph.unary exp %0 : tensor<0x3xf32>",
       "%b = graph.concat %a, %1 along 0 : (tensor<0x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>"],
      ["%b: 2x3xf32"])  # fmt: skip
sys.exit(0)
