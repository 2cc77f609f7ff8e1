# RUN: %python %s
"""Matrix multiplications and convolutions of whole and ragged sizes equal numpy."""

import numpy as np
from model import check_close, run_text

rng = np.random.default_rng(0)


def zeros(shape, kind):
    return f"""
  %e = tensor.empty() : {shape}
  %zero = arith.constant {"0.0" if kind[0] == "f" else "0"} : {kind}
  %z = linalg.fill ins(%zero : {kind}) outs(%e : {shape}) -> {shape}"""


def matmul(m, k, n, kind, total):
    a, b, c = f"tensor<{m}x{k}x{kind}>", f"tensor<{k}x{n}x{kind}>", f"tensor<{m}x{n}x{total}>"
    return f"""func.func @main(%a: {a}, %b: {b}) -> {c} {{{zeros(c, total)}
  %r = linalg.matmul ins(%a, %b : {a}, {b}) outs(%z : {c}) -> {c}
  return %r : {c}
}}"""


for m, k, n in [(1, 7, 13), (1, 67, 1100), (100, 100, 100), (257, 129, 65), (1, 1, 1), (5, 1, 40), (64, 64, 64), (5, 0, 4), (0, 3, 4)]:
    a = rng.standard_normal((m, k)).astype("f4")
    b = rng.standard_normal((k, n)).astype("f4")
    (got,), stats = run_text(matmul(m, k, n, "f32", "f32"), [a, b])
    check_close(got, a.astype("f8") @ b.astype("f8"), 1e-5, f"matmul {m}x{k}x{n}")
    assert stats["macs"] == m * k * n, stats

a, b = rng.standard_normal((70, 33)), rng.standard_normal((33, 50))
(got,), _ = run_text(matmul(70, 33, 50, "f64", "f64"), [a, b])
check_close(got, a @ b, 1e-14, "matmul f64")

a = rng.integers(-128, 128, (70, 33)).astype("i1")
b = rng.integers(-128, 128, (33, 50)).astype("i1")
(got,), _ = run_text(matmul(70, 33, 50, "i8", "i32"), [a, b])
assert got.dtype == np.int32 and (got == a.astype("i4") @ b.astype("i4")).all(), "matmul i8"


def conv(n, h, w, c, kh, kw, f, stride, dilation):
    oh, ow = (h - (kh - 1) * dilation - 1) // stride + 1, (w - (kw - 1) * dilation - 1) // stride + 1
    image, kernel = f"tensor<{n}x{h}x{w}x{c}xf32>", f"tensor<{kh}x{kw}x{c}x{f}xf32>"
    out = f"tensor<{n}x{oh}x{ow}x{f}xf32>"
    return (oh, ow), f"""func.func @main(%a: {image}, %b: {kernel}) -> {out} {{{zeros(out, "f32")}
  %r = linalg.conv_2d_nhwc_hwcf {{dilations = dense<{dilation}> : tensor<2xi64>, strides = dense<{stride}> : tensor<2xi64>}}
      ins(%a, %b : {image}, {kernel}) outs(%z : {out}) -> {out}
  return %r : {out}
}}"""


for size in [
    (1, 18, 18, 16, 3, 3, 32, 1, 1),
    (1, 18, 18, 16, 3, 3, 32, 2, 1),
    (2, 10, 10, 1, 3, 3, 16, 1, 1),
    (1, 13, 17, 5, 3, 2, 7, 1, 2),
    (1, 9, 9, 3, 3, 3, 40, 2, 1),
    (1, 8, 8, 16, 1, 1, 32, 1, 1),
]:
    n, h, w, c, kh, kw, f, stride, dilation = size
    (oh, ow), text = conv(*size)
    image = rng.standard_normal((n, h, w, c)).astype("f4")
    kernel = rng.standard_normal((kh, kw, c, f)).astype("f4")
    wanted = np.zeros((n, oh, ow, f))
    for i in range(kh):
        for j in range(kw):
            rows = slice(i * dilation, i * dilation + (oh - 1) * stride + 1, stride)
            columns = slice(j * dilation, j * dilation + (ow - 1) * stride + 1, stride)
            wanted += image[:, rows, columns].astype("f8") @ kernel[i, j].astype("f8")
    (got,), _ = run_text(text, [image, kernel])
    check_close(got, wanted, 1e-5, f"conv {size}")
