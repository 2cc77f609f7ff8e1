"""Shows that a wrong NPU program does not get past verification.

    python3 bench/npu/mutants.py [--count=N] [--functions=N] [--build=DIR]

Compiles networks and random functions for machines of several shapes, puts N seeded
faults of each kind into the programs, and prints a Markdown table of what became of
them: how many verification refused, how many of those computed something else at one
of 8 random speeds of the engines, and how many of the accepted ones did at one of 64,
or stopped; the last two must be 0. Ends with 1 if they are not, or if a valid program
is refused. All figures are deterministic.
"""

import argparse
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "support"))

from npu_random import random_graph  # noqa: E402

DATA = os.path.join(ROOT, "test", "data")
OTHERS = os.path.join(ROOT, "test", "lowering", "linalg_to_npu", "Inputs")
MACHINES = ["edge4", "edge16", "edge32", *(os.path.join(OTHERS, f"{name}.mlir")
                                           for name in ("uneven", "tiny", "poor"))]
NETWORKS = [os.path.join(DATA, name) for name in ("digits_cnn.onnx", "digits_mlp.onnx", "matmul.mlir")]


def compile_to(aic, source, machine, path):
    """Whether all of it became one program."""
    command = [aic, "compile", source, f"--target=npu:{machine}", "-o", path]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode == 0:
        return True
    if "would run on the host" in made.stderr or "becomes 0 programs" in made.stderr:
        return False
    sys.exit(f"bench: {' '.join(command)}: {made.stderr.strip()}")


def programs(aic, folder, functions):
    """Paths of programs; `functions` of them are random functions."""
    paths = []

    def add(source, machine):
        path = os.path.join(folder, f"p{len(paths)}.npu")
        if compile_to(aic, source, machine, path):
            paths.append(path)

    for network in NETWORKS:
        for machine in MACHINES[:3]:
            add(network, machine)
    wanted, seed = len(paths) + functions, 0
    while len(paths) < wanted:
        source = os.path.join(folder, "case.mlir")
        with open(source, "w") as file:
            file.write(random_graph(seed).text())
        add(source, MACHINES[seed % len(MACHINES)])
        seed += 1
    return paths


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--count", type=int, default=1000, help="mutants of each kind (default 1000)")
parser.add_argument("--functions", type=int, default=40, help="random functions (default 40)")
parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build folder")
options = parser.parse_args()
if options.count < 1 or options.functions < 0:
    parser.error(f"--count is {options.count} and --functions {options.functions}, but must be at least 1 and 0")
binaries = os.path.join(options.build, "bin")
if not os.path.exists(os.path.join(binaries, "npu-mutants")):
    sys.exit(f"bench: {binaries} has no npu-mutants; build first: sh scripts/build.sh")
with tempfile.TemporaryDirectory() as name:
    files = programs(os.path.join(binaries, "aic"), name, options.functions)
    print(f"{options.count} mutants of each kind, of {len(files)} programs:\n", flush=True)
    sys.exit(subprocess.run([os.path.join(binaries, "npu-mutants"), str(options.count), *files]).returncode)
