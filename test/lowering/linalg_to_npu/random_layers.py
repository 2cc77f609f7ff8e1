# RUN: %python %s | FileCheck %s
"""Random functions of linalg on six machines against numpy.

`random_layers.py [SEED [COUNT]]` runs others. What a machine cannot run stays
on the host, so that every function must compile and give the right values.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from npu_random import random_graph

INPUTS = Path(__file__).parent / "Inputs"
MACHINES = ["edge4", "edge16", "edge32", INPUTS / "uneven.mlir", INPUTS / "tiny.mlir",
            INPUTS / "poor.mlir"]
CLEANUPS = ["--canonicalize", "--cse", "--symbol-dce", "--loop-invariant-code-motion"]


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def make(seed):
    """Every fourth function has layers that no machine runs between the others."""
    return random_graph(seed, 8, 0.3) if seed % 4 == 3 else random_graph(seed)


def check_bytes(folder, machine):
    """The same bytes again, and behind the usual cleanups."""
    emit = f"--aic-npu-emit=output={folder / 'again.npu'}"
    programs = []
    for passes in ([], [], CLEANUPS):
        made = run("aic-opt", folder / "case.mlir", f"--lower-to-npu=target={machine}", *passes,
                   emit, "-o", "/dev/null")
        assert made.returncode == 0, made.stderr
        programs.append((folder / "again.npu").read_bytes())
    assert programs[0] == programs[1], "the second run gives other bytes"
    assert programs[0] == programs[2], "cleanups change the program"


def check(seed, folder):
    """Whether all of the function became one program."""
    machine = MACHINES[seed % len(MACHINES)]
    graph = make(seed)
    (folder / "in").mkdir()
    (folder / "case.mlir").write_text(graph.text())
    for i, value in enumerate(graph.inputs):
        np.save(folder / "in" / f"input_{i}.npy", value.array)
    ends = ["--inputs", folder / "in", "--outputs", folder / "out"]
    compiled = run("aic", "compile", folder / "case.mlir", f"--target=npu:{machine}", "-o",
                   folder / "case.npu")
    whole = compiled.returncode == 0
    if whole:
        ran = run("aic-sim", folder / "case.npu", *ends)
        if seed % 5 == 0:
            check_bytes(folder, machine)
    else:
        assert compiled.returncode == 1, compiled.stderr
        assert "would run on the host" in compiled.stderr or \
            "becomes 0 programs" in compiled.stderr, compiled.stderr
        ran = run("aic", "run", folder / "case.mlir", f"--target=npu:{machine}", *ends)
    assert ran.returncode == 0, ran.stderr
    for i, value in enumerate(graph.results):
        made = np.load(folder / "out" / f"output_{i}.npy")
        assert made.dtype == value.array.dtype and made.shape == value.shape, (made.dtype, made.shape)
        assert np.array_equal(made, value.array, equal_nan=value.kind == "f32"), \
            f"output {i}: {np.sum(made != value.array)} of {made.size} elements differ"
    return whole


first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
count = int(sys.argv[2]) if len(sys.argv) > 2 else 60
programs = 0
for seed in range(first, first + count):
    with tempfile.TemporaryDirectory() as name:
        try:
            programs += check(seed, Path(name))
        except AssertionError as error:
            print(make(seed).text(), file=sys.stderr)
            sys.exit(f"seed {seed} on {MACHINES[seed % len(MACHINES)]}: {error}")
print(f"{count} functions are right, {programs} of them all on the device")

# CHECK: 60 functions are right, {{[4-6][0-9]}} of them all on the device
