# RUN: %python %s
# The address sanitizer reserves more addresses than the limit here leaves, and ends the process where malloc() gives NULL.
# UNSUPPORTED: sanitize
"""Memory that cannot be had is one error and exit code 1: for sizes known at run time, for outputs, for sizes whose product
leaves 64 bits, and where the process may have little."""

import os
import re
import resource
import subprocess
import tempfile

import numpy as np
import onnx.parser

LIMIT = 4 << 30  # bytes of addresses, enough for aic itself


def refused(command, pattern):
    process = subprocess.run(
        command, capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    )
    assert process.returncode == 1, process
    assert re.fullmatch(f"aic: error: (.*: )?{pattern}\n", process.stderr), process.stderr
    assert process.stdout == "", process.stdout


with tempfile.TemporaryDirectory() as folder:

    def path(name):
        return os.path.join(folder, name)

    def save(name, text):
        onnx.save(onnx.parser.parse_model(f'<ir_version: 8, opset_import: ["" : 17]> {text}'), path(name))

    asked = r"out of memory: the model asked for [0-9]{10,} bytes"

    # A temporary of S*S, in a file of which each byte is a hole.
    save(
        "attention.onnx",
        """g (float[1,S,4] x) => (float[1,S,4] y) {
             t = Transpose<perm = [0, 2, 1]>(x)  p = MatMul(x, t)  s = Softmax(p)  y = MatMul(s, x) }""",
    )
    subprocess.run(["aic", "compile", path("attention.onnx"), "-o", path("attention.so")], check=True)
    os.mkdir(path("in"))
    np.lib.format.open_memmap(path("in/input_0.npy"), "w+", "f4", (1, 60000, 4)).flush()
    for model in ("attention.onnx", "attention.so"):
        for threads in (1, 2):
            refused(
                ["aic", "run", path(model), "--inputs", path("in"), "--outputs", path("out"), f"--threads={threads}"], asked
            )
            assert not os.path.exists(path("out"))
    refused(["aic", "bench", path("attention.so"), "--inputs", path("in")], asked)
    refused(["aic", "explain", path("attention.onnx"), "--inputs", path("in"), "-o", path("report.html")], asked)
    assert not os.path.exists(path("report.html"))

    # An output that is known to be large.
    save("output.onnx", "g (float[1] x) => (float[N,M] y) <int64[2] s = {8589934592, 2}> { c = ConstantOfShape(s)  y = Add(c, x) }")
    np.save(path("in/input_0.npy"), np.ones(1, "f4"))
    refused(["aic", "run", path("output.onnx"), "--inputs", path("in"), "--outputs", path("out")], asked)
    with open(path("broadcast.mlir"), "w") as file:
        file.write("""func.func @main(%x: tensor<4xf32>) -> tensor<4000000000x4xf32> {
          %e = tensor.empty() : tensor<4000000000x4xf32>
          %r = linalg.broadcast ins(%x : tensor<4xf32>) outs(%e : tensor<4000000000x4xf32>) dimensions = [0]
          return %r : tensor<4000000000x4xf32>
        }""")
    np.save(path("in/input_0.npy"), np.ones(4, "f4"))
    refused(["aic", "run", path("broadcast.mlir"), "--inputs", path("in"), "--outputs", path("out")], asked)

    # 4 * 2^16 * 2^16 * 2^16 * 2^16 is 0 in 64 bits.
    with open(path("product.mlir"), "w") as file:
        file.write("""func.func @main(%x: tensor<?xf32>) -> tensor<?x?x?x?xf32> {
          %c0 = arith.constant 0 : index
          %n = tensor.dim %x, %c0 : tensor<?xf32>
          %e = tensor.empty(%n, %n, %n, %n) : tensor<?x?x?x?xf32>
          %r = linalg.broadcast ins(%x : tensor<?xf32>) outs(%e : tensor<?x?x?x?xf32>) dimensions = [0, 1, 2]
          return %r : tensor<?x?x?x?xf32>
        }""")
    np.save(path("in/input_0.npy"), np.ones(1 << 16, "f4"))
    refused(
        ["aic", "run", path("product.mlir"), "--inputs", path("in"), "--outputs", path("out")],
        "out of memory: the model asked for more bytes than there are addresses",
    )

    # A constant that no file holds.
    save("constant.onnx", "g () => (float[N,M] y) <int64[2] s = {1099511627776, 1048576}> { y = ConstantOfShape(s) }")
    process = subprocess.run(["aic", "compile", path("constant.onnx"), "-o", path("constant.so")], capture_output=True, text=True)
    assert process.returncode == 1 and not os.path.exists(path("constant.so")), process
    assert "the shape has more than 137438953472 elements, which is more than a constant can have" in process.stderr, process
