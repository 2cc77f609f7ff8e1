# RUN: %python %s
"""SqueezeNet with random weights on edge32, against the CPU."""

import subprocess
import tempfile

import numpy as np
import random_weights
from model import aic, run
from network import read_tensor
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

    # As it is stored, with its softmax, it is one bare program.
    path = random_weights.light("squeezenet")
    aic("compile", path, "--target=npu:edge32", "-o", f"{folder}/whole.npu")
    sim = ["aic-sim", f"{folder}/whole.npu", "--inputs", f"{folder}/in", "--outputs", f"{folder}/out"]
    subprocess.run(sim, check=True, stdout=subprocess.DEVNULL)
    got = np.load(f"{folder}/out/output_0.npy")
    # Its weights are constant, so that all inputs give the same.
    np.testing.assert_allclose(got, read_tensor(path.replace(".onnx", "_output_0.pb")), rtol=1e-4)
