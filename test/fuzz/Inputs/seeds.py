"""Writes small files that have everything that the readers know, for the fuzzers to start from.

    seeds.py KIND FOLDER        with KIND one of onnx_reader, tensor_proto, npy
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import AttributeProto, TensorProto, helper, numpy_helper

kind, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
written = 0


def write(data):
    global written
    (folder / f"seed_{written:02}").write_bytes(data)
    written += 1


def tensors():
    """All element types, as raw bytes and in the field of their type."""
    for number in sorted(TensorProto.DataType.values()):
        if number == TensorProto.UNDEFINED:
            continue
        tensor = TensorProto(name="t", data_type=number, dims=[2, 1])
        if number == TensorProto.STRING:
            tensor.string_data.extend([b"a", b"bc"])
            yield tensor
            continue
        raw = TensorProto()
        raw.CopyFrom(tensor)
        width = {TensorProto.DOUBLE: 8, TensorProto.INT64: 8, TensorProto.UINT64: 8,
                 TensorProto.COMPLEX64: 8, TensorProto.COMPLEX128: 16, TensorProto.FLOAT: 4,
                 TensorProto.INT32: 4, TensorProto.UINT32: 4, TensorProto.FLOAT16: 2,
                 TensorProto.BFLOAT16: 2, TensorProto.INT16: 2, TensorProto.UINT16: 2}
        raw.raw_data = bytes(range(2 * width.get(number, 1)))
        yield raw
        if number in (TensorProto.FLOAT, TensorProto.COMPLEX64):
            tensor.float_data.extend([1, 2, 3, 4][: 2 if number == TensorProto.FLOAT else 4])
        elif number in (TensorProto.DOUBLE, TensorProto.COMPLEX128):
            tensor.double_data.extend([1, 2, 3, 4][: 2 if number == TensorProto.DOUBLE else 4])
        elif number == TensorProto.INT64:
            tensor.int64_data.extend([-1, 2])
        elif number in (TensorProto.UINT64, TensorProto.UINT32):
            tensor.uint64_data.extend([1, 2])
        else:
            tensor.int32_data.extend([1, -2 if number == TensorProto.INT32 else 2])
        yield tensor


def external(**entries):
    tensor = TensorProto(name="e", data_type=TensorProto.FLOAT, dims=[2],
                         data_location=TensorProto.EXTERNAL)
    for key, value in entries.items():
        tensor.external_data.add(key=key, value=value)
    return tensor


def model(graph, **options):
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)],
                             producer_name="p", producer_version="1", **options)


def models():
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2, None])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    relu = helper.make_node("Relu", ["x"], ["y"], name="r")
    inner = helper.make_graph([relu], "inner", [x], [y])
    yield model(helper.make_graph([relu], "g", [x], [y], value_info=[x]))
    every = helper.make_node(
        "All", ["x", "", "x"], ["y"], domain="d", f=1.5, i=-3, s="text", fs=[1.0, 2.0],
        js=[1, -2, 3], ss=["a", "b"], t=numpy_helper.from_array(np.ones(2, "f4")),
        g=inner, gs=[inner, inner],
        ts=[numpy_helper.from_array(np.ones(1, "i8")), numpy_helper.from_array(np.ones(1, "i4"))])
    every.attribute.append(AttributeProto(name="r", ref_attr_name="q", type=AttributeProto.INT))
    yield model(helper.make_graph([every], "g", [x], [y]))
    for tensor in tensors():
        yield model(helper.make_graph([], "g", [], [y], initializer=[tensor]))
    for entries in ({"location": "weights.bin"},
                    {"location": "weights.bin", "offset": "8", "length": "8"},
                    {"location": "../weights.bin"}, {"location": "none", "checksum": "0"}):
        yield model(helper.make_graph([], "g", [], [y], initializer=[external(**entries)]))
    sparse = helper.make_sparse_tensor(numpy_helper.from_array(np.ones(1, "f4"), "s"),
                                       numpy_helper.from_array(np.ones(1, "i8")), [4])
    yield model(helper.make_graph([], "g", [], [y], sparse_initializer=[sparse]))
    function = helper.make_function("d", "F", ["x"], ["y"], [relu],
                                    [helper.make_opsetid("", 17)])
    yield model(helper.make_graph([relu], "g", [x], [y]), functions=[function])
    element = helper.make_tensor_type_proto(TensorProto.FLOAT, [1])
    for kind_of in (helper.make_sequence_type_proto(element), helper.make_optional_type_proto(element),
                    helper.make_map_type_proto(TensorProto.INT64, element),
                    helper.make_sparse_tensor_type_proto(TensorProto.FLOAT, [1])):
        yield model(helper.make_graph([], "g", [helper.make_value_info("v", kind_of)], [y]))


if kind == "onnx_reader":
    for one in models():
        write(one.SerializeToString())
elif kind == "tensor_proto":
    for one in tensors():
        write(one.SerializeToString())
    write(external(location="weights.bin").SerializeToString())
else:
    for dtype in ("f4", "f8", "f2", "i1", "u1", "i2", "i4", "i8", "?", "u2", "u4", "u8"):
        np.save(folder / "next.npy", np.ones((2, 1), dtype))
        write((folder / "next.npy").read_bytes())
    for value in (np.float32(1), np.ones((0, 3), "f4"), np.ones((2, 3), "f4", order="F"),
                  np.ones(2, ">f4"), np.ones((1,) * 9, "f4")):
        np.save(folder / "next.npy", value)
        write((folder / "next.npy").read_bytes())
    (folder / "next.npy").unlink()
