# RUN: %python %s
"""A value that a model gives twice is two outputs that are released apart."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np

TEXT = """
func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.sin %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %0, %x, %0 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
"""

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "in").mkdir()
    (folder / "twice.mlir").write_text(TEXT)
    for batches in (1, 3):
        x = np.arange(4 * batches, dtype=np.float32)
        np.save(folder / "in" / "input_0.npy", x)
        subprocess.run(["aic", "run", folder / "twice.mlir", "--inputs", folder / "in",
                        "--outputs", folder / "out"], check=True)
        sine, same, again = (np.load(folder / "out" / f"output_{i}.npy") for i in range(3))
        assert np.allclose(sine, np.sin(x), atol=1e-6), sine
        assert np.array_equal(same, x), same
        assert np.array_equal(again, sine), again
