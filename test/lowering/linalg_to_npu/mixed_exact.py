# RUN: %python %s | FileCheck %s
"""Integers and floats in one layer: a product of i8 with a bias is scaled, rounded and
limited to i8 again, as networks with fake quantization do. It is one layer where sums
have 24 bits; else the sum is an i32 of its own. Both give the integers of numpy."""

import numpy as np
from model import run_text

ROWS, COLUMNS = 33, 40


def text(depth, bias):
    return f"""
#id = affine_map<(i, j) -> (i, j)>
#col = affine_map<(i, j) -> (j)>
func.func @main(%x: tensor<{ROWS}x{depth}xi8>, %w: tensor<{depth}x{COLUMNS}xi8>, %s: tensor<{COLUMNS}xf32>)
    -> tensor<{ROWS}x{COLUMNS}xi8> {{
  %b = arith.constant dense<{bias.tolist()}> : tensor<{COLUMNS}xi32>
  %low = arith.constant -128.0 : f32
  %high = arith.constant 127.0 : f32
  %zero = arith.constant 3.0 : f32
  %e = tensor.empty() : tensor<{ROWS}x{COLUMNS}xi32>
  %i = linalg.broadcast ins(%b : tensor<{COLUMNS}xi32>) outs(%e : tensor<{ROWS}x{COLUMNS}xi32>) dimensions = [0]
  %p = linalg.matmul ins(%x, %w : tensor<{ROWS}x{depth}xi8>, tensor<{depth}x{COLUMNS}xi8>)
      outs(%i : tensor<{ROWS}x{COLUMNS}xi32>) -> tensor<{ROWS}x{COLUMNS}xi32>
  %f = tensor.empty() : tensor<{ROWS}x{COLUMNS}xi8>
  %y = linalg.generic {{indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]}}
      ins(%p, %s : tensor<{ROWS}x{COLUMNS}xi32>, tensor<{COLUMNS}xf32>) outs(%f : tensor<{ROWS}x{COLUMNS}xi8>) {{
  ^bb0(%a: i32, %c: f32, %o: i8):
    %0 = arith.sitofp %a : i32 to f32
    %1 = arith.mulf %0, %c : f32
    %2 = math.roundeven %1 : f32
    %3 = arith.addf %2, %zero : f32
    %4 = arith.maximumf %3, %low : f32
    %5 = arith.minimumf %4, %high : f32
    %6 = arith.fptosi %5 : f32 to i8
    linalg.yield %6 : i8
  }} -> tensor<{ROWS}x{COLUMNS}xi8>
  return %y : tensor<{ROWS}x{COLUMNS}xi8>
}}
"""


rng = np.random.default_rng(3)
for depth, reach, layers in ((70, 1 << 20, 1), (70, 1 << 30, 2), (1024, 1 << 20, 2)):
    x = rng.integers(-128, 128, (ROWS, depth), dtype=np.int8)
    w = rng.integers(-128, 128, (depth, COLUMNS), dtype=np.int8)
    bias = rng.integers(-reach, reach, COLUMNS, dtype=np.int32)
    scale = (50 / (np.abs(bias) + 70 * 70 * np.sqrt(depth)) * rng.uniform(0.5, 2, COLUMNS)).astype(np.float32)
    total = x.astype(np.int32) @ w.astype(np.int32) + bias
    wanted = np.clip(np.round(total.astype(np.float32) * scale) + np.float32(3), -128, 127).astype(np.int8)
    assert wanted.std() > 10
    for target in ("cpu", "npu:edge32"):
        (got,), stats = run_text(text(depth, bias), [x, w, scale], f"--target={target}")
        assert np.array_equal(got, wanted), (depth, reach, target, np.abs(got - wanted.astype(int)).max())
    assert stats["npu_macs_fraction"] == 1 and stats["host_operations"] == 0
    print(f"depth {depth}, bias below {reach}: exact in {len(stats['layers'])} layers")
    assert len(stats["layers"]) == layers, stats["layers"]

# CHECK: depth 70, bias below 1048576: exact in 1 layers
# CHECK: depth 70, bias below 1073741824: exact in 2 layers
