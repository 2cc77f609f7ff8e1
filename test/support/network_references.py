"""Writes test/networks/references.npz: what onnxruntime says of the random twins.

    network_references.py

Needs the Python package onnxruntime, which the tests do not. For each network
the output and a checksum of the weights that it belongs to.
"""

import os
import tempfile

import numpy as np
import onnxruntime
import random_weights

arrays = {}
for name in random_weights.NAMES:
    with tempfile.TemporaryDirectory() as folder:
        path, checksum = random_weights.build(name, folder)
        data = np.load(os.path.join(folder, "in", "input_0.npy"))
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        (output,) = session.run(None, {session.get_inputs()[0].name: data})
        arrays[name] = output
        arrays[name + ".checksum"] = np.uint32(checksum)
        print(f"{name}: {output.size} values from {output.min()} to {output.max()}")
test = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
np.savez(os.path.join(test, "networks", "references.npz"), **arrays)
