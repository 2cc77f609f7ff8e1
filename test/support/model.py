"""Runs models through the program `aic`, with numpy arrays in and out."""

import json
import os
import subprocess
import tempfile

import numpy as np


class Failure(Exception):
    """`aic` did not succeed: its exit code and what it said."""

    def __init__(self, process):
        super().__init__(f"exit code {process.returncode}: {process.stderr}")
        self.code = process.returncode
        self.text = process.stderr


def aic(*arguments):
    """Runs `aic` and gives what it printed."""
    process = subprocess.run(["aic", *map(str, arguments)], capture_output=True, text=True)
    if process.returncode:
        raise Failure(process)
    return process.stdout


def run(model, inputs, *options):
    """Runs a model file; gives the list of its outputs and the statistics."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.path.join(folder, "in")
        os.mkdir(given)
        for i, array in enumerate(inputs):
            if isinstance(array, bytes):
                with open(os.path.join(given, f"input_{i}.pb"), "wb") as file:
                    file.write(array)
            else:
                np.save(os.path.join(given, f"input_{i}.npy"), array)
        out = os.path.join(folder, "out")
        text = aic("run", model, "--inputs", given, "--outputs", out, "--stats=json", *options)
        count = len(os.listdir(out))
        outputs = [np.load(os.path.join(out, f"output_{i}.npy")) for i in range(count)]
        return outputs, json.loads(text.splitlines()[-1])


def run_text(text, inputs, *options):
    """The same for a model given as MLIR text."""
    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
        file.write(text)
        file.flush()
        return run(file.name, inputs, *options)


def check_close(got, wanted, tolerance, what):
    """Shapes are equal and no element is off by more than tolerance * largest."""
    wanted = np.asarray(wanted)
    assert got.shape == wanted.shape, f"{what}: shape {got.shape}, not {wanted.shape}"
    if not got.size:
        return
    error = np.abs(got.astype("f8") - wanted.astype("f8")).max()
    limit = tolerance * max(1, np.abs(wanted.astype("f8")).max())
    assert error <= limit, f"{what}: off by {error}, more than {limit}"
