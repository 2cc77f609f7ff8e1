# RUN: %python %s %data
"""Device parts in a shared library, bare programs, and targets that cannot be used."""

import os
import subprocess
import sys
import tempfile

import numpy as np
from model import Failure, aic, check_close, run

data = sys.argv[1]

# A matmul for the device between two operations that stay on the host: a sort is nothing an array can do.
MIXED = """
func.func @main(%a: tensor<8x16xf32>, %b: tensor<16x8xf32>) -> tensor<8x8xf32> {
  %e = tensor.empty() : tensor<8x8xf32>
  %c0 = arith.constant 0.0 : f32
  %z = linalg.fill ins(%c0 : f32) outs(%e : tensor<8x8xf32>) -> tensor<8x8xf32>
  %m = linalg.matmul ins(%a, %b : tensor<8x16xf32>, tensor<16x8xf32>) outs(%z : tensor<8x8xf32>) -> tensor<8x8xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%m : tensor<8x8xf32>) outs(%e : tensor<8x8xf32>) {
  ^bb0(%x: f32, %o: f32):
    %r = math.sin %x : f32
    linalg.yield %r : f32
  } -> tensor<8x8xf32>
  return %s : tensor<8x8xf32>
}
"""

HOST = """
func.func @main(%x: tensor<4x4xf64>) -> tensor<4x4xf64> {
  %y = linalg.exp ins(%x : tensor<4x4xf64>) outs(%x : tensor<4x4xf64>) -> tensor<4x4xf64>
  return %y : tensor<4x4xf64>
}
"""


def fails(arguments, *words, code=1):
    try:
        aic(*arguments)
    except Failure as failure:
        assert failure.code == code, failure
        for word in words:
            assert word in failure.text, f"no {word!r} in {failure.text!r}"
        return
    raise AssertionError(f"{arguments} succeeded")


rng = np.random.default_rng(2)
a, b = rng.standard_normal((8, 16), "f4"), rng.standard_normal((16, 8), "f4")
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("mixed.mlir", "w") as file:
        file.write(MIXED)

    # The library holds the program; whoever calls it brings the device.
    aic("compile", "mixed.mlir", "--target=npu:edge4", "-o", "mixed.so")
    (got,), stats = run("mixed.so", [a, b])
    check_close(got, np.sin(a.astype("f8") @ b.astype("f8")), 1e-5, "mixed")
    assert stats["npu_macs_fraction"] == 1 and stats["machine"] == "edge4", stats

    # A bare program cannot hold the host's part: the error says which operation that is and why.
    fails(["compile", "mixed.mlir", "--target=npu:edge4", "-o", "mixed.npu"], "mixed.mlir:7:8: error: 'linalg.generic' would run on the host: ")
    assert not os.path.exists("mixed.npu")

    # A network that runs wholly on the device becomes a file that the simulator takes.
    aic("compile", os.path.join(data, "digits_mlp.onnx"), "--target=npu", "-o", "mlp.npu")
    os.mkdir("in")
    x = np.load(os.path.join(data, "digits_eval.npz"))["x"][:1]
    np.save("in/input_0.npy", x)
    subprocess.run(["aic-sim", "mlp.npu", "--inputs", "in", "--outputs", "out"], check=True, capture_output=True)
    (wanted,), _ = run(os.path.join(data, "digits_mlp.onnx"), [x])
    check_close(np.load("out/output_0.npy"), wanted, 1e-5, "mlp.npu")

    # The statistics of both programs say it in the same words.
    for text in (
        subprocess.run(["aic-sim", "mlp.npu", "--time-only"], check=True, capture_output=True, text=True).stdout,
        aic("run", os.path.join(data, "digits_mlp.onnx"), "--target=npu", "--inputs", "in", "--stats=text"),
    ):
        assert "\nnpu macs fraction  1.000000\n" in text and "host operations" not in text, text

    # Where nothing runs on the NPU the statistics say so, too.
    with open("host.mlir", "w") as file:
        file.write(HOST)
    np.save("in/input_0.npy", np.ones((4, 4)))
    text = aic("run", "host.mlir", "--target=npu", "--inputs", "in", "--stats=text")
    assert "\nnpu macs fraction  0.000000\nhost operations    1, -v says which and why\n" in text, text
    os.remove("host.mlir")

    # Targets that are not there.
    fails(["compile", "mixed.mlir", "--target=gpu", "-o", "x.so"], "there is no target 'gpu'; targets are cpu, npu and npu:", code=2)
    fails(["compile", "mixed.mlir", "--target=npu:none", "-o", "x.so"], "none")
    fails(["compile", "mixed.mlir", "--target=npu:a b", "-o", "x.so"], "target 'npu:a b' has a space")
    fails(["compile", "mixed.mlir", "-o", "x.npu"], "'x.npu' is a device program, but the target is cpu")
    assert sorted(os.listdir(".")) == ["in", "mixed.mlir", "mixed.so", "mlp.npu", "out"], os.listdir(".")
