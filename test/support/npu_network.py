"""Runs a network on the CPU and on edge32 and compares."""

import time

import numpy as np
from model import run


def check(path, data, tolerance, fraction=0.95):
    """Outputs agree within tolerance * largest; gives both and the device's statistics."""
    (wanted,), _ = run(path, [data])
    start = time.monotonic()
    (got,), stats = run(path, [data], "--target=npu:edge32")
    seconds = time.monotonic() - start
    assert got.shape == wanted.shape, f"shape {got.shape}, not {wanted.shape}"
    largest = np.abs(wanted).max()
    error = np.abs(got.astype("f8") - wanted.astype("f8")).max() / largest
    layers = stats["layers"]
    print(
        f"{stats['npu_macs_fraction']:.6f} of {stats['macs']} multiply-adds on edge32: {stats['cycles']} cycles in "
        f"{len(layers)} layers, utilization {stats['utilization']:.4f}; CPU and NPU differ by {error:.1e} of the "
        f"largest value {largest:.3f}; compiled and simulated in {seconds:.1f} s"
    )
    # Values that are all the same would agree, whatever was computed.
    assert wanted.std() > 0.05 * largest, "the outputs say nothing"
    assert stats["npu_macs_fraction"] >= fraction, stats["npu_macs_fraction"]
    assert error <= tolerance, f"CPU and NPU differ by {error} of the largest value"
    for key in ("cycles", "dram_read_bytes", "dram_write_bytes"):
        assert sum(layer[key] for layer in layers) == stats[key], key
    return wanted, got, stats
