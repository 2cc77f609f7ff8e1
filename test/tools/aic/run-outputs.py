# RUN: %python %s
"""Outputs that are one value, or views of one, are each freed by themselves and hold what they should."""

import os
import tempfile

import numpy as np
import onnx.parser
from model import check_close, run, run_text

x = np.random.default_rng(0).standard_normal((2, 6)).astype("f4")
relu = np.maximum(x, 0)


def model(nodes, size="2"):
    """A model of x whose outputs are y and z."""
    text = f"""<ir_version: 8, opset_import: ["" : 17]>
    g (float[{size}, 6] x) => (float y, float z)
    <int64[1] flat = {{-1}}, float[2, 6] c = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}> {{ {nodes} }}"""
    result = onnx.parser.parse_model(text)
    for output in result.graph.output:
        output.type.tensor_type.ClearField("shape")
    return result


CASES = {
    "Identity": ("y = Relu(x) z = Identity(y)", relu, relu),
    "Dropout": ("y = Relu(x) z = Dropout(y)", relu, relu),
    "Flatten": ("y = Relu(x) z = Flatten<axis = 0>(y)", relu, relu.reshape(1, 12)),
    "Reshape": ("y = Relu(x) z = Reshape(y, flat)", relu, relu.reshape(12)),
    "both are views": ("r = Relu(x) y = Flatten<axis = 0>(r) z = Reshape(r, flat)", relu.reshape(1, 12), relu.reshape(12)),
    "two equal nodes": ("y = Relu(x) z = Relu(x)", relu, relu),
    "the input": ("y = Identity(x) z = Identity(x)", x, x),
    "a view of the input": ("y = Identity(x) z = Reshape(x, flat)", x, x.reshape(12)),
    "a constant": ("y = Identity(c) z = Identity(c)", np.arange(1, 13).reshape(2, 6), np.arange(1, 13).reshape(2, 6)),
    "used once more": ("y = Relu(x) z = Add(y, y)", relu, relu + relu),
}

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "model.onnx")
    for what, (nodes, *wanted) in CASES.items():
        for size in ("2", "N"):
            onnx.save(model(nodes, size), path)
            for target in ("cpu", "npu"):
                got, _ = run(path, [x], f"--target={target}")
                assert len(got) == 2, what
                for a, b in zip(got, wanted):
                    check_close(a, b, 0, f"{what}, {size} rows, {target}")

# So in MLIR, also with what a function inside returns and what the run chooses.
text = """
func.func private @pair(%v: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) attributes {no_inline} {
  %a = tosa.exp %v : (tensor<4xf32>) -> tensor<4xf32>
  return %a, %a : tensor<4xf32>, tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>, %c: tensor<i1>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %a:2 = call @pair(%x) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  %i = tensor.extract %c[] : tensor<i1>
  %s = scf.if %i -> tensor<4xf32> {
    scf.yield %a#0 : tensor<4xf32>
  } else {
    scf.yield %x : tensor<4xf32>
  }
  return %a#0, %a#1, %s, %a#0 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
"""
v = np.arange(4, dtype="f4")
for choice in (True, False):
    got, _ = run_text(text, [v, np.array(choice)])
    for a, b in zip(got, [np.exp(v), np.exp(v), np.exp(v) if choice else v, np.exp(v)]):
        check_close(a, b, 1e-6, f"chosen {choice}")
