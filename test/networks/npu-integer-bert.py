# RUN: %python %s
"""A small BERT of integer products on edge32, against the CPU."""

import tempfile

import integer_bert
import numpy as np
from model import run

with tempfile.TemporaryDirectory() as folder:
    sizes = integer_bert.parse([folder, "--layers=2", "--width=64", "--heads=4", "--sequence=32"])
    path, data = integer_bert.build(sizes)
    (wanted,), _ = run(path, data)
    (got,), stats = run(path, data, "--target=npu:edge32")
wanted, got = wanted.astype(int), got.astype(int)
steps = np.abs(got - wanted).max()
print(f"{stats['npu_macs_fraction']:.6f} of {stats['macs']} multiply-adds on edge32, values differ by {steps} steps")
assert wanted.std() > 16, "the outputs say nothing"
# The exponential and the error function of the two are not the same to the bit.
assert steps <= 2, steps
assert stats["npu_macs_fraction"] >= 0.99, stats["npu_macs_fraction"]
assert stats["host_operations"] == 0 and stats["runs"] == 1, (stats["host_operations"], stats["runs"])
