# RUN: %python %s %data/matmul.mlir
"""aic bench prints figures that agree with each other, and the median alone at the end."""

import json
import os
import pty
import subprocess
import sys
import tempfile

import numpy as np

DYNAMIC = """func.func @main(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  return %x : tensor<?x3xf32>
}
"""


def bench(*arguments):
    return subprocess.run(["aic", "bench", *arguments], capture_output=True, text=True)


def fails(code, *arguments, words):
    process = bench(*arguments)
    assert process.returncode == code and not process.stdout, process
    assert words in process.stderr, process.stderr
    assert len(process.stderr.splitlines()) == 1, process.stderr


model = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)

    # Text: the last line is the median, and nothing is on standard error.
    process = bench(model, "--runs=9", "--warmup=2", "--threads=1")
    assert process.returncode == 0 and process.stderr == "", process
    lines = process.stdout.splitlines()
    rows = dict(line.split(maxsplit=1) for line in lines[:-1])
    assert rows["runs"] == "9, after 2 to warm up", rows
    assert rows["median"] == f"{lines[-1]} ms", lines
    assert float(lines[-1]) > 0

    # JSON: the figures fit together.
    process = bench(model, "--min-time=0.05", "--json")
    figures = json.loads(process.stdout)
    assert figures["target"] == "cpu" and figures["threads"] == len(os.sched_getaffinity(0)), figures
    assert figures["runs"] >= 5 and figures["warmup"] == 3, figures
    assert 0 < figures["min_ms"] <= figures["median_ms"] <= figures["max_ms"], figures
    assert figures["macs"] > 0, figures
    rate = 2e-6 * figures["macs"] / figures["median_ms"]
    assert abs(figures["gflops"] - rate) < 0.01 * rate, figures

    # A name that is no text of JSON as it stands.
    strange = b'a"\xff\n.mlir'
    os.symlink(model, strange)
    assert json.loads(bench(strange, "--runs=1", "--json").stdout)["model"] == 'a"\ufffd\n.mlir'

    # A device: its cycles are exact, the same for each call.
    first = json.loads(bench(model, "--runs=1", "--warmup=0", "--json", "--target=npu").stdout)
    again = json.loads(bench(model, "--runs=2", "--json", "--target=npu").stdout)
    assert first["device_cycles"] == again["device_cycles"] > 0, (first, again)
    assert first["device_ms"] > 0 and "gflops" not in first
    assert "device cycles" in bench(model, "--runs=1", "--target=npu").stdout

    # Inputs of a folder, here four batches at once; a compiled model; open sizes.
    with open("dynamic.mlir", "w") as file:
        file.write(DYNAMIC)
    os.mkdir("in")
    np.save("in/input_0.npy", np.zeros((2, 3), "f4"))
    subprocess.run(["aic", "compile", "dynamic.mlir", "-o", "dynamic.so"], check=True)
    assert bench("dynamic.so", "--inputs", "in", "--runs=3").returncode == 0
    with open("fixed.mlir", "w") as file:
        file.write(DYNAMIC.replace("?", "2"))
    np.save("in/input_0.npy", np.zeros((8, 3), "f4"))
    assert "calls per run      4;" in bench("fixed.mlir", "--inputs", "in", "--runs=3").stdout

    # Progress goes to a terminal only.
    master, slave = pty.openpty()
    subprocess.run(["aic", "bench", model, "--runs=2"], stdout=subprocess.DEVNULL, stderr=slave, check=True)
    os.close(slave)
    assert b"aic bench: warm-up run 1" in os.read(master, 4096)

    # What is wrong is said in one line.
    fails(1, "dynamic.mlir", words="dimension 0 of input 0 ('input_0') is open")
    fails(1, "none.mlir", words="cannot read model 'none.mlir'")
    fails(1, model, "--inputs", "nowhere", words="there is no folder 'nowhere'")
    fails(1, "fixed.mlir", "--inputs", "nowhere", words="there is no folder 'nowhere'")
    fails(2, model, "--runs=3", "--min-time=1", words="--runs and --min-time both say when to stop")
    fails(2, model, "--runs=0", words="--runs takes a number from 1 to")
    fails(2, model, "--warmup=x", words="--warmup takes a number from 0 to")
    fails(2, model, "--min-time=soon", words="--min-time takes a number from 0 to 1000000, not 'soon'")
    fails(2, model, "--threads=-1", words="--threads takes a number from 1 to")
    fails(2, "dynamic.so", "--target=npu", words="is compiled already")
    fails(2, "x.npu", words="is a bare NPU program")
