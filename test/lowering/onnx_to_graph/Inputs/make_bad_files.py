"""Writes files that are no models, or models whose parts contradict."""

import os
import random
import sys

from onnx import TensorProto, helper

good, folder = open(sys.argv[1], "rb").read(), sys.argv[2]


def write(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def write_tensor(name, **fields):
    tensor = TensorProto(**{"name": "w", "data_type": TensorProto.FLOAT, **fields})
    graph = helper.make_graph([], "g", [], [], [tensor])
    write(name, helper.make_model(graph).SerializeToString())


def write_external(name, **entries):
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, 3])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in entries.items():
        tensor.external_data.add(key=key, value=value)
    graph = helper.make_graph([], "g", [], [], [tensor])
    write(name, helper.make_model(graph).SerializeToString())


write("empty.onnx", b"")
write("truncated.onnx", good[: len(good) // 2])
write("random.onnx", random.Random(1).randbytes(5000))
write("text.onnx", b"this is no model\n" * 40)
write("no_graph.onnx", b"\x08\x08")
write("long_number.onnx", b"\x08" + b"\xff" * 12)
write("open_number.onnx", b"\x08\xff\xff")
write("wrong_type.onnx", b"\x38\x01")

graph = helper.make_graph([], "g", [], [])
for _ in range(20):
    node = helper.make_node("If", ["c"], ["y"], then_branch=graph)
    graph = helper.make_graph([node], "g", [], [])
write("deep.onnx", helper.make_model(graph).SerializeToString())

write_tensor("short_raw.onnx", dims=[2, 3], raw_data=bytes(20))
write_tensor("no_data.onnx", data_type=TensorProto.INT64, dims=[4])
write_tensor("negative.onnx", dims=[2, -3], raw_data=bytes(24))
write_tensor("huge.onnx", dims=[2**40, 2**40], raw_data=bytes(24))
write_tensor("element_type.onnx", data_type=77, dims=[1], raw_data=bytes(4))

for name in ("model", "model2"):
    os.mkdir(os.path.join(folder, name))
    write(name + "/weights.bin", bytes(64))
write("outside.bin", bytes(64))
os.symlink("../outside.bin", os.path.join(folder, "model", "link.bin"))
write_external("model/missing_data.onnx", location="none.bin")
write_external(
    "model/short_data.onnx", location="weights.bin", offset="100", length="24"
)
write_external("model/bad_offset.onnx", location="weights.bin", offset="12x")
write_external("model/no_location.onnx", offset="0")
write_external("model/absolute.onnx", location="/etc/hostname")
write_external("model/parent.onnx", location="../outside.bin", length="24")
write_external("model/link.onnx", location="link.bin", length="24")
write_external("model/sibling.onnx", location="../model2/weights.bin", length="24")
write_external("model/detour.onnx", location="../model/weights.bin", length="24")
