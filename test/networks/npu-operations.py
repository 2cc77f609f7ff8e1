# RUN: %python %s
"""What networks are made of, one ONNX operation at a time on edge32, against the `onnx` package's evaluator.

All of each runs there, but of those that are listed with what stays on the host.
"""

import tempfile

import numpy as np
import onnx
from model import Failure, check_close, run
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

random = np.random.default_rng(7)


def weights(*shape):
    return random.standard_normal(shape).astype("f4")


def conv(x, w, **attributes):
    return [("Conv", ["x", "w", "b"], attributes)], {"x": x}, {"w": w, "b": weights(w.shape[0])}


def transposed(x, w, **attributes):
    return [("ConvTranspose", ["x", "w"], attributes)], {"x": x}, {"w": w}


def one(kind, x, constants=(), **attributes):
    names = [f"c{i}" for i in range(len(constants))]
    return [(kind, ["x", *names], attributes)], {"x": x}, dict(zip(names, constants))


def ints(*values):
    return np.array(values, "i8")


IMAGE = weights(1, 8, 12, 12)
# Name: nodes, inputs, constants.
CASES = {
    "conv": conv(IMAGE, weights(16, 8, 3, 3), pads=[1] * 4),
    "conv of few channels": conv(weights(1, 3, 20, 20), weights(16, 3, 7, 7), pads=[3] * 4, strides=[2, 2]),
    "conv, strided": conv(IMAGE, weights(16, 8, 3, 3), strides=[2, 2]),
    "conv, dilated": conv(IMAGE, weights(16, 8, 3, 3), dilations=[2, 3], pads=[2] * 4),
    "conv, grouped": conv(IMAGE, weights(12, 4, 3, 3), group=2, pads=[1] * 4),
    "conv, depthwise": conv(IMAGE, weights(8, 1, 3, 3), group=8, pads=[1] * 4),
    "conv, depthwise with multiplier": conv(IMAGE, weights(24, 1, 3, 3), group=8),
    "conv, 1-D": conv(weights(2, 8, 30), weights(12, 8, 5), pads=[2, 2]),
    "conv, 1-D strided": conv(weights(2, 8, 30), weights(12, 8, 5), strides=[2]),
    "conv, 3-D": conv(weights(1, 4, 6, 6, 6), weights(8, 4, 3, 3, 3)),
    "conv transposed": transposed(IMAGE, weights(8, 6, 2, 2), strides=[2, 2]),
    "conv transposed, overlapping": transposed(IMAGE, weights(8, 6, 3, 3), strides=[2, 2], pads=[1] * 4),
    "conv transposed, unit stride": transposed(IMAGE, weights(8, 6, 3, 3)),
    "matmul of batches": ([("MatMul", ["x", "y"], {})], {"x": weights(2, 3, 16, 8), "y": weights(2, 3, 8, 12)}, {}),
    "matmul, broadcast": ([("MatMul", ["x", "y"], {})], {"x": weights(2, 3, 16, 8), "y": weights(3, 8, 12)}, {}),
    "matmul of three batches": (
        [("MatMul", ["x", "y"], {})],
        {"x": weights(2, 2, 3, 5, 8), "y": weights(2, 2, 3, 8, 6)},
        {},
    ),
    "gemm, transposed": one("Gemm", weights(6, 10), [weights(12, 10), weights(12)], transB=1, alpha=0.5, beta=2.0),
    "max pool": one("MaxPool", IMAGE, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4),
    "average pool": one("AveragePool", IMAGE, kernel_shape=[3, 3], pads=[1] * 4),
    "global pool": one("GlobalAveragePool", IMAGE),
    "softmax": one("Softmax", weights(4, 6, 20), axis=-1),
    "softmax, inner": one("Softmax", weights(4, 6, 20), axis=1),
    "layer norm": one("LayerNormalization", weights(4, 6, 20), [weights(20), weights(20)]),
    "instance norm": one("InstanceNormalization", IMAGE, [weights(8), weights(8)]),
    "gelu": one("Gelu", weights(4, 40)),
    "silu": ([("Sigmoid", ["x"], {}), ("Mul", ["x", "v0"], {})], {"x": weights(4, 40)}, {}),
    "hard swish": one("HardSwish", weights(4, 40)),
    "reduce": one("ReduceSum", weights(4, 5, 6, 7), [ints(1, 3)]),
    "reduce maximum": one("ReduceMax", weights(4, 5, 6, 7), [ints(0)], keepdims=0),
    "concat": ([("Relu", ["x"], {}), ("Concat", ["x", "v0"], {"axis": 1})], {"x": IMAGE}, {}),
    "split": ([("Split", ["x"], {"axis": 1, "num_outputs": 2}), ("Mul", ["v0", "v0b"], {})], {"x": IMAGE}, {}),
    "slice": one("Slice", IMAGE, [ints(2, 1), ints(7, 9), ints(1, 2)]),
    "transpose": one("Transpose", weights(3, 4, 5, 6), perm=[2, 0, 3, 1]),
    "transpose of five": one("Transpose", weights(2, 3, 4, 5, 6), perm=[3, 1, 4, 0, 2]),
    "transpose of windows": one("Transpose", weights(2, 3, 4, 5, 6), perm=[0, 2, 1, 3, 4]),
    "shuffle": (
        [("Reshape", ["x", "s"], {}), ("Transpose", ["v0"], {"perm": [0, 2, 1, 3, 4]}), ("Reshape", ["v1", "t"], {})],
        {"x": IMAGE},
        {"s": ints(1, 2, 4, 12, 12), "t": ints(1, 8, 12, 12)},
    ),
    "pad": one("Pad", IMAGE, [ints(0, 0, 1, 2, 0, 0, 3, 1), np.array(0.5, "f4")]),
    "resize": one("Resize", IMAGE, [np.zeros(0, "f4"), np.array([1, 1, 2, 2], "f4")], mode="nearest"),
    "gather of constants": one("Gather", weights(10, 6), [ints(2, 3, 4)]),
    "elementwise of five": ([("Add", ["x", "y"], {})], {"x": weights(2, 3, 4, 5, 6), "y": weights(3, 1, 5, 1)}, {}),
    "where": ([("Where", ["m", "x", "y"], {})], {"x": weights(6, 7), "y": weights(7)}, {"m": weights(6, 7) > 0}),
    "clip": one("Clip", weights(40), [np.array(0.0, "f4"), np.array(6.0, "f4")]),
}
# Operations that the host does. None of them multiplies but the convolution of three dimensions.
ON_HOST = {
    # It has three reductions and five parallel loops, of which no two are neighbours.
    "conv, 3-D": 2,
    "transpose of five": 1,
    "elementwise of five": 1,
}


