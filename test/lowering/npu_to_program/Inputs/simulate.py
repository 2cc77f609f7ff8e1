"""Runs a .npu file on arrays through aic-sim."""

import json
import subprocess
from pathlib import Path

import numpy as np


def simulate(program, folder, arrays, *options):
    """The outputs of `program` on `arrays`, and the statistics."""
    inputs, outputs = Path(folder) / "in", Path(folder) / "out"
    inputs.mkdir(parents=True, exist_ok=True)
    for number, array in enumerate(arrays):
        np.save(inputs / f"input_{number}.npy", array)
    text = subprocess.run(
        ["aic-sim", program, "--inputs", inputs, "--outputs", outputs, "--json", *options],
        check=True, capture_output=True, text=True,
    ).stdout
    stats = json.loads(text)
    found = sorted(outputs.glob("output_*.npy"))
    return [np.load(path) for path in found], stats


def expect_equal(got, wanted):
    assert got.dtype == wanted.dtype and got.shape == wanted.shape, (got.shape, wanted.shape)
    wrong = np.argwhere(got != wanted)
    assert not len(wrong), f"{len(wrong)} of {got.size} differ, the first at {wrong[0]}"
