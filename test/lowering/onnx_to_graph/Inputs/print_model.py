"""Prints a model as read-model.c does, from what the onnx package reads."""

import sys

import numpy
import onnx
from onnx import TensorProto, numpy_helper

NAMES = {number: name.lower() for name, number in TensorProto.DataType.items()}


def raw_bytes(tensor, folder):
    if tensor.data_type == TensorProto.STRING:
        return b""
    if tensor.data_location == TensorProto.EXTERNAL:
        from onnx.external_data_helper import load_external_data_for_tensor

        copy = TensorProto()
        copy.CopyFrom(tensor)
        load_external_data_for_tensor(copy, folder)
        tensor = copy
    if tensor.HasField("raw_data"):
        return tensor.raw_data
    if NAMES[tensor.data_type] in ("uint4", "int4", "uint2", "int2", "float4e2m1"):
        return bytes(value & 255 for value in tensor.int32_data)
    return numpy_helper.to_array(tensor).tobytes()


def print_tensor(label, tensor, folder):
    data = raw_bytes(tensor, folder)
    value = 1469598103934665603
    for byte in data:
        value = ((value ^ byte) * 1099511628211) % 2**64
    print(label, tensor.name)
    dims = "".join(f" {dim}" for dim in tensor.dims)
    print(
        f"  type {tensor.data_type} {NAMES[tensor.data_type]} dims{dims}"
        f" bytes {len(data)} hash {value:016x}"
    )


def print_attr(attr, folder):
    kinds = onnx.AttributeProto
    print(" attr", attr.name)
    values, tensors, graphs = [], [], []
    if attr.type in (kinds.FLOAT, kinds.FLOATS):
        floats = [attr.f] if attr.type == kinds.FLOAT else attr.floats
        values = ["%.9g" % value for value in floats]
    elif attr.type in (kinds.INT, kinds.INTS):
        values = [attr.i] if attr.type == kinds.INT else list(attr.ints)
    elif attr.type in (kinds.STRING, kinds.STRINGS):
        strings = [attr.s] if attr.type == kinds.STRING else attr.strings
        values = [value.decode() for value in strings]
    elif attr.type in (kinds.TENSOR, kinds.TENSORS):
        tensors = [attr.t] if attr.type == kinds.TENSOR else list(attr.tensors)
    elif attr.type in (kinds.GRAPH, kinds.GRAPHS):
        graphs = [attr.g] if attr.type == kinds.GRAPH else list(attr.graphs)
    count = len(values) + len(tensors) + len(graphs)
    print(f"  type {attr.type} count {count}:" + "".join(f" {v}" for v in values))
    for tensor in tensors:
        print_tensor("  tensor", tensor, folder)
    for graph in graphs:
        print_graph(graph, folder)


KINDS = {
    None: 0,
    "tensor_type": 1,
    "sequence_type": 2,
    "map_type": 3,
    "optional_type": 4,
    "sparse_tensor_type": 5,
}


def print_value(label, value):
    print(label, value.name)
    kind = value.type.WhichOneof("value")
    tensor = value.type.tensor_type
    dims = " unknown"
    if tensor.HasField("shape"):
        dims = ""
        for dim in tensor.shape.dim:
            if dim.WhichOneof("value") == "dim_value" and dim.dim_value >= 0:
                dims += f" {dim.dim_value}"
            else:
                dims += f" ?{dim.dim_param}"
    print(f"  kind {KINDS[kind]} type {tensor.elem_type} dims{dims}")


def print_graph(graph, folder):
    print("graph", graph.name)
    for value in graph.input:
        print_value("input", value)
    for value in graph.output:
        print_value("output", value)
    for value in graph.value_info:
        print_value("value", value)
    for tensor in graph.initializer:
        print_tensor("initializer", tensor, folder)
    print(f"sparse {len(graph.sparse_initializer)}")
    for node in graph.node:
        print("node", node.name)
        print(" op", node.op_type)
        print(" domain", node.domain)
        for name in node.input:
            print(" in", name)
        for name in node.output:
            print(" out", name)
        for attr in node.attribute:
            print_attr(attr, folder)
    print("end")


def main():
    import os

    model = onnx.load(sys.argv[1], load_external_data=False)
    print("ir", model.ir_version)
    print("producer", model.producer_name)
    print("version", model.producer_version)
    for opset in model.opset_import:
        print("opset", opset.domain)
        print("", opset.version)
    print("functions", len(model.functions))
    print_graph(model.graph, os.path.dirname(sys.argv[1]))


main()
