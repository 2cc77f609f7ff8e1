# RUN: %python %s | FileCheck %s
"""The bound that chooses plans is below the simulated cycles, and near them.

That of one layer is for the layer alone: in a program it may take fewer cycles,
since it begins while others still run. A program of one layer takes exactly the
cycles that the planner has played.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path

from npu_case import conv_text, matmul_text
from npu_random import random_graph

INPUTS = Path(__file__).parent / "Inputs"
MACHINES = ["edge4", "edge16", "edge32", INPUTS / "uneven.mlir", INPUTS / "tiny.mlir"]
# m, k, n: ragged, a vector, square, layers of a transformer.
MATMULS = [(1, 7, 13), (257, 129, 65), (1, 1024, 1024), (512, 512, 512), (128, 768, 3072)]
# Height, width, channels, filters, kernel, stride: those of a residual network.
CONVS = [(224, 224, 3, 64, 7, 2), (56, 56, 64, 64, 3, 1), (28, 28, 128, 128, 3, 2),
         (14, 14, 1024, 256, 1, 1), (7, 7, 512, 512, 3, 1)]


def run(*command):
    made = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return made.stdout


def measure(text, machine, folder):
    """The bound and what was simulated; None if not all became one program."""
    case, late, program = folder / "case.mlir", folder / "late.mlir", folder / "case.npu"
    case.write_text(text)
    run("aic-opt", case, f"--lower-to-npu=target={machine}", "-o", late)
    bounds = re.findall(r"npu.bound = (\d+)", late.read_text())
    planned = re.findall(r"npu.planned = (\d+)", late.read_text())
    if len(bounds) != 1:
        return None
    run("aic-opt", late, f"--aic-npu-emit=output={program}", "-o", "/dev/null")
    return int(bounds[0]), int(planned[0]), json.loads(run("aic-sim", program, "--time-only", "--json"))


def cases():
    for machine in MACHINES:
        for sizes in MATMULS:
            yield f"matmul {sizes}", machine, matmul_text(*sizes, "i8")
        for sizes in CONVS:
            yield f"conv {sizes}", machine, conv_text(*sizes, "i8")
    for seed in range(30):
        yield f"seed {seed}", MACHINES[seed % len(MACHINES)], random_graph(seed).text()


gaps, exact = [], 0
with tempfile.TemporaryDirectory() as name:
    for what, machine, text in cases():
        measured = measure(text, machine, Path(name))
        if not measured:
            continue
        bound, planned, stats = measured
        cycles = stats["cycles"]
        assert bound <= cycles, f"{what} on {machine}: bound {bound}, but {cycles} cycles"
        if len(stats["layers"]) == 1:
            assert planned == cycles, f"{what} on {machine}: planned {planned}, but {cycles} cycles"
            exact += 1
        gaps.append(cycles / bound - 1)
print(f"{len(gaps)} programs, {exact} of one layer as planned, mean gap {100 * sum(gaps) / len(gaps):.1f} %")
assert sum(gaps) / len(gaps) < 0.15, "the bound says little"

# CHECK: {{[67][0-9]}} programs, {{[67][0-9]}} of one layer as planned, mean gap
