# RUN: %python %s
"""Exponentials on the vector unit: exp2 of a product, whose rounding grows with the argument."""

import numpy as np
from npu_case import run_case

COUNT = 4096
TEXT = f"""
#id = affine_map<(i) -> (i)>
func.func @main(%x: tensor<{COUNT}xf32>) -> tensor<{COUNT}xf32> {{
  %e = tensor.empty() : tensor<{COUNT}xf32>
  %0 = linalg.generic {{indexing_maps = [#id, #id], iterator_types = ["parallel"]}}
      ins(%x : tensor<{COUNT}xf32>) outs(%e : tensor<{COUNT}xf32>) {{
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  }} -> tensor<{COUNT}xf32>
  return %0 : tensor<{COUNT}xf32>
}}
"""

# Half a unit in the last place of the product, and two of the result.
for reach in (0.01, 1, 10, 87):
    x = np.linspace(-reach, reach, COUNT, dtype=np.float32)
    (got,), _ = run_case(TEXT, [x])
    wanted = np.exp(x.astype("f8"))
    error = (np.abs(got - wanted) / wanted).max()
    print(f"up to {reach}: relative error {error:.1e}")
    assert error <= 2.0**-24 * (reach + 4), error

x = np.zeros(COUNT, dtype=np.float32)
x[:5] = [np.inf, -np.inf, np.nan, 100, -120]
(got,), _ = run_case(TEXT, [x])
assert np.array_equal(got[:6], np.float32([np.inf, 0, np.nan, np.inf, 0, 1]), equal_nan=True), got[:6]
