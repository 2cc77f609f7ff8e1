# RUN: %python %s %t %S/Inputs
"""Random bodies of npu.vec, with and without reductions, against numpy."""

import subprocess
import sys
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
sys.path.append(sys.argv[2])
from simulate import expect_equal, simulate  # noqa: E402

ROWS, REDUCED = 24, 5
random = np.random.default_rng(7)


def wrap(value):
    return value.astype(np.int64).astype(np.int32)


F32 = {
    "arith.addf": np.add, "arith.subf": np.subtract, "arith.mulf": np.multiply,
    "arith.divf": np.divide, "arith.maximumf": np.maximum, "arith.minimumf": np.minimum,
    "arith.negf": np.negative, "math.absf": np.abs, "math.floor": np.floor,
    "math.roundeven": np.rint, "math.sqrt": lambda a: np.sqrt(np.abs(a)),
}
I32 = {
    "arith.addi": np.add, "arith.subi": np.subtract, "arith.muli": np.multiply,
    "arith.maxsi": np.maximum, "arith.minsi": np.minimum, "arith.andi": np.bitwise_and,
    "arith.ori": np.bitwise_or, "arith.xori": np.bitwise_xor,
    "arith.shli": lambda a, b: a << (b & 31), "arith.shrsi": lambda a, b: a >> (b & 31),
    "math.absi": np.abs,
}
UNARY = {"arith.negf", "math.absf", "math.floor", "math.roundeven", "math.sqrt", "math.absi"}
FCMP = {"oeq": np.equal, "ogt": np.greater, "oge": np.greater_equal, "olt": np.less,
        "ole": np.less_equal, "une": np.not_equal}
ICMP = {"eq": np.equal, "ne": np.not_equal, "slt": np.less, "sle": np.less_equal,
        "sgt": np.greater, "sge": np.greater_equal}


class Body:
    """Lines of MLIR and, side by side, their values."""

    def __init__(self, kind):
        self.kind, self.lines, self.names, self.values = kind, [], [], []

    def add(self, line, value):
        name = f"%v{len(self.lines)}"
        self.lines.append(f"    {name} = {line}")
        self.names.append(name)
        self.values.append(value if self.kind == "f32" else wrap(value))

    def constant(self, shift):
        if self.kind == "f32":
            number = np.float32(random.integers(-8, 9) / 4)
            self.add(f"arith.constant {float(number)!r} : f32", np.full(1, number, np.float32))
        else:
            number = random.integers(0, 32) if shift else random.integers(-99, 100)
            self.add(f"arith.constant {number} : i32", np.full(1, number, np.int64))

    def grow(self):
        """One more operation on values of the body."""
        pick = random.integers(len(self.names))
        a, x = self.names[pick], self.values[pick].astype(
            np.float32 if self.kind == "f32" else np.int64)
        ops, compares = (F32, FCMP) if self.kind == "f32" else (I32, ICMP)
        op = random.choice(list(ops) + ["select", "select"])
        shift = op in ("arith.shli", "arith.shrsi")
        if random.integers(3) == 0 or shift:
            self.constant(shift)
            other = len(self.names) - 1
        else:
            other = random.integers(len(self.names))
        b, y = self.names[other], self.values[other].astype(x.dtype)
        if not shift and random.integers(2):
            (a, x), (b, y) = (b, y), (a, x)
        if op in UNARY:
            if op == "math.sqrt":
                self.add(f"math.absf {a} : f32", np.abs(x))
                a = self.names[-1]
            self.add(f"{op} {a} : {self.kind}", ops[op](x))
        elif op == "select":
            word = random.choice(list(compares))
            name = f"%t{len(self.lines)}"
            suffix = self.kind[0]
            self.lines.append(f"    {name} = arith.cmp{suffix} {word}, {a}, {b} : {self.kind}")
            self.names.append(a)
            self.values.append(self.values[self.names.index(a)])
            self.add(f"arith.select {name}, {a}, {b} : {self.kind}",
                     np.where(compares[word](x, y), x, y))
        else:
            self.add(f"{op} {a}, {b} : {self.kind}", ops[op](x, y))


def reduce(kind, word, values):
    values = np.broadcast_to(values, (ROWS, REDUCED))
    result = {"add": 0, "max": -(2 ** 31), "min": 2 ** 31 - 1}[word]
    result = np.full(ROWS, result, np.float32 if kind == "f32" else np.int64)
    for step in range(REDUCED):
        result = {"add": np.add, "max": np.maximum, "min": np.minimum}[word](
            result, values[:, step].astype(result.dtype))
        result = result if kind == "f32" else wrap(result).astype(np.int64)
    return result[:, None]


