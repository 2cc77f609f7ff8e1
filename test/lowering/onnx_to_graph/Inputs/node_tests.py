"""The node tests that the onnx package carries, as an oracle of the import.

    node_tests.py make FOLDER            writes models and a list of their paths
    node_tests.py check FOLDER DUMPS     evaluates what was imported

An input that only shapes depend on is a run-time value in these tests; it
becomes a constant of the model.
"""

import os
import pickle
import sys
import warnings

import numpy
from onnx import numpy_helper

# Inputs by op that must be constants.
SHAPES = {
    "CenterCropPad": [1], "Clip": [], "ConstantOfShape": [0], "Dropout": [1, 2],
    "Expand": [1], "Pad": [1, 2, 3], "Range": [0, 1, 2], "Reshape": [1],
    "Slice": [1, 2, 3, 4], "Split": [1], "Squeeze": [1], "Tile": [1],
    "Unsqueeze": [1],
    **{f"Reduce{kind}": [1] for kind in (
        "L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "Sum",
        "SumSquare")},
}  # fmt: skip


def specialize(model, inputs):
    """Makes constants of inputs that shapes depend on; the inputs left."""
    graph = model.graph
    names = {
        node.input[i]
        for node in graph.node
        for i in SHAPES.get(node.op_type, [])
        if i < len(node.input)
    }
    left = []
    for value, array in zip(list(graph.input), inputs):
        if value.name in names:
            graph.initializer.append(
                numpy_helper.from_array(numpy.asarray(array), value.name)
            )
            graph.input.remove(value)
        else:
            left.append(array)
    return left


def make(folder):
    from onnx.backend.test.case.node import collect_testcases

    os.makedirs(folder, exist_ok=True)
    paths = []
    for case in collect_testcases(None):
        inputs, outputs = case.data_sets[0]
        if not case.model or not all(
            isinstance(v, (numpy.ndarray, numpy.generic)) for v in [*inputs, *outputs]
        ):
            continue
        inputs = specialize(case.model, inputs)
        path = os.path.join(folder, case.name)
        with open(path + ".onnx", "wb") as file:
            file.write(case.model.SerializeToString())
        with open(path + ".pickle", "wb") as file:
            pickle.dump((inputs, outputs), file)
        paths.append(path + ".onnx")
    with open(os.path.join(folder, "list.txt"), "w") as file:
        file.write("".join(path + "\n" for path in paths))


def differs(expected, actual):
    if len(expected) != len(actual):
        return f"{len(actual)} outputs, {len(expected)} expected"
    for want, have in zip(expected, actual):
        want = numpy.asarray(want)
        if want.dtype != have.dtype or want.shape != have.shape:
            return f"{have.dtype}{have.shape}, {want.dtype}{want.shape} expected"
        # The tolerance of ONNX, or a rounding of the narrow type.
        rtol = 1e-3 if want.dtype.itemsize > 2 or want.dtype.kind in "iub" else 1e-2
        wide = numpy.float64 if want.dtype.kind not in "iub" else want.dtype
        if not numpy.allclose(
            have.astype(wide), want.astype(wide), rtol, 1e-6, equal_nan=True
        ):
            return f"values differ: {have.ravel()[:4]}, {want.ravel()[:4]} expected"
    return None


def check(folder, dumps):
    import graph_reference

    agree, wrong = 0, 0
    with open(dumps) as file:
        sections = file.read().split("=== ")[1:]
    for section in sections:
        path, _, text = section.partition("\n")
        with open(path[: -len(".onnx")] + ".pickle", "rb") as file:
            inputs, outputs = pickle.load(file)
        try:
            function = graph_reference.read(text)
            problem = differs(outputs, function([numpy.asarray(v) for v in inputs]))
        except Exception as error:  # the reference itself failed
            problem = f"{type(error).__name__}: {error}"
        agree += problem is None
        wrong += problem is not None
        if problem:
            print(f"{os.path.basename(path)}: {problem}")
    print(f"{agree} agree, {wrong} differ")


warnings.filterwarnings("ignore")
if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    check(*sys.argv[2:])
