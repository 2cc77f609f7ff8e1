# RUN: %python %s | FileCheck %s
"""Reductions that do not fit on the chip run there in pieces: integers and largest
values are exact, floats are added up piece by piece. One whose length is a prime cannot
be cut, and stays on the host."""

import numpy as np
from model import run_text


def text(shape, element, result, start, body, axes="(i, k)", out="(i)", kinds='"parallel", "reduction"'):
    x = "x".join(map(str, shape))
    y = "".join(f"{n}x" for n in shape[:1] if "i, " in axes)
    return f"""
func.func @main(%x: tensor<{x}x{element}>) -> tensor<{y}{result}> {{
  %z = arith.constant {start} : {result}
  %e = tensor.empty() : tensor<{y}{result}>
  %i = linalg.fill ins(%z : {result}) outs(%e : tensor<{y}{result}>) -> tensor<{y}{result}>
  %y = linalg.generic {{indexing_maps = [affine_map<{axes} -> {axes}>, affine_map<{axes} -> {out}>],
      iterator_types = [{kinds}]}} ins(%x : tensor<{x}x{element}>) outs(%i : tensor<{y}{result}>) {{
  ^bb0(%a: {element}, %o: {result}):
{body}
    linalg.yield %s : {result}
  }} -> tensor<{y}{result}>
  return %y : tensor<{y}{result}>
}}
"""


SQUARE = "%q = arith.mulf %a, %a : f32 %s = arith.addf %o, %q : f32"
LARGEST = "%s = arith.maximumf %o, %a : f32"
WIDE = "%q = arith.extsi %a : i8 to i32 %s = arith.addi %q, %o : i32"
WHOLE = {"axes": "(k)", "out": "()", "kinds": '"reduction"'}
THREE = {"axes": "(i, k, l)", "kinds": '"parallel", "reduction", "reduction"'}
rng = np.random.default_rng(5)
x = rng.standard_normal((3, 300000), dtype=np.float32)
bytes_ = rng.integers(-128, 128, (2, 1200, 1000), dtype=np.int8)

for name, given, module, wanted, limit in (
    ("squares", x, text(x.shape, "f32", "f32", "0.5", SQUARE), (x.astype("f8") ** 2).sum(1) + 0.5, 1e-5),
    ("largest", x, text(x.shape, "f32", "f32", "-1.0", LARGEST), x.max(1), 0),
    ("whole", x[0], text(x[0].shape, "f32", "f32", "-1.0", LARGEST, **WHOLE), x[0].max(), 0),
    ("bytes", bytes_, text(bytes_.shape, "i8", "i32", "7", WIDE, **THREE), bytes_.sum((1, 2), dtype=np.int64) + 7, 0),
):
    (got,), stats = run_text(module, [given], "--target=npu:edge32")
    error = np.abs((got - wanted) / wanted).max()
    print(f"{name}: {stats['host_operations']} on the host, {len(stats['layers'])} layers, off by {error:.0e}")
    assert error <= limit, (name, error)

prime = x[:, :299993]
_, stats = run_text(text(prime.shape, "f32", "f32", "0.5", SQUARE), [np.ascontiguousarray(prime)], "--target=npu:edge32")
print(f"prime: {stats['host_operations']} on the host")

# CHECK: squares: 0 on the host, 2 layers
# CHECK: largest: 0 on the host, 2 layers, off by 0e+00
# CHECK: whole: 0 on the host, 2 layers, off by 0e+00
# CHECK: bytes: 0 on the host, 2 layers, off by 0e+00
# CHECK: prime: {{[1-9]}} on the host
