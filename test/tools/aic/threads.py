# RUN: %python %s
"""A model gives the same bits on any number of threads."""

import os
import subprocess
import tempfile

import numpy as np
import onnx.parser
from model import aic, check_close, run

rng = np.random.default_rng(0)
DATA = os.path.join(os.path.dirname(__file__), "../../data")


def array(*shape):
    return rng.standard_normal(shape).astype("f4")


def check(path, inputs, what, *options):
    """The outputs of 1 thread, which those of others equal in every bit."""
    wanted, _ = run(path, inputs, "--threads=1", *options)
    for count in (2, 3, 8):
        got, _ = run(path, inputs, f"--threads={count}", *options)
        for one, other in zip(wanted, got, strict=True):
            assert one.tobytes() == other.tobytes(), f"{what}: {count} threads give other bits than one"
    return wanted


with tempfile.TemporaryDirectory() as folder:
    compiled = os.path.join(folder, "model.so")

    def case(name, inputs, body, values, wanted, tolerance=1e-5, shared=True):
        path = os.path.join(folder, "model.onnx")
        rank = np.asarray(wanted).ndim
        text = f"""<ir_version: 8, opset_import: ["" : 17]>
        g ({inputs}) => (float[{", ".join(f"o{i}" for i in range(rank))}] y) {{ {body} }}"""
        onnx.save(onnx.parser.parse_model(text), path)
        # Most cases are of loops that threads share.
        assert ("@aic_loop_parallel_" in aic("run", path, "--emit=llvm")) == shared, name
        aic("compile", path, "-o", compiled)
        (got,) = check(compiled, values, name)
        check_close(got, wanted, tolerance, name)

    digits = np.load(os.path.join(DATA, "digits_eval.npz"))
    images = digits[digits.files[0]][:50].astype("f4")
    aic("compile", os.path.join(DATA, "digits_cnn.onnx"), "-o", compiled)
    check(compiled, [images.reshape(-1, 1, 8, 8)], "digits_cnn")

    # Ragged tiles: both sizes are no multiples of anything.
    a, b = array(67, 129), array(129, 253)
    case("matmul", "float[67, 129] a, float[129, 253] b", "y = MatMul(a, b)", [a, b], a @ b)
    # One row goes along the weights' rows, which is a sum that nobody splits.
    a, b = array(1, 300), array(300, 1000)
    case("row", "float[1, 300] a, float[300, 1000] b", "y = MatMul(a, b)", [a, b], a @ b, shared=False)
    a, b = array(6, 33, 40), array(6, 40, 50)
    case("batch", "float[6, 33, 40] a, float[6, 40, 50] b", "y = MatMul(a, b)", [a, b], a @ b)
    # Sizes that are known when the model runs.
    a, b = array(70, 90), array(90, 110)
    case("open", "float[M, K] a, float[K, N] b", "p = MatMul(a, b) y = Relu(p)", [a, b], np.maximum(a @ b, 0))
    # A convolution and what comes with it: bias, padding, a pool, a channelwise one.
    x, w = array(2, 8, 30, 31), array(24, 8, 1, 1)
    product = np.einsum("nchw,oc->nohw", x, w[:, :, 0, 0])
    pooled = product[:, :, :30, :30].reshape(2, 24, 15, 2, 15, 2).max((3, 5))
    case(
        "conv",
        "float[2, 8, 30, 31] x, float[24, 8, 1, 1] w",
        "c = Conv(x, w) y = MaxPool<kernel_shape = [2, 2], strides = [2, 2]>(c)",
        [x, w],
        pooled,
    )
    # One long line of elements, and rows with a sum of their own.
    x = array(300001)
    case("line", "float[300001] x", "t = Tanh(x) y = Mul(t, x)", [x], np.tanh(x) * x)
    x = array(200, 301)
    e = np.exp(x.astype("f8"))
    case("softmax", "float[200, 301] x", "y = Softmax(x)", [x], e / e.sum(1, keepdims=True))

    process = subprocess.run(["aic", "run", compiled, "--threads=0"], capture_output=True, text=True)
    assert process.returncode == 2 and "--threads takes a number from 1 to 1024" in process.stderr, process
