"""Writes a model whose weights lie in two files: one aligned, one shifted by a
byte."""

import os
import sys

import numpy
from onnx import TensorProto, helper

folder = sys.argv[1]
data = numpy.arange(300, dtype=numpy.float32).tobytes()
weights = []
for name, shift in (("aligned", 0), ("shifted", 1)):
    with open(os.path.join(folder, name + ".bin"), "wb") as file:
        file.write(b"\1" * shift + data)
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=[300])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=name + ".bin")
    tensor.external_data.add(key="offset", value=str(shift))
    weights.append(tensor)
graph = helper.make_graph(
    [
        helper.make_node("Add", ["x", "aligned"], ["a"], "sum"),
        helper.make_node("Add", ["a", "shifted"], ["out"]),
    ],
    "main",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [300])],
    [helper.make_tensor_value_info("out", TensorProto.FLOAT, [300])],
    weights,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
with open(os.path.join(folder, "model.onnx"), "wb") as file:
    file.write(model.SerializeToString())
