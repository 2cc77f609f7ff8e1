"""Gives a network of the `onnx` package random weights: its "random twin".

    random_weights.py NAME FOLDER [--swap CONVOLUTION]

The weights of the `light_*` models are constants, so that a filter could stand
for every other. A twin is the same graph with weights of He's variance, batch
normalizations near the identity, and without the softmax at the end, which
would hide all but the largest value. It is written to FOLDER as `twin.onnx` and
`weights.bin`, with its input in `in/input_0.npy`.

Every number is 16 bits of PCG64's raw words, which numpy keeps for ever (the
streams of its distributions may change), times one factor: a uniform
distribution, equal to the bit everywhere.
"""

import argparse
import os
import zlib

import numpy as np
import onnx
from onnx import numpy_helper

NAMES = [
    "bvlc_alexnet",
    "densenet121",
    "inception_v1",
    "inception_v2",
    "resnet50",
    "shufflenet",
    "squeezenet",
    "vgg19",
    "zfnet512",
]
SEED = 20
LIGHT = os.path.join(os.path.dirname(onnx.__file__), "backend/test/data/light")

# What an operand is drawn from: center and half of the width. Weights of
# convolutions and matrix products are not in it: their width is He's.
RANGES = {
    ("Conv", 2): (0, 0.1),
    ("Gemm", 2): (0, 0.1),
    ("BatchNormalization", 1): (1, 0.5),
    ("BatchNormalization", 2): (0, 0.1),
    ("BatchNormalization", 3): (0, 0.1),
    ("BatchNormalization", 4): (1, 0.5),
    ("Mul", 1): (1, 0.5),
    ("Add", 1): (0, 0.1),
}


def light(name):
    """The path of a network of the `onnx` package."""
    return os.path.join(LIGHT, f"light_{name}.onnx")


def uniform(bits, shape, center, width):
    """Numbers in [center - width, center + width)."""
    count = int(np.prod(shape))
    words = bits.random_raw((count + 3) // 4).astype("<u8").view("<i2")[:count]
    values = words.astype("f4")
    values *= np.float32(width / 32768)
    if center:
        values += np.float32(center)
    return values.reshape(shape)


def find_role(users, name):
    """The first operand that a value is used as, behind changes of its shape."""
    node, index = users[name][0]
    while node.op_type in ("Reshape", "Unsqueeze"):
        node, index = users[node.output[0]][0]
    return node, index


def draw(bits, node, index, shape):
    if (node.op_type, index) in RANGES:
        return uniform(bits, shape, *RANGES[node.op_type, index])
    # A convolution's filter is its first dimension; of a matrix, the sum's
    # length is either the one or the other.
    transposed = any(a.name == "transB" and a.i for a in node.attribute)
    assert (node.op_type, index) == ("Conv", 1) or node.op_type == "Gemm" and transposed, node
    return uniform(bits, shape, 0, np.sqrt(6 / np.prod(shape[1:])))


class Weights:
    """The file beside the model, and a checksum of it."""

    def __init__(self, path):
        self.file = open(path, "wb")
        self.sum = 0

    def write(self, data):
        self.sum = zlib.crc32(data, self.sum)
        self.file.write(data)

    def add(self, name, values):
        """Appends a tensor; gives its entry for the model."""
        # Where a reader can map it.
        self.write(bytes(-self.file.tell() % 64))
        tensor = onnx.TensorProto(name=name, dims=values.shape, data_type=onnx.TensorProto.FLOAT)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        for key, value in (("offset", self.file.tell()), ("length", values.nbytes)):
            tensor.external_data.add(key=key, value=str(value))
        tensor.external_data.add(key="location", value="weights.bin")
        self.write(np.ascontiguousarray(values, "<f4").data.cast("B"))
        return tensor


def swap_filters(values):
    """Exchanges the first filter with the last one."""
    values[[0, -1]] = values[[-1, 0]]


def build(name, folder, swap=None):
    """Writes the twin of a network; gives its path and a checksum of its weights.

    With `swap`, two filters of the convolution of that index are exchanged.
    """
    model = onnx.load(light(name))
    graph = model.graph
    given = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    made = {n.output[0]: given[n.input[0]] for n in graph.node if n.op_type == "ConstantOfShape"}
    nodes = [n for n in graph.node if n.op_type != "ConstantOfShape"]
    if nodes[-1].op_type == "Softmax":
        graph.output[0].name = nodes.pop().input[0]
    users = {}
    for node in nodes:
        for index, value in enumerate(node.input):
            users.setdefault(value, []).append((node, index))
    swapped = [n for n in nodes if n.op_type == "Conv"][swap].input[1] if swap is not None else None

    weights = Weights(os.path.join(folder, "weights.bin"))
    bits = np.random.PCG64(SEED)
    tensors = []
    with weights.file:
        for value in users:
            floats = value in made or value in given and given[value].dtype == "f4"
            if floats:
                shape = tuple(made[value]) if value in made else given[value].shape
                values = draw(bits, *find_role(users, value), shape)
                if value == swapped:
                    swap_filters(values)
                tensors.append(weights.add(value, values))
            elif value in given:
                tensors.append(numpy_helper.from_array(given[value], value))
    inputs = [i for i in graph.input if i.name in users and i.name not in given]
    shape = [d.dim_value for d in inputs[0].type.tensor_type.shape.dim]
    data = uniform(np.random.PCG64(SEED + 1), shape, 0, 1)
    os.makedirs(os.path.join(folder, "in"), exist_ok=True)
    np.save(os.path.join(folder, "in", "input_0.npy"), data)

    for field, content in (("node", nodes), ("input", inputs), ("initializer", tensors)):
        content = [type(c).FromString(c.SerializeToString()) for c in content]
        graph.ClearField(field)
        getattr(graph, field).extend(content)
    # Since version 4 an initializer need not be an input.
    model.ir_version = 8
    path = os.path.join(folder, "twin.onnx")
    onnx.save(model, path)
    return path, weights.sum


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("folder")
    parser.add_argument("--swap", type=int, metavar="CONVOLUTION")
    arguments = parser.parse_args()
    print(*build(arguments.name, arguments.folder, arguments.swap))
