"""Writes forms.onnx and unpacked.onnx: one model with every form of data that
the wire format allows, as packed and as one-by-one repeated fields."""

import os
import struct
import sys

import ml_dtypes
import numpy
import onnx
from onnx import AttributeProto, TensorProto, helper, numpy_helper

folder = sys.argv[1]

TYPES = [
    (TensorProto.FLOAT, numpy.float32),
    (TensorProto.UINT8, numpy.uint8),
    (TensorProto.INT8, numpy.int8),
    (TensorProto.UINT16, numpy.uint16),
    (TensorProto.INT16, numpy.int16),
    (TensorProto.INT32, numpy.int32),
    (TensorProto.INT64, numpy.int64),
    (TensorProto.BOOL, numpy.bool_),
    (TensorProto.FLOAT16, numpy.float16),
    (TensorProto.DOUBLE, numpy.float64),
    (TensorProto.UINT32, numpy.uint32),
    (TensorProto.UINT64, numpy.uint64),
    (TensorProto.COMPLEX64, numpy.complex64),
    (TensorProto.COMPLEX128, numpy.complex128),
    (TensorProto.BFLOAT16, ml_dtypes.bfloat16),
    (TensorProto.FLOAT8E4M3FN, ml_dtypes.float8_e4m3fn),
    (TensorProto.FLOAT8E5M2, ml_dtypes.float8_e5m2),
    (TensorProto.INT4, ml_dtypes.int4),
    (TensorProto.UINT4, ml_dtypes.uint4),
]


def tensors():
    random = numpy.random.default_rng(7)
    for number, dtype in TYPES:
        name = TensorProto.DataType.Name(number).lower()
        low = 0 if name.startswith("u") or name == "bool" else -7
        for shape in ((), (3,), (2, 0, 4), (2, 3)):
            values = random.integers(low, 7, shape).astype(dtype)
            tag = name + "_" + "x".join(map(str, shape))
            typed = helper.make_tensor(
                tag + "_typed", number, shape, values.flatten().tolist()
            )
            yield typed
            raw = numpy_helper.from_array(values, tag + "_raw")
            assert raw.HasField("raw_data")
            yield raw
    text = helper.make_tensor("text", TensorProto.STRING, (2,), [b"a", b"bc"])
    yield text
    big = numpy.array([2**63 - 1, -(2**63), -1, 0], numpy.int64)
    yield helper.make_tensor("big", TensorProto.INT64, (4,), big.tolist())
    yield helper.make_tensor("ubig", TensorProto.UINT64, (1,), [2**64 - 1])


def external():
    data = numpy.arange(64, dtype=numpy.float32)
    with open(os.path.join(folder, "weights.bin"), "wb") as file:
        file.write(b"\1" * 24 + data.tobytes())
    for name, extra in (
        ("part", {"offset": "24", "length": "128"}),
        ("rest", {"offset": "152"}),
    ):
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=[4, 8])
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in {"location": "weights.bin", **extra}.items():
            tensor.external_data.add(key=key, value=value)
        yield tensor


def value_infos():
    make = helper.make_tensor_value_info
    yield make("static", TensorProto.FLOAT, [1, 2])
    yield make("scalar", TensorProto.INT64, [])
    yield make("named", TensorProto.FLOAT16, ["batch", 3, None, ""])
    yield make("no_shape", TensorProto.FLOAT, None)
    inner = helper.make_tensor_type_proto(TensorProto.FLOAT, [1])
    sequence = helper.make_sequence_type_proto(inner)
    yield helper.make_value_info("seq", sequence)
    yield helper.make_value_info("opt", helper.make_optional_type_proto(inner))
    yield helper.make_value_info(
        "map", helper.make_map_type_proto(TensorProto.INT64, inner)
    )
    yield onnx.ValueInfoProto(name="untyped")


def inner_graph(depth):
    nodes = []
    if depth:
        nodes.append(
            helper.make_node(
                "If", ["c"], ["y"], then_branch=inner_graph(depth - 1)
            )
        )
    return helper.make_graph(
        nodes, f"level{depth}", [], list(value_infos())[:1], list(tensors())[:2]
    )


