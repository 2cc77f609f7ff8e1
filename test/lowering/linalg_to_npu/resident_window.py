# RUN: %python %s %t
"""A convolution over rows of an image that stays in the scratchpad, where they are as far apart as a whole row and not
side by side as in a tile of their own."""

import sys
from pathlib import Path

import numpy as np
from npu_case import run_case

TEXT = """
func.func @main(%x: tensor<1x6x13x8xi8>, %w: tensor<1x2x1x8xi8>) -> tensor<1x1x3x1xi32> {
  %least = arith.constant -128 : i8
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<1x2x4x8xi8>
  %f = linalg.fill ins(%least : i8) outs(%e : tensor<1x2x4x8xi8>) -> tensor<1x2x4x8xi8>
  %window = tensor.empty() : tensor<2x4xi8>
  %p = linalg.pooling_nhwc_max {dilations = dense<[1, 2]> : tensor<2xi64>, strides = dense<[3, 2]> : tensor<2xi64>}
      ins(%x, %window : tensor<1x6x13x8xi8>, tensor<2x4xi8>) outs(%f : tensor<1x2x4x8xi8>) -> tensor<1x2x4x8xi8>
  %g = tensor.empty() : tensor<1x1x3x1xi32>
  %i = linalg.fill ins(%zero : i32) outs(%g : tensor<1x1x3x1xi32>) -> tensor<1x1x3x1xi32>
  %y = linalg.conv_2d_nhwc_fhwc {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%p, %w : tensor<1x2x4x8xi8>, tensor<1x2x1x8xi8>) outs(%i : tensor<1x1x3x1xi32>) -> tensor<1x1x3x1xi32>
  return %y : tensor<1x1x3x1xi32>
}
"""

machine = Path(sys.argv[1]).with_suffix(".mlir")
machine.write_text("""npu.target @narrow {
  array = {rows = 4, cols = 5, shadow = false}, spad = {size = 40000, align = 4}, acc = {size = 65536},
  vector = {lanes = 3}, ld = {channels = 2, bw = 1.0, latency = 0}, st = {channels = 2, bw = 1.0, latency = 0},
  dram = {bw = 2.0, shared = false}, sync = {semaphores = 32, max = 2, queue = 1}, stream = {loops = 2}
}
""")
rng = np.random.default_rng(1)
x = rng.integers(-128, 128, (1, 6, 13, 8), dtype=np.int8)
w = rng.integers(-128, 128, (1, 2, 1, 8), dtype=np.int8)
pooled = np.array([[[x[0, 3 * i:3 * i + 2, 2 * j:2 * j + 8:2, c].max() for c in range(8)] for j in range(4)] for i in range(2)])
wanted = np.array([[[[(pooled[:, j].astype(int) * w[0, :, 0]).sum()] for j in range(3)]]], np.int32)
(y,), stats = run_case(TEXT, [x, w], machine)
assert np.array_equal(y, wanted), (y, wanted)
# The image is never stored.
assert stats["dram_write_bytes"] == 12, stats["dram_write_bytes"]