def case(number, kind, reduces):
    """One npu.vec: inputs of two dimensions, of rows only, and of nothing."""
    body = Body(kind)
    if kind == "f32":
        arrays = [random.standard_normal((ROWS, REDUCED)).astype(np.float32),
                  random.standard_normal((ROWS, 1)).astype(np.float32)]
    else:
        arrays = [random.integers(-(2 ** 31), 2 ** 31, (ROWS, REDUCED)).astype(np.int32),
                  random.integers(-128, 128, (ROWS, 1)).astype(np.int32)]
    body.names, body.values = ["%x", "%y"], list(arrays)
    length = random.integers(1, 7)
    for _ in range(length):
        body.grow()
    if reduces:
        word = random.choice(["add", "max", "min"])
        init = {"add": 0, "max": -(2 ** 31), "min": 2 ** 31 - 1}[word]
        text = f"{init}" if kind == "i32" else f"{float(init)}"
        value = reduce(kind, word, body.values[-1])
        body.add(f"npu.reduce {word} {body.names[-1]} init {text} : {kind} : {kind}", value)
        # Behind it only its value and the input without reduction are there.
        body.names, body.values = ["%y", body.names[-1]], [arrays[1], body.values[-1]]
        for _ in range(random.integers(0, 4)):
            body.grow()
    body.lines.append(f"    npu.yield {body.names[-1]} : {kind}")
    width = 1 if reduces else REDUCED
    wanted = np.broadcast_to(body.values[-1], (ROWS, width)).astype(
        np.float32 if kind == "f32" else np.int32)
    wide = f"memref<{ROWS}x{REDUCED}x{kind}, #npu.space<spad>>"
    row = f"memref<{ROWS}x1x{kind}, #npu.space<spad>>"
    out = f"memref<{ROWS}x{width}x{kind}, #npu.space<spad>>"
    dims = "parallel [%d] reduce [%d]" % (ROWS, REDUCED) if reduces else \
        "parallel [%d, %d]" % (ROWS, REDUCED)
    last = "0" if reduces else "r"
    dram = [t.replace("spad", "dram") for t in (wide, row, out)]
    lines = "\n".join(body.lines)
    text = f"""
npu.target @edge4 {{array = {{rows = 4, cols = 4}}}}
npu.program @f target(@edge4) ins(%a: {dram[0]}, %b: {dram[1]}) outs(%c: {dram[2]}) {{
  %ra = npu.ring : !npu.ring<{wide}, 1>
  %rb = npu.ring : !npu.ring<{row}, 1>
  %rc = npu.ring : !npu.ring<{out}, 1>
  %a0 = npu.acquire %ra : !npu.ring<{wide}, 1>
  npu.load %a[affine_map<() -> (0, 0)>]() into %a0 : {dram[0]}, {wide}
  npu.commit %ra : !npu.ring<{wide}, 1>
  %b0 = npu.acquire %rb : !npu.ring<{row}, 1>
  npu.load %b[affine_map<() -> (0, 0)>]() into %b0 : {dram[1]}, {row}
  npu.commit %rb : !npu.ring<{row}, 1>
  %a1 = npu.wait %ra : !npu.ring<{wide}, 1>
  %b1 = npu.wait %rb : !npu.ring<{row}, 1>
  %c0 = npu.acquire %rc : !npu.ring<{out}, 1>
  npu.vec ins(%a1, %b1 : {wide}, {row}) outs(%c0 : {out}) {dims}
      maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (i, 0)>,
            affine_map<(i, r) -> (i, {last})>] {{
  ^bb0(%x: {kind}, %y: {kind}):
{lines}
  }}
  npu.commit %rc : !npu.ring<{out}, 1>
  %c1 = npu.wait %rc : !npu.ring<{out}, 1>
  npu.store %c1 into %c[affine_map<() -> (0, 0)>]() : {out}, {dram[2]}
}}
"""
    source, program = folder / f"{number}.mlir", folder / f"{number}.npu"
    source.write_text(text)
    subprocess.run(["aic-opt", source, "--aic-npu-allocate", "--aic-npu-sync",
                    f"--aic-npu-emit=output={program}", "-o", "/dev/null"], check=True)
    [got], _ = simulate(program, folder / str(number), arrays)
    try:
        # -0 and 0 are one number here; a NaN is a NaN.
        same = (got == wanted) | ((got != got) & (wanted != wanted))
        expect_equal(np.where(same, 0, got), np.where(same, 0, wanted))
    except AssertionError as error:
        raise SystemExit(f"case {number}: {error}\n{text}")


folder.mkdir(parents=True, exist_ok=True)
with np.errstate(all="ignore"):
    for number in range(40):
        case(number, "f32" if number % 2 else "i32", number % 4 < 2)
print("40 bodies are right")