def nodes():
    attributes = dict(
        f=0.1,
        f_zero=0.0,
        i=-5,
        i_zero=0,
        s="text",
        s_empty="",
        t=next(tensors()),
        g=inner_graph(2),
        floats=[1.5, -2.0, 3e38],
        ints=[1, -1, 2**62],
        strings=["a", "", "b c"],
        tensors=list(tensors())[:3],
        graphs=[inner_graph(0), inner_graph(1)],
    )
    yield helper.make_node(
        "All", ["a", "", "b"], ["x", "", "y"], "node 1", None, "my.domain", **attributes
    )
    empty = helper.make_node("Empty", [], [])
    for kind in (AttributeProto.INTS, AttributeProto.FLOATS, AttributeProto.STRINGS):
        empty.attribute.add(name=f"none{kind}", type=kind)
    yield empty


infos = list(value_infos())
graph = helper.make_graph(
    list(nodes()), "main", infos, infos[::-1], [*tensors(), *external()],
    value_info=infos,
)
model = helper.make_model(
    graph,
    producer_name="make_all_forms",
    producer_version="1.0",
    opset_imports=[
        helper.make_opsetid("", 17),
        helper.make_opsetid("my.domain", 3),
    ],
)
packed = model.SerializeToString()


# Wire types 0, 1, 2 and 5 under a field number that no version of ONNX uses.
def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def tag(number, kind):
    return varint(number << 3 | kind)


unknown = (
    tag(900, 0) + varint(2**64 - 1) + tag(901, 1) + bytes(8)
    + tag(902, 2) + varint(3) + b"abc" + tag(903, 5) + bytes(4)
)
with open(os.path.join(folder, "forms.onnx"), "wb") as file:
    file.write(unknown + packed + unknown)


# The same scalars one by one, which readers must accept as well.
def unpacked_tensor(number, name, field, items):
    body = tag(1, 0) + varint(len(items)) + tag(2, 0) + varint(number)
    body += tag(8, 2) + varint(len(name)) + name.encode()
    for item in items:
        if isinstance(item, float):
            kind = 5 if field == 4 else 1
            data = struct.pack("<f" if kind == 5 else "<d", item)
            body += tag(field, kind) + data
        else:
            body += tag(field, 0) + varint(item % 2**64)
    return tag(5, 2) + varint(len(body)) + body


def unpacked():
    body = tag(2, 2) + varint(4) + b"main"
    body += unpacked_tensor(TensorProto.FLOAT, "f", 4, [1.0, -2.5])
    body += unpacked_tensor(TensorProto.DOUBLE, "d", 10, [1.0, -2.5, 3.0])
    body += unpacked_tensor(TensorProto.INT32, "i", 5, [1, -2, 2**31 - 1])
    body += unpacked_tensor(TensorProto.INT8, "c", 5, [1, -2])
    body += unpacked_tensor(TensorProto.INT64, "l", 7, [1, -(2**63)])
    body += unpacked_tensor(TensorProto.UINT64, "u", 11, [2**64 - 1])
    # Half of the values packed, half not.
    mixed = tag(1, 2) + varint(2) + varint(2) + varint(2)
    mixed += tag(2, 0) + varint(TensorProto.INT64) + tag(8, 2) + varint(1) + b"m"
    mixed += tag(7, 2) + varint(2) + varint(1) + varint(2)
    mixed += tag(7, 0) + varint(3) + tag(7, 0) + varint(4)
    body += tag(5, 2) + varint(len(mixed)) + mixed
    # Floats in two packed runs.
    runs = tag(1, 0) + varint(3) + tag(2, 0) + varint(1) + tag(8, 2) + varint(1) + b"r"
    runs += tag(4, 2) + varint(4) + struct.pack("<f", 7.0)
    runs += tag(4, 2) + varint(8) + struct.pack("<2f", 8.0, 9.0)
    body += tag(5, 2) + varint(len(runs)) + runs
    return tag(1, 0) + varint(8) + tag(7, 2) + varint(len(body)) + body


with open(os.path.join(folder, "unpacked.onnx"), "wb") as file:
    file.write(unpacked())
