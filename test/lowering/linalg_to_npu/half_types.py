# RUN: %python %s %t | FileCheck %s
"""f16 and bf16 through lower-to-npu and simulation, in each dataflow and with
every product stepped through the array: matmuls bit-equal to the order of the
array, elementwise chains bit-equal to numpy in f32, rounded once at the end."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from npu_case import array_order_matmul, run_case

ROWS = 8
folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)


def machine(flow):
    """A machine with one dataflow, which inherits all else."""
    path = folder / f"{flow}.mlir"
    path.write_text(f'npu.target @half_{flow} extends @edge4 '
                    f'{{array = {{rows = {ROWS}, dataflow = ["{flow}"], rate_f16 = 2.0}}}}\n')
    return path


def matmul_text(m, k, n, kind, stored):
    """x * w + b in f32, rounded to `stored`."""
    store = "%r = arith.addf %a, %b : f32" if stored == "f32" else \
        f"%s = arith.addf %a, %b : f32\n  %r = arith.truncf %s : f32 to {stored}"
    return f"""
func.func @main(%x: tensor<{m}x{k}x{kind}>, %w: tensor<{k}x{n}x{kind}>, %bias: tensor<{n}x{kind}>)
    -> tensor<{m}x{n}x{stored}> {{
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<{m}x{n}xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<{m}x{n}xf32>) -> tensor<{m}x{n}xf32>
  %c = linalg.matmul ins(%x, %w : tensor<{m}x{k}x{kind}>, tensor<{k}x{n}x{kind}>)
      outs(%f : tensor<{m}x{n}xf32>) -> tensor<{m}x{n}xf32>
  %o = tensor.empty() : tensor<{m}x{n}x{stored}>
  %y = linalg.generic {{indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>,
                                        affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}}
      ins(%c, %bias : tensor<{m}x{n}xf32>, tensor<{n}x{kind}>) outs(%o : tensor<{m}x{n}x{stored}>) {{
  ^bb0(%a: f32, %h: {kind}, %old: {stored}):
    %b = arith.extf %h : {kind} to f32
    {store}
    linalg.yield %r : {stored}
  }} -> tensor<{m}x{n}x{stored}>
  return %y : tensor<{m}x{n}x{stored}>
}}
"""


def chain_text(m, n, kind):
    t = f"tensor<{m}x{n}x{kind}>"
    return f"""
func.func @main(%x: {t}, %y: {t}) -> {t} {{
  %e = tensor.empty() : {t}
  %r = linalg.generic {{indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>,
                                        affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}}
      ins(%x, %y : {t}, {t}) outs(%e : {t}) {{
  ^bb0(%a: {kind}, %b: {kind}, %old: {kind}):
    %wa = arith.extf %a : {kind} to f32
    %wb = arith.extf %b : {kind} to f32
    %p = arith.mulf %wa, %wb : f32
    %s = arith.addf %p, %wa : f32
    %h = arith.truncf %s : f32 to {kind}
    linalg.yield %h : {kind}
  }} -> {t}
  return %r : {t}
}}
"""


rng = np.random.default_rng(3)
for flow in ("ws", "os", "is"):
    for m, k, n in ((1, 1, 1), (5, 24, 7), (17, 31, 12)):
        for stored in ("f16", "f32"):
            # Subnormal numbers, and sums of large ones that f16 does not hold.
            x, w = (rng.standard_normal(s).astype(np.float16) * np.float16(f)
                    for s, f in (((m, k), 2.0**-15), ((k, n), 1000)))
            bias = (rng.standard_normal(n) * 60000).astype(np.float16)
            (y,), stats = run_case(matmul_text(m, k, n, "f16", stored), [x, w, bias], machine(flow), sim=["--exact"])
            product = array_order_matmul(x.astype(np.float32), w.astype(np.float32), k if flow == "os" else ROWS)
            with np.errstate(over="ignore"):
                want = (product + bias.astype(np.float32)).astype(np.float16 if stored == "f16" else np.float32)
            assert y.dtype == want.dtype and y.tobytes() == want.tobytes(), (flow, m, k, n, stored)
            assert stats["exact_checked"] > 0 and stats["exact_skipped"] == 0, stats
    x, y = (rng.standard_normal((19, 33)).astype(np.float16) * np.float16(100) for _ in range(2))
    (r,), _ = run_case(chain_text(19, 33, "f16"), [x, y], machine(flow))
    a, b = x.astype(np.float32), y.astype(np.float32)
    with np.errstate(over="ignore"):
        assert r.tobytes() == (a * b + a).astype(np.float16).tobytes(), flow
    print(f"{flow}: exact")

# A model in f16, from and to .npy files.
(folder / "model.mlir").write_text("""
func.func @main(%x: tensor<4x8xf16>, %w: tensor<8x16xf16>) -> tensor<4x16xf16> {
  %0 = graph.matmul %x, %w : (tensor<4x8xf16>, tensor<8x16xf16>) -> tensor<4x16xf16>
  return %0 : tensor<4x16xf16>
}
""")
(folder / "in").mkdir(exist_ok=True)
x, w = (rng.standard_normal(s).astype(np.float16) for s in ((4, 8), (8, 16)))
np.save(folder / "in/input_0.npy", x)
np.save(folder / "in/input_1.npy", w)
subprocess.run(["aic", "run", folder / "model.mlir", f"--target=npu:{machine('ws')}", "--inputs", folder / "in",
                "--outputs", folder / "out"], check=True)
y = np.load(folder / "out/output_0.npy")
want = array_order_matmul(x.astype(np.float32), w.astype(np.float32), ROWS).astype(np.float16)
assert y.dtype == np.float16 and y.tobytes() == want.tobytes()
print("aic run: exact")

# CHECK: ws: exact
# CHECK: os: exact
# CHECK: is: exact
# CHECK: aic run: exact