def build(nodes, inputs, constants):
    """The model; v0, v1, ... are the results of its nodes, the last is its output."""
    made = []
    for i, (kind, names, attributes) in enumerate(nodes):
        outputs = [f"v{i}"] + ([f"v{i}b"] if kind == "Split" else [])
        made.append(helper.make_node(kind, names, outputs, **attributes))
    graph = helper.make_graph(
        made,
        "g",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, v.shape) for n, v in inputs.items()],
        [helper.make_tensor_value_info(f"v{len(nodes) - 1}", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(v, n) for n, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    return onnx.shape_inference.infer_shapes(model)


wrong = []
with tempfile.TemporaryDirectory() as folder:
    path = f"{folder}/model.onnx"
    for name, (nodes, inputs, constants) in CASES.items():
        model = build(nodes, inputs, constants)
        onnx.save(model, path)
        (wanted,) = ReferenceEvaluator(model).run(None, inputs)
        try:
            (got,), stats = run(path, list(inputs.values()), "--target=npu:edge32")
            check_close(got, wanted, 1e-5, name)
            onHost, fraction = stats["host_operations"], stats["npu_macs_fraction"]
            print(f"{name}: {onHost} operations on the host, {fraction:.6f} of {stats['macs']} multiply-adds on edge32")
            if onHost != ON_HOST.get(name, 0) or (stats["macs"] and fraction != (name != "conv, 3-D")):
                wrong.append(name)
        except (Failure, AssertionError) as error:
            print(f"{name}: {error}")
            wrong.append(name)
assert not wrong, wrong
