"""Exports BERT and GPT-2 with random weights, the way PyTorch's exporters write them.

    transformers.py bert|gpt2 FOLDER [--style=old|new] [--layers=12] [--width=768]
                    [--heads=12] [--sequence=128] [--vocabulary=N]

Style `old` is that of TorchScript (opset 13): layer norms and GELU in single
operations, shapes computed from shapes, the causal mask cut out of a stored one.
Style `new` is that of Dynamo (opset 20): LayerNormalization, Gelu, static shapes,
the mask by Trilu. The default sizes are those of BERT-base (Devlin et al. 2019)
and of GPT-2's smallest model (Radford et al. 2019), whose output is multiplied by
its table of embeddings.

Weights keep the variance of what they multiply and come from fixed bits, as those
of random_weights.py. Written are FOLDER/model.onnx, weights.bin and in/input_N.npy.
"""

import argparse
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from random_weights import Weights, uniform

SEED = 40
VOCABULARY = {"bert": 30522, "gpt2": 50257}
POSITIONS = {"bert": 512, "gpt2": 1024}


class Transformer:
    """The graph being written; values are named like the nodes that make them."""

    def __init__(self, folder, style, sizes):
        self.nodes, self.tensors, self.names = [], [], set()
        self.bits = np.random.PCG64(SEED)
        self.weights = Weights(os.path.join(folder, "weights.bin"))
        self.old = style == "old"
        self.sizes = sizes
        self.depth = sizes.width // sizes.heads

    def tensor(self, name, shape, center, width):
        self.tensors.append(self.weights.add(name, uniform(self.bits, shape, center, width)))
        return name

    def matrix(self, name, inputs, outputs):
        return self.tensor(name, (inputs, outputs), 0, np.sqrt(3 / inputs))

    def constant(self, value, dtype="f4"):
        """A constant of the model file; the same value is one tensor."""
        value = np.asarray(value, dtype)
        name = f"constant_{dtype}_" + "_".join(map(str, value.reshape(-1)[:8])) + f"_{value.shape}"
        if name not in self.names:
            self.names.add(name)
            self.tensors.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind, name, *inputs, **attributes):
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name, **attributes))
        return name

    def norm(self, name, x):
        scale = self.tensor(f"{name}.weight", (self.sizes.width,), 1, 0.5)
        bias = self.tensor(f"{name}.bias", (self.sizes.width,), 0, 0.1)
        if not self.old:
            return self.node("LayerNormalization", name, x, scale, bias, axis=-1, epsilon=1e-5)
        mean = self.node("ReduceMean", f"{name}/mean", x, axes=[-1])
        y = self.node("Sub", f"{name}/sub", x, mean)
        square = self.node("Pow", f"{name}/pow", y, self.constant(2))
        variance = self.node("ReduceMean", f"{name}/variance", square, axes=[-1])
        variance = self.node("Add", f"{name}/epsilon", variance, self.constant(1e-5))
        y = self.node("Div", f"{name}/div", y, self.node("Sqrt", f"{name}/sqrt", variance))
        return self.node("Add", name, self.node("Mul", f"{name}/scale", y, scale), bias)

    def gelu(self, name, x, tanh):
        if not self.old:
            return self.node("Gelu", name, x, approximate="tanh" if tanh else "none")
        if tanh:
            y = self.node("Pow", f"{name}/pow", x, self.constant(3))
            y = self.node("Mul", f"{name}/mul", y, self.constant(0.044715))
            y = self.node("Add", f"{name}/add", x, y)
            y = self.node("Mul", f"{name}/scale", y, self.constant(np.sqrt(2 / np.pi)))
            y = self.node("Add", f"{name}/one", self.node("Tanh", f"{name}/tanh", y), self.constant(1))
            return self.node("Mul", name, self.node("Mul", f"{name}/half", x, self.constant(0.5)), y)
        y = self.node("Erf", f"{name}/erf", self.node("Div", f"{name}/div", x, self.constant(np.sqrt(2))))
        y = self.node("Mul", f"{name}/mul", x, self.node("Add", f"{name}/one", y, self.constant(1)))
        return self.node("Mul", name, y, self.constant(0.5))

    def linear(self, name, x, inputs, outputs):
        """PyTorch's Linear: MatMul and Add. GPT-2's Conv1D: Gemm between two reshapes."""
        w = self.matrix(f"{name}.weight", inputs, outputs)
        b = self.tensor(f"{name}.bias", (outputs,), 0, 0.1)
        if self.sizes.network == "bert":
            return self.node("Add", name, b, self.node("MatMul", f"{name}/matmul", x, w))
        y = self.node("Reshape", f"{name}/flat", x, self.constant([-1, inputs], "i8"))
        y = self.node("Gemm", f"{name}/gemm", y, w, b)
        shape = self.shape(name, x, [outputs])
        return self.node("Reshape", name, y, shape)

    def shape(self, name, x, rest):
        """The first two dimensions of `x` and others behind them."""
        if not self.old:
            return self.constant([1, self.sizes.sequence, *rest], "i8")
        parts = []
        for axis in range(2):
            shape = self.node("Shape", f"{name}/shape{axis}", x)
            size = self.node("Gather", f"{name}/size{axis}", shape, self.constant(axis, "i8"), axis=0)
            parts.append(self.node("Unsqueeze", f"{name}/dim{axis}", size, self.constant([0], "i8")))
        parts += [self.constant([size], "i8") for size in rest]
        return self.node("Concat", f"{name}/shape", *parts, axis=0)

    def heads(self, name, x, order):
        shape = self.shape(name, x, [self.sizes.heads, self.depth])
        return self.node("Transpose", name, self.node("Reshape", f"{name}/split", x, shape), perm=order)

    def attention(self, name, query, key, value, mask):
        """Softmax of products of heads; `mask` changes the scores."""
        query = self.heads(f"{name}/query/heads", query, [0, 2, 1, 3])
        key = self.heads(f"{name}/key/heads", key, [0, 2, 3, 1])
        value = self.heads(f"{name}/value/heads", value, [0, 2, 1, 3])
        scores = self.node("MatMul", f"{name}/scores", query, key)
        scores = self.node("Div", f"{name}/scaled", scores, self.constant(np.sqrt(self.depth)))
        weights = self.node("Softmax", f"{name}/softmax", mask(f"{name}/mask", scores), axis=-1)
        y = self.node("MatMul", f"{name}/mix", weights, value)
        y = self.node("Transpose", f"{name}/transpose", y, perm=[0, 2, 1, 3])
        return self.node("Reshape", f"{name}/join", y, self.shape(f"{name}/join", y, [self.sizes.width]))

    def embedding(self, name, count, index):
        table = self.tensor(f"{name}.weight", (count, self.sizes.width), 0, 1)
        return self.node("Gather", name, table, index)


