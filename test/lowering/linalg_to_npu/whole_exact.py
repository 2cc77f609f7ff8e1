# RUN: %python %s %t | FileCheck %s
"""An image that small accumulators cut into rows is loaded once where the scratchpad has the room, and every value is right:
padding, strides, dilations, odd sizes, ragged last tiles, batches, all dataflows."""

import sys
from pathlib import Path

import numpy as np
from npu_case import run_case

MACHINE = """npu.target @small {{
  array = {{rows = 8, cols = 8, dataflow = ["{flow}"]}}, spad = {{size = {spad}, align = 16}}, acc = {{size = 2048}},
  vector = {{lanes = 32}}, ld = {{channels = 2, bw = 64.0, latency = 10, burst = 1}},
  st = {{bw = 64.0, latency = 10, burst = 1}}, dram = {{bw = 64.0, shared = true}}
}}
"""
# Images, height, width, channels, filters, kernel, stride, dilation, padding.
CASES = [(1, 20, 20, 16, 16, 3, 1, 1, 1), (1, 19, 23, 13, 11, 3, 1, 1, 1), (1, 23, 17, 16, 8, 5, 2, 1, 2),
         (1, 21, 19, 16, 16, 3, 1, 2, 2), (3, 17, 13, 16, 16, 3, 1, 1, 1), (1, 17, 19, 8, 21, 4, 1, 1, 0)]


def text(n, h, w, c, f, kernel, stride, dilation, pad):
    reach = dilation * (kernel - 1)
    oh, ow = ((size + 2 * pad - reach - 1) // stride + 1 for size in (h, w))
    x, p = f"tensor<{n}x{h}x{w}x{c}xi8>", f"tensor<{n}x{h + 2 * pad}x{w + 2 * pad}x{c}xi8>"
    k, y = f"tensor<{kernel}x{kernel}x{c}x{f}xi8>", f"tensor<{n}x{oh}x{ow}x{f}xi32>"
    return f"""
func.func @main(%x: {x}, %k: {k}) -> {y} {{
  %zero = arith.constant 0 : i8
  %start = arith.constant 0 : i32
  %p = tensor.pad %x low[0, {pad}, {pad}, 0] high[0, {pad}, {pad}, 0] {{
  ^bb0(%i: index, %j: index, %l: index, %m: index):
    tensor.yield %zero : i8
  }} : {x} to {p}
  %empty = tensor.empty() : {y}
  %init = linalg.fill ins(%start : i32) outs(%empty : {y}) -> {y}
  %y = linalg.conv_2d_nhwc_hwcf {{dilations = dense<{dilation}> : tensor<2xi64>, strides = dense<{stride}> : tensor<2xi64>}}
      ins(%p, %k : {p}, {k}) outs(%init : {y}) -> {y}
  return %y : {y}
}}
"""


def reference(x, kernel, stride, dilation, pad):
    size = kernel.shape[0]
    x = np.pad(x.astype(np.int64), ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    oh, ow = ((length - dilation * (size - 1) - 1) // stride + 1 for length in x.shape[1:3])
    y = np.zeros((x.shape[0], oh, ow, kernel.shape[3]), np.int64)
    for i in range(size):
        for j in range(size):
            top, left = i * dilation, j * dilation
            y += x[:, top:top + stride * (oh - 1) + 1:stride, left:left + stride * (ow - 1) + 1:stride] @ kernel[i, j].astype(np.int64)
    return y.astype(np.int32)


rng = np.random.default_rng(1)
for spad in (65536, 5120):
    once = 0
    for flow in ("ws", "os", "is"):
        machine = Path(sys.argv[1]).with_suffix(f".{spad}.{flow}.mlir")
        machine.write_text(MACHINE.format(spad=spad, flow=flow))
        for case in CASES:
            n, h, w, c, f, kernel, *rest = case
            x = rng.integers(-128, 128, (n, h, w, c), dtype=np.int8)
            k = rng.integers(-128, 128, (kernel, kernel, c, f), dtype=np.int8)
            (y,), stats = run_case(text(*case), [x, k], machine)
            assert np.array_equal(y, reference(x, k, *rest)), (case, spad, flow)
            once += stats["dram_read_bytes"] <= x.nbytes + k.nbytes
            print(case, flow, stats["dram_read_bytes"] / (x.nbytes + k.nbytes))
    print(f"{spad} bytes: {once} of {3 * len(CASES)} load everything once")

# CHECK: 65536 bytes: 18 of 18 load everything once
# CHECK: 5120 bytes: 0 of 18 load everything once
