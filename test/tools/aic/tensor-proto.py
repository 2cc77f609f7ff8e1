# RUN: %python %s
"""Inputs as ONNX TensorProto: each way to store the numbers, and files that are cut off or lie."""

import os
import struct
import tempfile

import numpy as np
from model import Failure, aic, run

folder = tempfile.TemporaryDirectory()


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, data):
    if isinstance(data, int):
        return varint(number << 3) + varint(data & (1 << 64) - 1)
    return varint(number << 3 | 2) + varint(len(data)) + data


def proto(kind, shape, data):
    return b"".join(field(1, d) for d in shape) + field(2, kind) + data


def echo(kind, proto_bytes):
    """What a model gets from the file."""
    library = os.path.join(folder.name, kind + ".so")
    if not os.path.exists(library):
        source = os.path.join(folder.name, kind + ".mlir")
        with open(source, "w") as file:
            file.write(f"func.func @main(%x: tensor<3x{kind}>) -> tensor<3x{kind}> {{ return %x : tensor<3x{kind}> }}")
        aic("compile", source, "-o", library)
    return run(library, [proto_bytes])[0][0]


# raw_data, packed and unpacked numbers; narrow types lie in int32_data, a bool too.
floats = np.array([1.5, -2, 3e-9], "f4")
assert (echo("f32", proto(1, [3], field(9, floats.tobytes()))) == floats).all()
assert (echo("f32", proto(1, [3], field(4, floats.tobytes()))) == floats).all()
unpacked = b"".join(varint(4 << 3 | 5) + struct.pack("<f", f) for f in floats)
assert (echo("f32", proto(1, [3], unpacked)) == floats).all()
assert (echo("f64", proto(11, [3], field(10, floats.astype("f8").tobytes()))) == floats).all()
longs = [7, -1, 1 << 40]
assert (echo("i64", proto(7, [3], b"".join(field(7, v) for v in longs))) == longs).all()
packed = b"".join(varint(v & (1 << 64) - 1) for v in (5, -6, 7))
assert (echo("i8", proto(3, [3], field(5, packed))) == [5, -6, 7]).all()
assert (echo("i1", proto(9, [3], field(5, b"\1\0\1"))) == [True, False, True]).all()
# Packed dimensions, which stand behind the data.
late = field(9, floats.tobytes()) + field(2, 1) + field(1, b"\3")
assert (echo("f32", late) == floats).all()


def refused(kind, data, words):
    try:
        echo(kind, data)
    except Failure as failure:
        assert failure.code == 1 and words in failure.text, failure
        return
    raise AssertionError(f"taken: {words}")


good = proto(1, [3], field(9, floats.tobytes()))
for cut in range(1, len(good)):
    refused("f32", good[:cut], "input_0.pb'")
refused("f32", proto(1, [3], field(9, floats.tobytes()[:8])), "does not hold the 12 bytes")
refused("f32", proto(1, [3], field(9, floats.tobytes() + b"1234")), "does not hold the 12 bytes")
# A short file cannot make the reader ask for much memory.
for shape in ([1 << 62, 1 << 62], [1 << 38], [1 << 20, 1 << 20]):
    refused("f32", proto(1, shape, b""), "bytes, too few for the elements of its shape")
refused("f32", proto(8, [3], b""), "has the ONNX element type 8")
refused("f32", proto(1, [3], field(14, 1)), "keeps its data in another file")
refused("f32", proto(7, [3], field(9, bytes(24))), "element type i64 but the model takes f32")
refused("f32", bytes(range(200, 256)), "is no ONNX tensor")