def bert(net):
    """Gives the outputs and their shapes, and the inputs' names and values."""
    sizes, width = net.sizes, net.sizes.width
    x = net.node(
        "Add",
        "embeddings/add",
        net.embedding("embeddings/word", sizes.vocabulary, "input_ids"),
        net.embedding("embeddings/type", 2, "token_type_ids"),
    )
    positions = net.constant(np.arange(POSITIONS["bert"])[None], "i8")
    ends = [net.constant([n], "i8") for n in (0, sizes.sequence, 1)]
    positions = net.node("Slice", "embeddings/positions", positions, *ends[:2], ends[2], ends[2])
    x = net.node("Add", "embeddings/sum", x, net.embedding("embeddings/position", POSITIONS["bert"], positions))
    x = net.norm("embeddings/norm", x)
    # Tokens that are none get a large negative score.
    mask = net.node("Unsqueeze", "mask/unsqueeze", "attention_mask", net.constant([1, 2], "i8"))
    mask = net.node("Cast", "mask/cast", mask, to=TensorProto.FLOAT)
    mask = net.node("Sub", "mask/sub", net.constant(1), mask)
    mask = net.node("Mul", "mask", mask, net.constant(np.finfo("f4").min))
    for i in range(sizes.layers):
        name = f"layer{i}"
        query, key, value = (net.linear(f"{name}/{part}", x, width, width) for part in ("query", "key", "value"))
        y = net.attention(name, query, key, value, lambda label, scores: net.node("Add", label, scores, mask))
        y = net.linear(f"{name}/output", y, width, width)
        x = net.norm(f"{name}/norm1", net.node("Add", f"{name}/add1", y, x))
        y = net.gelu(f"{name}/gelu", net.linear(f"{name}/up", x, width, 4 * width), tanh=False)
        y = net.linear(f"{name}/down", y, 4 * width, width)
        x = net.norm(f"{name}/norm2", net.node("Add", f"{name}/add2", y, x))
    first = net.node("Gather", "pooler/first", x, net.constant(0, "i8"), axis=1)
    b = net.tensor("pooler.bias", (width,), 0, 0.1)
    y = net.node("Gemm", "pooler/gemm", first, net.matrix("pooler.weight", width, width), b, transB=1)
    y = net.node("Tanh", "pooled", y)
    words = np.random.PCG64(SEED + 1).random_raw(sizes.sequence)
    kinds = (np.arange(sizes.sequence) >= sizes.sequence // 2).astype("i8")
    used = (np.arange(sizes.sequence) < sizes.sequence - sizes.sequence // 8).astype("i8")
    inputs = {
        "input_ids": (words % sizes.vocabulary).astype("i8"),
        "attention_mask": used,
        "token_type_ids": kinds,
    }
    return {x: [1, sizes.sequence, width], y: [1, width]}, inputs


def gpt2(net):
    sizes, width, length = net.sizes, net.sizes.width, net.sizes.sequence
    x = net.node(
        "Add",
        "embeddings",
        net.embedding("wte", sizes.vocabulary, "input_ids"),
        net.embedding("wpe", POSITIONS["gpt2"], net.constant(np.arange(length)[None], "i8")),
    )
    if net.old:
        most = POSITIONS["gpt2"]
        stored = np.tril(np.ones((1, 1, most, most), "?"))
        net.tensors.append(numpy_helper.from_array(stored, "bias"))
        ends = [net.constant([n], "i8") for n in (0, length, 2, 3, 1)]
        seen = net.node("Slice", "mask/rows", "bias", ends[0], ends[1], ends[2], ends[4])
        seen = net.node("Slice", "mask", seen, ends[0], ends[1], ends[3], ends[4])
    else:
        value = helper.make_tensor("value", TensorProto.FLOAT, [1], [1])
        ones = net.node("ConstantOfShape", "mask/ones", net.constant([length, length], "i8"), value=value)
        seen = net.node("Trilu", "mask/triangle", ones, upper=0)
        seen = net.node("Cast", "mask", seen, to=TensorProto.BOOL)
    lowest = net.constant(np.finfo("f4").min)
    for i in range(sizes.layers):
        name = f"h{i}"
        y = net.linear(f"{name}/attn", net.norm(f"{name}/norm1", x), width, 3 * width)
        parts = [f"{name}/{part}/slice" for part in ("query", "key", "value")]
        split = net.constant([width] * 3, "i8")
        net.nodes.append(helper.make_node("Split", [y, split], parts, f"{name}/split", axis=2))
        y = net.attention(name, *parts, lambda label, scores: net.node("Where", label, seen, scores, lowest))
        x = net.node("Add", f"{name}/add1", net.linear(f"{name}/proj", y, width, width), x)
        y = net.linear(f"{name}/up", net.norm(f"{name}/norm2", x), width, 4 * width)
        y = net.linear(f"{name}/down", net.gelu(f"{name}/gelu", y, tanh=True), 4 * width, width)
        x = net.node("Add", f"{name}/add2", x, y)
    x = net.norm("norm", x)
    table = net.node("Transpose", "head/weight", "wte.weight", perm=[1, 0])
    y = net.node("MatMul", "logits", x, table)
    words = np.random.PCG64(SEED + 1).random_raw(length)
    inputs = {"input_ids": (words % sizes.vocabulary).astype("i8")}
    return {y: [1, length, sizes.vocabulary]}, inputs


def parse(arguments=None):
    """The sizes that stand in a command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=sorted(VOCABULARY))
    parser.add_argument("folder")
    parser.add_argument("--style", choices=["old", "new"], default="new")
    for name, value in (("layers", 12), ("width", 768), ("heads", 12), ("sequence", 128), ("vocabulary", None)):
        parser.add_argument(f"--{name}", type=int, default=value)
    sizes = parser.parse_args(arguments)
    sizes.vocabulary = sizes.vocabulary or VOCABULARY[sizes.network]
    if sizes.width % sizes.heads:
        parser.error(f"--width is {sizes.width}, no multiple of {sizes.heads} heads")
    if sizes.sequence > POSITIONS[sizes.network]:
        parser.error(f"--sequence is {sizes.sequence}, but there are {POSITIONS[sizes.network]} positions")
    return sizes


def build(sizes):
    """Writes the network; gives its path and its inputs."""
    os.makedirs(os.path.join(sizes.folder, "in"), exist_ok=True)
    net = Transformer(sizes.folder, sizes.style, sizes)
    with net.weights.file:
        outputs, inputs = {"bert": bert, "gpt2": gpt2}[sizes.network](net)
    tensor = helper.make_tensor_value_info
    graph = helper.make_graph(
        net.nodes,
        sizes.network,
        [tensor(name, TensorProto.INT64, [1, sizes.sequence]) for name in inputs],
        [tensor(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        net.tensors,
    )
    opset = helper.make_opsetid("", 13 if net.old else 20)
    path = os.path.join(sizes.folder, "model.onnx")
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=8 if net.old else 9), path)
    data = [value.reshape(1, -1) for value in inputs.values()]
    for i, value in enumerate(data):
        np.save(os.path.join(sizes.folder, "in", f"input_{i}.npy"), value)
    return path, data


if __name__ == "__main__":
    print(build(parse())[0])
