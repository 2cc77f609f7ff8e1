"""Exports MobileNetV2 (Sandler et al. 2018, table 2) with random weights.

    mobilenet_v2.py FOLDER [--size 224]

Width 1.0: inverted residuals of a 1x1 expansion, a depthwise 3x3 convolution and
a linear 1x1 projection, batch normalization behind each convolution and ReLU6
behind all but the projections. Weights have He's variance and come from fixed
bits, as those of random_weights.py. Written are FOLDER/model.onnx, weights.bin,
and the input in/input_0.npy.
"""

import argparse
import os

import numpy as np
import onnx
from onnx import TensorProto, helper
from random_weights import Weights, uniform

SEED = 30
# Expansion, channels, repetitions, first stride.
BLOCKS = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
]


class Network:
    """The graph being written; values are named like the nodes that make them."""

    def __init__(self, folder):
        self.nodes, self.tensors = [], []
        self.bits = np.random.PCG64(SEED)
        self.weights = Weights(os.path.join(folder, "weights.bin"))

    def tensor(self, name, shape, center, width):
        self.tensors.append(self.weights.add(name, uniform(self.bits, shape, center, width)))
        return name

    def constant(self, name, value):
        self.tensors.append(helper.make_tensor(name, TensorProto.FLOAT, [], [value]))
        return name

    def node(self, kind, name, inputs, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name

    def convolution(self, name, x, inputs, outputs, kernel=1, stride=1, group=1, relu=True):
        """Convolution, batch normalization, ReLU6."""
        fan = inputs // group * kernel * kernel
        shape = (outputs, inputs // group, kernel, kernel)
        w = self.tensor(f"{name}.weight", shape, 0, np.sqrt(6 / fan))
        pad = kernel // 2
        x = self.node(
            "Conv", name, [x, w], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4, group=group
        )
        operands = [
            self.tensor(f"{name}.{what}", (outputs,), center, width)
            for what, center, width in (("scale", 1, 0.5), ("bias", 0, 0.1), ("mean", 0, 0.1), ("variance", 1, 0.5))
        ]
        x = self.node("BatchNormalization", f"{name}/bn", [x, *operands])
        return self.node("Clip", f"{name}/relu6", [x, "zero", "six"]) if relu else x

    def block(self, name, x, expansion, inputs, outputs, stride):
        """An inverted residual."""
        hidden = inputs * expansion
        y = self.convolution(f"{name}/expand", x, inputs, hidden) if expansion > 1 else x
        y = self.convolution(f"{name}/depthwise", y, hidden, hidden, 3, stride, hidden)
        y = self.convolution(f"{name}/project", y, hidden, outputs, relu=False)
        return self.node("Add", f"{name}/add", [x, y]) if stride == 1 and inputs == outputs else y


def build(folder, size=224):
    """Writes the network; gives its path."""
    network = Network(folder)
    network.constant("zero", 0.0)
    network.constant("six", 6.0)
    with network.weights.file:
        x = network.convolution("stem", "image", 3, 32, 3, 2)
        channels, number = 32, 0
        for expansion, outputs, count, stride in BLOCKS:
            for i in range(count):
                x = network.block(f"block{number}", x, expansion, channels, outputs, stride if i == 0 else 1)
                channels, number = outputs, number + 1
        x = network.convolution("head", x, channels, 1280)
        x = network.node("GlobalAveragePool", "pool", [x])
        x = network.node("Flatten", "flatten", [x])
        w = network.tensor("classifier.weight", (1000, 1280), 0, np.sqrt(6 / 1280))
        b = network.tensor("classifier.bias", (1000,), 0, 0.1)
        network.node("Gemm", "logits", [x, w, b], transB=1)
    shape = [1, 3, size, size]
    graph = helper.make_graph(
        network.nodes,
        "mobilenet_v2",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 1000])],
        network.tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = os.path.join(folder, "model.onnx")
    onnx.save(model, path)
    os.makedirs(os.path.join(folder, "in"), exist_ok=True)
    np.save(os.path.join(folder, "in", "input_0.npy"), uniform(np.random.PCG64(SEED + 1), shape, 0, 1))
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--size", type=int, default=224)
    arguments = parser.parse_args()
    print(build(arguments.folder, arguments.size))
