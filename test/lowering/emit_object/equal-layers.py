# RUN: %python %s
"""Layers that differ in their weights only are compiled once, and no loop of a tile is unrolled again."""

import os
import re
import tempfile

import numpy as np
from model import aic, check_close, run_text

LAYERS = 40
DISTINCT = 3
rng = np.random.default_rng(7)
weights = [rng.standard_normal((32, 32), dtype="f4") / 6 for _ in range(LAYERS)]


def hexadecimal(array):
    return '"0x' + array.astype("<f4").tobytes().hex().upper() + '"'


def model(sizes):
    """Products with a matrix each, over `sizes` rows in turn."""
    lines = ["func.func @main(%x0: tensor<64x32xf32>) -> tensor<64x32xf32> {"]
    lines.append("  %zero = arith.constant 0.0 : f32")
    for i, w in enumerate(weights):
        rows = sizes[i % len(sizes)]
        part, whole = f"tensor<{rows}x32xf32>", "tensor<64x32xf32>"
        lines += [
            f"  %w{i} = arith.constant dense<{hexadecimal(w)}> : tensor<32x32xf32>",
            f"  %e{i} = tensor.empty() : {part}",
            f"  %z{i} = linalg.fill ins(%zero : f32) outs(%e{i} : {part}) -> {part}",
            f"  %s{i} = tensor.extract_slice %x{i}[0, 0] [{rows}, 32] [1, 1] : {whole} to {part}",
            f"  %p{i} = linalg.matmul ins(%s{i}, %w{i} : {part}, tensor<32x32xf32>) outs(%z{i} : {part}) -> {part}",
            f"  %x{i + 1} = tensor.insert_slice %p{i} into %x{i}[0, 0] [{rows}, 32] [1, 1] : {part} into {whole}",
        ]
    return "\n".join(lines + [f"  return %x{LAYERS} : tensor<64x32xf32>", "}", ""])


def count_products(text):
    """Functions of the machine code that multiply vectors."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.mlir")
        with open(path, "w") as file:
            file.write(text)
        code = aic("run", path, "--emit=llvm")
    bodies = re.findall(r"^define .*?^}", code, re.M | re.S)
    return sum(bool(re.search(r"fmul|fmuladd|fma", body)) for body in bodies)


few, many = count_products(model([48])), count_products(model([48, 54, 60]))
print(f"{LAYERS} layers: {few} functions with products for one shape, {many} for {DISTINCT}")
assert 1 <= few <= 2, few
assert few < many <= DISTINCT * few, (few, many)

x = rng.standard_normal((64, 32), dtype="f4")
wanted = x.astype("f8")
for i, w in enumerate(weights):
    rows = [48, 54, 60][i % 3]
    wanted[:rows] = wanted[:rows] @ w
(got,), _ = run_text(model([48, 54, 60]), [x])
check_close(got, wanted, 1e-4, "products in turn")
