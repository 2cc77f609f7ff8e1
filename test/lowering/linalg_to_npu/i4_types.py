# RUN: %python %s %t | FileCheck %s
"""i4 through lower-to-npu and simulation, in each dataflow and with every
product stepped through the array: weights of i4 behind activations of i8, and
products of i4 with i4; random shapes, bit-exact, at the rate of their type."""

import sys
from pathlib import Path

import numpy as np

from npu_case import run_case

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)


def machine(flow):
    path = folder / f"{flow}.mlir"
    path.write_text(f'npu.target @nibbles_{flow} extends @edge4 {{array = {{rows = 8, dataflow = ["{flow}"]}}}}\n')
    return path


def constant(array):
    return "dense<[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in array.tolist()) + "]>"


def matmul_text(m, k, n, kind, w):
    return f"""
func.func @main(%a: tensor<{m}x{k}x{kind}>) -> tensor<{m}x{n}xi32> {{
  %w = arith.constant {constant(w)} : tensor<{k}x{n}xi4>
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<{m}x{n}xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<{m}x{n}xi32>) -> tensor<{m}x{n}xi32>
  %c = linalg.matmul ins(%a, %w : tensor<{m}x{k}x{kind}>, tensor<{k}x{n}xi4>)
      outs(%f : tensor<{m}x{n}xi32>) -> tensor<{m}x{n}xi32>
  return %c : tensor<{m}x{n}xi32>
}}
"""


rng = np.random.default_rng(11)
for flow in ("ws", "os", "is"):
    for kind, most in (("i8", 128), ("i4", 8)):
        for _ in range(3):
            m, k, n = (int(x) for x in rng.integers(1, 40, 3))
            a = rng.integers(-most, most, (m, k), dtype=np.int8)
            w = rng.integers(-8, 8, (k, n), dtype=np.int8)
            (y,), stats = run_case(matmul_text(m, k, n, kind, w), [a], machine(flow), sim=["--exact"])
            assert np.array_equal(y, a.astype(np.int32) @ w.astype(np.int32)), (flow, kind, m, k, n)
            assert stats["exact_checked"] > 0 and stats["exact_skipped"] == 0, stats
    print(f"{flow}: exact")

# Twice as many products of i4 in a cycle.
cycles = {}
for kind in ("i8", "i4"):
    w = rng.integers(-8, 8, (64, 64), dtype=np.int8)
    a = rng.integers(-8, 8, (512, 64), dtype=np.int8)
    (y,), stats = run_case(matmul_text(512, 64, 64, kind, w), [a], machine("ws"), "--set=ld.bw=1024",
                           "--set=st.bw=1024", "--set=dram.bw=2048", "--set=vector.lanes=4096")
    assert np.array_equal(y, a.astype(np.int32) @ w.astype(np.int32))
    cycles[kind] = stats["cycles"]
assert cycles["i4"] < 0.6 * cycles["i8"], cycles
print(f"i4 takes {100 * cycles['i4'] / cycles['i8']:.0f} % of the cycles")

# CHECK: ws: exact
# CHECK: os: exact
# CHECK: is: exact
# CHECK: i4 takes 5{{[0-9]}} % of the cycles
