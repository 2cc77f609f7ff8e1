# RUN: %python %s
"""SqueezeNet with random weights on edge32, against the CPU."""

import tempfile

import numpy as np
import random_weights
from model import run
from npu_network import check

with tempfile.TemporaryDirectory() as folder:
    path, _ = random_weights.build("squeezenet", folder)
    data = np.load(f"{folder}/in/input_0.npy")
    wanted, _, stats = check(path, data, 1e-4)
    # The eight concatenations are stores into slices.
    assert not [layer for layer in stats["layers"] if layer["kind"] == "concat"]

    # With two filters exchanged the difference is seen.
    path, _ = random_weights.build("squeezenet", folder, swap=7)
    (got,), _ = run(path, [data], "--target=npu:edge32")
    error = np.abs(got - wanted).max() / np.abs(wanted).max()
    print(f"two filters exchanged: {error:.1e}")
    assert error > 1e-3, error
