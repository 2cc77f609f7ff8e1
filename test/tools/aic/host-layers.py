# RUN: %python %s %data
"""aic run --stats has a row per layer of the host, whose times make up the run and whose macs are all there are."""

import json
import os
import subprocess
import sys
import tempfile

import numpy as np

MODEL = os.path.join(sys.argv[1], "digits_cnn.onnx")


def run(*arguments):
    return subprocess.run(["aic", "run", MODEL, "--inputs", "in", *arguments], capture_output=True, text=True, check=True).stdout


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    os.mkdir("in")
    np.save("in/input_0.npy", np.random.default_rng(0).random((300, 1, 8, 8), "f4"))

    figures = json.loads(run("--stats=json"))
    # What only an NPU has is left out without one.
    assert not {"machine", "cycles", "energy_pj", "stalls"} & figures.keys(), figures
    layers = figures["layers"]
    names = [layer["name"] for layer in layers]
    assert names[:3] == ["/c1/Conv", "/Relu", "/c2/Conv"], names
    assert [layer["kind"] for layer in layers][:3] == ["conv", "relu", "conv"], layers
    assert len(set(names)) == len(names)
    assert all(layer["where"] == "cpu" and layer["seconds"] > 0 for layer in layers), layers
    assert sum(layer["macs"] for layer in layers) == figures["macs"], figures
    assert layers[0]["macs"] == 300 * 8 * 8 * 16 * 9, layers[0]
    total = sum(layer["seconds"] for layer in layers)
    whole = figures["seconds_per_call"] * figures["calls"]
    assert 0.5 * whole < total <= whole, (total, whole)

    # Observed or not, the results are the same to the bit.
    run("--stats=json", "--outputs", "observed")
    run("--outputs", "alone")
    with open("observed/output_0.npy", "rb") as one, open("alone/output_0.npy", "rb") as other:
        assert one.read() == other.read()

    # The table has the same rows and their sum.
    table = run("--stats=text").split("\n\n")[1].splitlines()
    assert table[0].split()[:3] == ["layer", "kind", "time"], table
    assert len(table) == len(layers) + 2 and table[-1].startswith("total "), table
    assert str(figures["macs"]) in table[-1].split(), table

    # What runs on a device is no layer of the host.
    device = json.loads(run("--stats=json", "--target=npu"))
    assert {"machine", "cycles", "energy_pj", "stalls"} <= device.keys(), device
    assert not [layer for layer in device["layers"] if layer["where"] == "cpu"], device
