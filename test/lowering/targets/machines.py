# RUN: rm -rf %t && mkdir %t && %python %s %data %t
"""Every shipped machine, and one that extends it, computes what the CPU computes: a convolutional
network, integers bit by bit, and a larger network with random weights."""

import sys
from pathlib import Path

import numpy as np
import random_weights
from model import check_close, run, run_text

data, folder = Path(sys.argv[1]), Path(sys.argv[2])
root = Path(__file__).resolve().parents[3]
machines = sorted(path.stem for path in (root / "dialects/npu/targets").glob("*.mlir"))
assert {"edge4", "edge16", "edge32", "gemmini16", "tpu128"} <= set(machines), machines
INTEGERS = """func.func @main(%x: tensor<37x70xi8>, %w: tensor<70x45xi8>) -> tensor<37x45xi32> {
  %z = arith.constant dense<0> : tensor<37x45xi32>
  %0 = linalg.matmul ins(%x, %w : tensor<37x70xi8>, tensor<70x45xi8>) outs(%z : tensor<37x45xi32>) -> tensor<37x45xi32>
  return %0 : tensor<37x45xi32>
}
"""

generator = np.random.default_rng(3)
left, right = (generator.integers(-128, 128, shape, dtype="i1") for shape in ((37, 70), (70, 45)))
digits = np.load(data / "digits_eval.npz")["x"][:1]
squeezenet, _ = random_weights.build("squeezenet", str(folder))
picture = np.load(folder / "in/input_0.npy")
(digits_wanted,), _ = run(data / "digits_cnn.onnx", [digits])
(squeezenet_wanted,), _ = run(squeezenet, [picture])

for machine in machines:
    target = f"--target=npu:{machine}"
    (got,), stats = run_text(INTEGERS, [left, right], target)
    assert (got == left.astype("i4") @ right.astype("i4")).all(), machine
    assert stats["npu_macs_fraction"] == 1 and stats["macs"] == 37 * 70 * 45, machine
    (got,), stats = run(data / "digits_cnn.onnx", [digits], target)
    check_close(got, digits_wanted, 1e-5, machine)
    assert stats["cycles"] > 0
    # A larger network where it does not take long.
    if machine in ("gemmini16", "tpu128"):
        (got,), stats = run(squeezenet, [picture], target)
        check_close(got, squeezenet_wanted, 1e-4, machine)
        # Gemmini's array has no floats: convolutions stay on the host.
        share, left_out = stats["npu_macs_fraction"], stats["host_operations"]
        assert share == 1 and left_out == 0 if machine == "tpu128" else left_out >= 26, (share, left_out)
    (folder / "mine.mlir").write_text(f"npu.target @mine extends @{machine} {{vector = {{lanes = 8}}}}\n")
    (got,), _ = run_text(INTEGERS, [left, right], f"--target=npu:{folder / 'mine.mlir'}")
    assert (got == left.astype("i4") @ right.astype("i4")).all(), machine
