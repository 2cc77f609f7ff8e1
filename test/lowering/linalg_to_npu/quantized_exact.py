# RUN: %python %s | FileCheck %s
"""Quantized residual and depthwise networks: the NPU, the CPU and the formulas of
TOSA give the same integers."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from model import run
from quantized import mobilenet_v2, resnet50

NETWORKS = {
    "resnet50": resnet50(size=32, width=16, blocks=(1, 2, 1, 1), classes=50),
    "mobilenet_v2": mobilenet_v2(size=64, divisor=4, stages=((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 1, 2)), classes=50),
}

with tempfile.TemporaryDirectory() as folder:
    for name, (network, result) in NETWORKS.items():
        path = Path(folder) / f"{name}.mlir"
        path.write_text(network.text(result))
        assert result.values.std() > 20, result.values.std()
        for target in ("cpu", "npu:edge32"):
            (got,), stats = run(path, network.inputs, f"--target={target}")
            assert np.array_equal(got, result.values), (name, target)
        assert stats["macs"] == network.macs and stats["npu_macs_fraction"] == 1, stats
        assert stats["bound_cycles"] <= stats["cycles"], stats
        print(f"{name}: exact, {stats['macs']} multiply-adds, {stats['host_operations']} operations on the host")

# CHECK: resnet50: exact, {{[0-9]+}} multiply-adds, 0 operations on the host
# CHECK: mobilenet_v2: exact, {{[0-9]+}} multiply-adds, 0 operations on the host
