"""Compiles MLIR for a described NPU and runs it on the simulator.

Used by end-to-end tests: `run_case` gives the outputs and the statistics;
the references are numpy, in the arithmetic of the device.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from npu_text import check_text


def run_case(text, inputs, target="edge32", *options, sim=()):
    """Outputs (a list) and the statistics of aic-sim for MLIR `text`, whose
    program is the same when it is disassembled and assembled."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "in").mkdir()
        (folder / "case.mlir").write_text(text)
        for i, array in enumerate(inputs):
            np.save(folder / "in" / f"input_{i}.npy", array)
        subprocess.run(
            ["aic", "compile", folder / "case.mlir", f"--target=npu:{target}",
             "-o", folder / "case.npu", *options], check=True)
        check_text(folder / "case.npu")
        run = subprocess.run(
            ["aic-sim", folder / "case.npu", "--inputs", folder / "in",
             "--outputs", folder / "out", "--json", *sim],
            check=True, capture_output=True, text=True)
        outputs = [np.load(path) for path in sorted((folder / "out").glob("output_*.npy"))]
        return outputs, json.loads(run.stdout)


def matmul_text(m, k, n, kind):
    element, result = {"i8": ("i8", "i32"), "f32": ("f32", "f32")}[kind]
    zero = "0 : i32" if kind == "i8" else "0.0 : f32"
    return f"""
func.func @main(%a: tensor<{m}x{k}x{element}>, %b: tensor<{k}x{n}x{element}>)
    -> tensor<{m}x{n}x{result}> {{
  %zero = arith.constant {zero}
  %empty = tensor.empty() : tensor<{m}x{n}x{result}>
  %init = linalg.fill ins(%zero : {result}) outs(%empty : tensor<{m}x{n}x{result}>)
      -> tensor<{m}x{n}x{result}>
  %c = linalg.matmul
      ins(%a, %b : tensor<{m}x{k}x{element}>, tensor<{k}x{n}x{element}>)
      outs(%init : tensor<{m}x{n}x{result}>) -> tensor<{m}x{n}x{result}>
  return %c : tensor<{m}x{n}x{result}>
}}
"""


def conv_text(h, w, c, f, kernel, stride, kind):
    """A valid (unpadded) NHWC convolution behind a tensor.pad of kernel // 2."""
    element, result = {"i8": ("i8", "i32"), "f32": ("f32", "f32")}[kind]
    zero = "0 : i8" if kind == "i8" else "0.0 : f32"
    start = "0 : i32" if kind == "i8" else "0.0 : f32"
    pad = kernel // 2
    oh = (h + 2 * pad - kernel) // stride + 1
    ow = (w + 2 * pad - kernel) // stride + 1
    x = f"tensor<1x{h}x{w}x{c}x{element}>"
    padded = f"tensor<1x{h + 2 * pad}x{w + 2 * pad}x{c}x{element}>"
    k = f"tensor<{kernel}x{kernel}x{c}x{f}x{element}>"
    y = f"tensor<1x{oh}x{ow}x{f}x{result}>"
    return f"""
func.func @main(%x: {x}, %k: {k}) -> {y} {{
  %zero = arith.constant {zero}
  %start = arith.constant {start}
  %p = tensor.pad %x low[0, {pad}, {pad}, 0] high[0, {pad}, {pad}, 0] {{
  ^bb0(%i: index, %j: index, %l: index, %m: index):
    tensor.yield %zero : {element}
  }} : {x} to {padded}
  %empty = tensor.empty() : {y}
  %init = linalg.fill ins(%start : {result}) outs(%empty : {y}) -> {y}
  %y = linalg.conv_2d_nhwc_hwcf
      {{dilations = dense<1> : tensor<2xi64>, strides = dense<{stride}> : tensor<2xi64>}}
      ins(%p, %k : {padded}, {k}) outs(%init : {y}) -> {y}
  return %y : {y}
}}
"""


def random_array(rng, shape, kind):
    if kind == "i8":
        return rng.integers(-128, 128, shape, dtype=np.int8)
    return rng.standard_normal(shape, dtype=np.float32)


def exact_matmul_i8(a, b):
    """Sums fit into 53 bits, so that BLAS is exact; then wraps like i32."""
    return (a.astype(np.float64) @ b.astype(np.float64)).astype(np.int64).astype(np.int32)


def array_order_matmul(a, b, rows):
    """f32 as the array adds: k ascending within a fold of `rows`, then folds."""
    acc = None
    for start in range(0, a.shape[1], rows):
        fold = np.zeros((a.shape[0], b.shape[1]), np.float32)
        for k in range(start, min(start + rows, a.shape[1])):
            fold += a[:, k : k + 1] * b[k : k + 1, :]
        acc = fold if acc is None else acc + fold
    return acc


def conv_i8(x, kernel, stride):
    """Padded by half the kernel; exact."""
    size = kernel.shape[0]
    pad = size // 2
    x = np.pad(x[0].astype(np.float64), ((pad, pad), (pad, pad), (0, 0)))
    oh = (x.shape[0] - size) // stride + 1
    ow = (x.shape[1] - size) // stride + 1
    y = np.zeros((oh * ow, kernel.shape[3]))
    for i in range(size):
        for j in range(size):
            window = x[i : i + stride * (oh - 1) + 1 : stride, j : j + stride * (ow - 1) + 1 : stride]
            y += window.reshape(oh * ow, -1) @ kernel[i, j].astype(np.float64)
    return y.astype(np.int64).astype(np.int32).reshape(1, oh, ow, -1)
