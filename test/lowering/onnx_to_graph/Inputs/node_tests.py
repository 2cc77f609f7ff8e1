"""The node tests that the onnx package carries, as an oracle of the import.

    node_tests.py make FOLDER            writes models and a list of their paths
    node_tests.py check FOLDER DUMPS     evaluates what was imported

An input that only shapes depend on is a run-time value in these tests; it
becomes a constant of the model.
"""

import glob
import os
import pickle
import sys
import warnings

import numpy
import onnx
from onnx import numpy_helper

# Inputs by op that must be constants.
SHAPES = {
    "CenterCropPad": [1], "Clip": [], "ConstantOfShape": [0], "Dropout": [1, 2],
    "Expand": [1], "CumSum": [1], "OneHot": [1], "Resize": [1, 2, 3],
    "Upsample": [1], "Trilu": [1], "Pad": [1, 2, 3], "Range": [0, 1, 2], "Reshape": [1],
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


def stored_cases():
    """The exported models that the package has as files, of old opsets."""
    data = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data")
    for path in sorted(glob.glob(os.path.join(data, "*", "*", "model.onnx"))):
        folder = os.path.dirname(path)
        values = []
        for kind in ("input", "output"):
            files = os.path.join(folder, "test_data_set_0", kind + "_*.pb")
            values.append([])
            for name in sorted(glob.glob(files)):
                try:
                    values[-1].append(numpy_helper.to_array(onnx.load_tensor(name)))
                except Exception:  # a sequence
                    values[-1].append(None)
        name = "_".join(folder.split(os.sep)[-2:])
        yield name, onnx.load(path), *values


def cases():
    from onnx.backend.test.case.node import collect_testcases

    for case in collect_testcases(None):
        if case.model:
            yield case.name, case.model, *case.data_sets[0]
    yield from stored_cases()


def make(folder):
    os.makedirs(folder, exist_ok=True)
    paths = []
    for name, model, inputs, outputs in cases():
        if not all(
            isinstance(v, (numpy.ndarray, numpy.generic)) for v in [*inputs, *outputs]
        ):
            continue
        inputs = specialize(model, inputs)
        path = os.path.join(folder, name)
        with open(path + ".onnx", "wb") as file:
            file.write(model.SerializeToString())
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
