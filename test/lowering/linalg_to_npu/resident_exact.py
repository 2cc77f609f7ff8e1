# RUN: %python %s | FileCheck %s
"""Random chains of i8 layers with branches and residuals, bit by bit.

Results stay in the scratchpad, are stored as well, or go through DRAM, on
machines with much and with little of everything; `resident_exact.py [SEED
[COUNT]]` runs others.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

INPUTS = Path(__file__).parent / "Inputs"
MACHINES = ["edge32", "edge16", "edge4", INPUTS / "uneven.mlir", INPUTS / "tiny.mlir", INPUTS / "poor.mlir"]
SETTINGS = ["", "sync.queue=1", "spad.size=16K", "sync.semaphores=20", "ld.latency=7,st.latency=900"]


def ranked(shape, kind):
    return "tensor<" + "".join(f"{size}x" for size in shape) + kind + ">"


class Chain:
    """Matrices of `rows` rows; each layer reads any of those before it."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.rows = int(self.rng.choice([1, 8, 30, 64]))
        self.widths = [int(w) for w in self.rng.choice([16, 24, 33, 64], 2)]
        self.lines, self.count = [], 0
        self.input = self.rng.integers(-128, 128, (self.rows, self.widths[0]), dtype=np.int8)
        self.values = [("%x", self.input)]

    def name(self):
        self.count += 1
        return f"%v{self.count}"

    def add(self, text):
        name = self.name()
        self.lines.append(f"  {name} = {text}")
        return name

    def constant(self, array, kind):
        return self.add(f"arith.constant dense<{array.tolist()}> : {ranked(array.shape, kind)}")

    def pick(self, width=None):
        fits = [value for value in self.values if width in (None, value[1].shape[1])]
        # Mostly what was made last, so that there are chains.
        return fits[-1 - min(int(self.rng.geometric(0.6)) - 1, len(fits) - 1)] if fits else None

    def narrow(self, source, wide, residual):
        """Shifts, adds the residual and saturates."""
        shape, ins = wide.shape, [(source, wide, "i32")] + ([(*residual, "i8")] if residual else [])
        out = self.add(f"tensor.empty() : {ranked(shape, 'i8')}")
        maps = ", ".join(["affine_map<(i, j) -> (i, j)>"] * (len(ins) + 1))
        types = ", ".join(ranked(shape, kind) for _, _, kind in ins)
        name = self.add(
            f'linalg.generic {{indexing_maps = [{maps}], iterator_types = ["parallel", "parallel"]}} '
            f"ins({', '.join(value for value, _, _ in ins)} : {types}) outs({out} : {ranked(shape, 'i8')}) {{")
        body = ["^bb0(%a: i32, " + ("%r: i8, " if residual else "") + "%o: i8):",
                "%seven = arith.constant 7 : i32", "%least = arith.constant -128 : i32",
                "%most = arith.constant 127 : i32", "%s0 = arith.shrsi %a, %seven : i32"]
        last, array = "%s0", wide >> 7
        if residual:
            body += ["%e = arith.extsi %r : i8 to i32", "%s1 = arith.addi %s0, %e : i32"]
            last, array = "%s1", array + residual[1]
        body += [f"%l = arith.maxsi {last}, %least : i32", "%m = arith.minsi %l, %most : i32",
                 "%t = arith.trunci %m : i32 to i8", "linalg.yield %t : i8"]
        self.lines += ["  " + line for line in body] + [f"  }} -> {ranked(shape, 'i8')}"]
        return name, np.clip(array, -128, 127).astype(np.int8)

    def layer(self):
        source, array = self.pick()
        width = int(self.rng.choice(self.widths))
        weights = self.rng.integers(-128, 128, (array.shape[1], width), dtype=np.int8)
        shape = (self.rows, width)
        wide = array.astype(np.int32) @ weights.astype(np.int32)
        zero = self.add(f"arith.constant dense<0> : {ranked(shape, 'i32')}")
        product = self.add(
            f"linalg.matmul ins({source}, {self.constant(weights, 'i8')} : {ranked(array.shape, 'i8')}, "
            f"{ranked(weights.shape, 'i8')}) outs({zero} : {ranked(shape, 'i32')}) -> {ranked(shape, 'i32')}")
        residual = self.pick(width) if self.rng.random() < 0.4 else None
        self.values.append(self.narrow(product, wide, residual))

    def text(self):
        """Returns the last value and some of the others."""
        self.results = [self.values[-1]] + [v for v in self.values[1:-1] if self.rng.random() < 0.15]
        types = ", ".join(ranked(array.shape, "i8") for _, array in self.results)
        return "\n".join([f"func.func @main(%x: {ranked(self.input.shape, 'i8')}) -> ({types}) {{", *self.lines,
                          f"  return {', '.join(name for name, _ in self.results)} : {types}", "}", ""])


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def check(seed, folder):
    """How many results stayed on the chip, and how many barriers there are."""
    chain = Chain(seed)
    for _ in range(int(chain.rng.integers(2, 9))):
        chain.layer()
    (folder / "in").mkdir()
    np.save(folder / "in" / "input_0.npy", chain.input)
    (folder / "case.mlir").write_text(chain.text())
    machine, setting = MACHINES[seed % len(MACHINES)], SETTINGS[seed % len(SETTINGS)]
    if machine == INPUTS / "poor.mlir" and "semaphores" in setting:
        setting = ""
    # What a machine cannot run stays on the host, between programs.
    ran = run("aic", "run", folder / "case.mlir", f"--target=npu:{machine}", *([f"--set={setting}"] if setting else []),
              "--inputs", folder / "in", "--outputs", folder / "out")
    assert ran.returncode == 0, (seed, ran.stderr)
    passes = f"--lower-to-npu=target={machine}" + (f" set={setting}" if setting else "")
    made = run("aic-opt", folder / "case.mlir", passes, "--mlir-pass-statistics", "-o", "/dev/null")
    assert made.returncode == 0, (seed, made.stderr)
    for i, (_, wanted) in enumerate(chain.results):
        got = np.load(folder / "out" / f"output_{i}.npy")
        assert np.array_equal(got, wanted), (seed, i)
    return [int(re.search(rf"\(S\) +(\d+) {what} ", made.stderr)[1]) for what in ("resident", "barriers", "layers")]


first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
count = int(sys.argv[2]) if len(sys.argv) > 2 else 36
sums = np.zeros(3, int)
for seed in range(first, first + count):
    with tempfile.TemporaryDirectory() as name:
        sums += check(seed, Path(name))
print(f"{count} programs, {sums[2]} layers, {sums[0]} results stay, {sums[1]} barriers")
assert sums[0] >= count, "too few results stay to say something"

# CHECK: 36 programs
