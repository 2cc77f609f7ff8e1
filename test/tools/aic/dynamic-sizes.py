# RUN: %python %s
"""Dynamic sizes that must be equal are checked before the model runs, across its inputs and within one."""

import os
import subprocess
import tempfile

import numpy as np
import onnx.parser
from model import check_close, run

rng = np.random.default_rng(0)


def array(*shape):
    return rng.standard_normal(shape).astype("f4")


def save(path, inputs, body, rank):
    text = f"""<ir_version: 8, opset_import: ["" : 17]>
    g ({inputs}) => (float[{", ".join(f"o{i}" for i in range(rank))}] y) {{ {body} }}"""
    onnx.save(onnx.parser.parse_model(text), path)


def refused(path, inputs, error):
    """One error, exit code 1, nothing written."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "in"))
        for i, value in enumerate(inputs):
            np.save(os.path.join(folder, "in", f"input_{i}.npy"), value)
        out = os.path.join(folder, "out")
        process = subprocess.run(
            ["aic", "run", path, "--inputs", os.path.join(folder, "in"), "--outputs", out], capture_output=True, text=True
        )
        assert process.returncode == 1, process
        assert process.stderr.startswith("aic: error: ") and process.stderr.endswith(f": {error}\n"), process.stderr
        assert process.stderr.count("\n") == 1, process.stderr
        assert process.stdout == "" and not os.path.exists(out), process


with tempfile.TemporaryDirectory() as folder:
    path, compiled = os.path.join(folder, "model.onnx"), os.path.join(folder, "model.so")

    def case(inputs, body, good, wanted, *bad):
        save(path, inputs, body, np.asarray(wanted).ndim)
        subprocess.run(["aic", "compile", path, "-o", compiled], check=True)
        for model in (path, compiled):
            (got,), _ = run(model, good)
            check_close(got, wanted, 1e-5, body)
        for values, error in bad:
            refused(compiled, values, error)
        refused(path, *bad[0])

    def error(name, b, d, a, other, p, q, i=1, j=0):
        return (
            f"input {i} ('{b}') has size {q} in dimension {d} but input {j} ('{a}') has size {p} in dimension {other}; "
            f"both are '{name}' and must be equal"
        )

    # One name, in two inputs; far apart, a run without the check would leave its buffers.
    a, b = array(3, 4), array(3, 4)
    case(
        "float[N, 4] a, float[N, 4] b",
        "y = Add(a, b)",
        [a, b],
        a + b,
        ([a, b[:1]], error("N", "b", 0, "a", 0, 3, 1)),
        ([a[:2], b], error("N", "b", 0, "a", 0, 2, 3)),
        ([a, array(100000, 4)], error("N", "b", 0, "a", 0, 3, 100000)),
    )
    # One name twice in one input.
    s = array(5, 5)
    case("float[N, N] a", "y = Relu(a)", [s], np.maximum(s, 0), ([array(5, 6)], error("N", "a", 1, "a", 0, 5, 6, 0)))
    # Two names that a product makes one; the others stay free.
    a, b = array(2, 3), array(3, 5)
    case(
        "float[M, K] a, float[L, N] b",
        "y = MatMul(a, b)",
        [a, b],
        a @ b,
        ([a, array(7, 5)], error("K", "b", 0, "a", 1, 3, 7)),
    )
    case(
        "float[K, M] a, float[N, L] b",
        "y = Gemm<transA = 1, transB = 1>(a, b)",
        [array(3, 2) * 0, array(5, 3)],
        np.zeros((2, 5)),
        ([array(3, 2), array(5, 4)], error("K", "b", 1, "a", 0, 3, 4)),
    )
    # A concatenation is free along its axis only.
    a, b = array(2, 3), array(2, 4)
    case(
        "float[M, P] a, float[N, Q] b",
        "y = Concat<axis = 1>(a, b)",
        [a, b],
        np.concatenate([a, b], 1),
        ([a, array(3, 4)], error("M", "b", 0, "a", 0, 2, 3)),
    )
    # Sizes without names, through an operation that keeps them, and by way of a third input.
    a, b, c = array(3, 4), array(3, 4), array(3, 4)
    case(
        "float[?, 4] a, float[R, 4] b, float[S, 4] c",
        "r = Relu(a) t = Mul(r, c) y = Sub(t, b)",
        [a, b, c],
        np.maximum(a, 0) * c - b,
        ([a, b[:2], c], error("R", "b", 0, "a", 0, 3, 2)),
        ([a, b, c[:2]], error("R", "c", 0, "a", 0, 3, 2, 2)),
    )

    def wrong(d, name, a, size, node, wanted, relation="", i=0):
        return f"dimension {d} ('{name}') of input {i} ('{a}') is {size} but must be {relation}{wanted} (at '{node}')"

    # An open size that meets a constant of the model.
    weight = "w = Constant<value = float[3, 2] {1, 2, 3, 4, 5, 6}>() "
    w = np.arange(1, 7, dtype="f4").reshape(3, 2)
    a = array(4, 3)
    far = array(2, 100000)
    case(
        "float[M, K] a",
        weight + "y = MatMul(a, w)",
        [a],
        a @ w,
        ([array(4, 5)], wrong(1, "K", "a", 5, "y", 3)),
        ([far], wrong(1, "K", "a", 100000, "y", 3)),
        ([array(4, 0)], wrong(1, "K", "a", 0, "y", 3)),
    )
    case(
        "float[K, M] a",
        weight + "c = Constant<value = float[2] {1, 2}>() y = Gemm<transA = 1>(a, w, c)",
        [a.T.copy()],
        a @ w + [1, 2],
        ([array(2, 4)], wrong(0, "K", "a", 2, "y", 3)),
    )
    # One element broadcasts, as in numpy; anything else has to fit.
    vector = "w = Constant<value = float[3] {1, 2, 3}>() "
    case("float[N] a", vector + "y = Add(a, w)", [array(3) * 0], [1, 2, 3], ([array(100000)], wrong(0, "N", "a", 100000, "y", 3)))
    case("float[N] a", vector + "y = Add(a, w)", [array(1) * 0], [1, 2, 3], ([array(2)], wrong(0, "N", "a", 2, "y", 3)))
    case(
        "float[N] a",
        "s = Constant<value = int64[2] {2, 3}>() y = Expand(a, s)",
        [np.float32([1, 2, 3])],
        [[1, 2, 3]] * 2,
        ([array(2)], wrong(0, "N", "a", 2, "y", 3)),
    )
    case(
        "float[N, C] a",
        vector + "y = LayerNormalization(a, w)",
        [np.float32([[1, 1, 1]])],
        [[0, 0, 0]],
        ([array(1, 4)], wrong(1, "C", "a", 4, "y", 3)),
    )
    case(
        "float[N, C, 2] a",
        vector + "v = Constant<value = float[3] {1, 1, 1}>() y = BatchNormalization(a, w, w, w, v)",
        [np.zeros((1, 3, 2), "f4")],
        np.zeros((1, 3, 2)) + [[[0], [-2], [-6]]],
        ([array(1, 4, 2)], wrong(1, "C", "a", 4, "y", 3)),
    )
    # Channels and windows of a convolution.
    case(
        "float[1, C, H, 2] a",
        "w = Constant<value = float[1, 2, 2, 2] {1, 1, 1, 1, 1, 1, 1, 1}>() y = Conv(a, w)",
        [np.ones((1, 2, 3, 2), "f4")],
        np.full((1, 1, 2, 1), 8),
        ([array(1, 3, 3, 2)], wrong(1, "C", "a", 3, "y", 2)),
        ([array(1, 2, 0, 2)], "a size that follows from the inputs is -1 but must be at least 0 (at 'y')"),
    )
    # A concatenation, free along its axis until something else meets it.
    case(
        "float[N] a, float[M] b",
        vector + "c = Concat<axis = 0>(a, b) y = Add(c, w)",
        [array(1) * 0, array(2) * 0],
        [1, 2, 3],
        ([array(2), array(3)], "a size that follows from the inputs is 5 but must be 3 (at 'y')"),
    )
    # The parts of a split are the whole.
    case(
        "float[2, N] a",
        "s = Constant<value = int64[2] {1, 2}>() b, c = Split<axis = 1>(a, s) y = Mul(b, c)",
        [np.float32([[2, 3, 4], [5, 6, 7]])],
        [[6, 8], [30, 35]],
        ([array(2, 4)], "a size that follows from the inputs is 8 but must be 6 (at 'b')"),
    )
    # A reshape keeps the number of elements.
    case(
        "float[N, 4] a",
        "s = Constant<value = int64[2] {-1, 6}>() y = Reshape(a, s)",
        [np.ones((3, 4), "f4")],
        np.ones((2, 6)),
        ([array(4, 4)], "a size that follows from the inputs is 16 but must be 12 (at 'y')"),
    )
    # Any index is limited to the table, unless that is empty.
    table = array(3, 4)
    case(
        "float[N, 4] a, int64[K] i",
        "y = Gather(a, i)",
        [table, np.int64([2, 0])],
        table[[2, 0]],
        ([array(0, 4), np.int64([0])], wrong(0, "N", "a", 0, "y", 1, "at least ")),
    )
