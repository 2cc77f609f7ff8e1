# RUN: %python %s
"""ResNet-50 with random weights on edge32, against the CPU."""

import tempfile

import numpy as np
import random_weights
from npu_network import check

with tempfile.TemporaryDirectory() as folder:
    path, _ = random_weights.build("resnet50", folder)
    _, _, stats = check(path, np.load(f"{folder}/in/input_0.npy"), 1e-4)

# The array is the limit, and near it.
convolutions = [layer for layer in stats["layers"] if layer["kind"] == "conv2d"]
assert len(convolutions) == 53, len(convolutions)
assert stats["utilization"] > 0.9, stats["utilization"]
