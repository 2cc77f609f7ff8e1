# RUN: %python %s
"""MobileNetV2 on edge32, against the CPU."""

import tempfile

import mobilenet_v2
import numpy as np
from npu_network import check

with tempfile.TemporaryDirectory() as folder:
    path = mobilenet_v2.build(folder)
    _, _, stats = check(path, np.load(f"{folder}/in/input_0.npy"), 1e-4)

# As many multiply-adds as the paper says, 300 million.
assert stats["macs"] == 300774272, stats["macs"]
kinds = [layer["kind"] for layer in stats["layers"]]
assert kinds.count("depthwise") == 17 and kinds.count("conv2d") == 35, kinds
