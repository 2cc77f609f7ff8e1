# RUN: rm -rf %t && mkdir %t && %python %s %data %t
"""What aic explain puts into its page: the figures of aic run, layer by layer, and whole pictures."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
from model import aic
from onnx import TensorProto, helper, numpy_helper

data, folder = Path(sys.argv[1]), Path(sys.argv[2])
ENGINES = ["ld", "mx", "vx", "st"]


def explain(model, *options):
    page = folder / "page.html"
    aic("explain", model, "-o", page, *options)
    text = page.read_text()
    assert "http" not in re.sub(r"http://www.w3.org/2000/svg", "", text), "the page needs the network"
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(found.group(1))


def ops_of(report, layer):
    """Per stage the names of a layer's operations."""
    index = [entry["name"] for entry in report["layers"]].index(layer)
    return {stage["name"]: [op[1] for op in stage["ops"] if index in op[2]]
            for stage in report["stages"]}


# The digits network on a described NPU, against one run of it.
digits = data / "digits_cnn.onnx"
inputs = folder / "in"
inputs.mkdir()
np.save(inputs / "input_0.npy", np.load(data / "digits_eval.npz")["x"][:1])
stats = json.loads(aic("run", digits, "--target=npu:edge32", "--inputs", inputs, "--stats=json").splitlines()[-1])
report = explain(digits, "--target=npu:edge32")
npu, layers = report["npu"], {layer["name"]: layer for layer in report["layers"]}
initializers = [numpy_helper.to_array(tensor) for tensor in onnx.load(digits).graph.initializer]
assert report["params"] == sum(array.size for array in initializers)
assert report["paramBytes"] == sum(array.nbytes for array in initializers)
nodes = [node.name for node in onnx.load(digits).graph.node if node.op_type not in ("Flatten", "Constant")]
assert list(layers) == nodes, (list(layers), nodes)
assert sum(layer["macs"] for layer in report["layers"]) == stats["macs"]
# 16 filters of 3x3 at 8x8 places; a multiplication and an addition each.
assert (layers["/c1/Conv"]["macs"], layers["/c1/Conv"]["flops"]) == (9216, 2 * 9216)
assert (layers["/c1/Conv"]["inputBytes"], layers["/c1/Conv"]["outputBytes"]) == (4 * 64, 4 * 16 * 64)
assert layers["/c1/Conv"]["weightBytes"] == 4 * (16 * 9 + 16)
assert layers["/Add"]["inputs"] == [list(layers).index(name) for name in ("/MaxPool", "/Clip")]
for stage, op in [("graph", "graph.conv"), ("tosa", "tosa.conv2d"),
                  ("linalg", "linalg.conv_2d_nhwc_hwcf"), ("npu", "npu.matmul"), ("commands", "matmul")]:
    assert op in ops_of(report, "/c2/Conv")[stage], (stage, ops_of(report, "/c2/Conv"))

for key, other in [("cycles", "cycles"), ("macs", "macs"), ("read", "dram_read_burst_bytes"),
                   ("written", "dram_write_burst_bytes"), ("commands", "commands")]:
    assert npu[key] == stats[other], (key, npu[key], stats[other])
assert all(stage["numOps"] == len(stage["ops"]) for stage in report["stages"])
assert abs(npu["utilization"] - stats["utilization"]) < 1e-6
kinds = ["busy", "issue", "wait_data", "wait_space", "wait_queue", "bank_conflict", "tail"]
timeline = npu["timeline"]
for name, account, buckets, flat in zip(ENGINES, npu["engines"], timeline["buckets"], timeline["spans"], strict=True):
    assert account == [stats["stalls"][name][kind] for kind in kinds], name
    assert [sum(bucket) for bucket in buckets] == account[:6], (name, "buckets")
    assert all(sum(column) <= timeline["width"] for column in zip(*buckets)), name
    spans = np.array(flat).reshape(-1, 4)
    assert [int(spans[spans[:, 0] == kind, 2].sum()) for kind in range(6)] == account[:6], name
    assert (spans[:, 1:3] >= 0).all() and spans[:, 1:3].sum() <= npu["cycles"], name
(program,) = npu["programs"]
assert sum(layer["read"] for layer in program["layers"]) == npu["read"]
assert sum(layer["macs"] for layer in program["layers"]) == npu["macs"]
# Layers overlap, but each ends behind the one in front.
end = 0
for layer in program["layers"]:
    assert layer["begin"] < layer["end"] and end < layer["end"]
    assert layer["name"].split(", ") == [report["layers"][node]["name"] for node in layer["nodes"]]
    end = layer["end"]
assert end == npu["cycles"]


def check_memory(npu, turns):
    """Rings lie in their memory and their layers' time, none lies on another, and slots are used in turns."""
    for program in npu["programs"]:
        behind = program["offset"] + program["cycles"]
        for i, (space, base, slot, depth, used, begin, end, layer, *_, name) in enumerate(program["rings"]):
            high = base + (depth - 1) * slot + used
            assert 0 < used <= slot and high <= npu["machine"][["spad", "acc"][space]] and name
            assert program["layers"][layer]["begin"] <= begin < end <= behind, program["rings"][i]
            for other in program["rings"][:i]:
                apart = other[0] != space or other[1] + (other[3] - 1) * other[2] + other[4] <= base or other[1] >= high
                assert apart or other[6] <= begin or other[5] >= end, (program["rings"][i], other)
        flat = np.array(program["turns"]).reshape(-1, 4)
        assert (len(flat) > 0) == turns, program["name"]
        for ring in set(flat[:, 0].tolist()):
            depth, begin, end = program["rings"][ring][3], *program["rings"][ring][5:7]
            own = flat[flat[:, 0] == ring]
            assert own[:, 2].min() == begin and (own[:, 2] + own[:, 3]).max() == end
            for slot in range(depth):
                mine = own[own[:, 1] == slot]
                mine = mine[np.argsort(mine[:, 2])]
                assert (mine[:-1, 2] + mine[:-1, 3] <= mine[1:, 2]).all(), (ring, slot)
            assert own[:, 1].max() < depth
        for name, kind, size, begin, end in program["buffers"]:
            assert size > 0 and program["offset"] <= begin < end, (name, kind)


def check_energy(npu, stats):
    """Levels sum to the whole, and layers to the levels; they are those of the run."""
    assert npu["energyLevels"] == list(stats["energy_by_level_pj"])
    for level, (key, value) in enumerate(stats["energy_by_level_pj"].items()):
        own = sum(layer["energy"][level] for program in npu["programs"] for layer in program["layers"])
        assert abs(own - value) <= 1e-5 * value and abs(npu["energyOf"][level] - value) <= 1e-5 * value, key
    assert abs(sum(npu["energyOf"]) - npu["energy"]) <= 1e-5 * npu["energy"]


check_memory(npu, True)
check_energy(npu, stats)

# With inputs the host's layers are timed, once per call.
timed = explain(digits, f"--inputs={inputs}")
assert "host" not in report and len(timed["host"]) > 5
assert all(nodes and 0 <= time < 10 for nodes, time in timed["host"]), timed["host"]
assert sum(time for _, time in timed["host"]) > 0

# A large model: one value per stretch of time, many programs' worth of layers.
light = Path(onnx.__file__).parent / "backend/test/data/light"
large = explain(light / "light_resnet50.onnx", "--target=npu:edge4")
timeline = large["npu"]["timeline"]
assert timeline["width"] > 1 and timeline["numSpans"] > 40000 and timeline["spans"] == []
for account, buckets in zip(large["npu"]["engines"], timeline["buckets"], strict=True):
    assert [sum(bucket) for bucket in buckets] == account[:6]
check_memory(large["npu"], False)
assert (folder / "page.html").stat().st_size < 5_000_000
# A convolution and its normalization become one operation, which is both.
assert "linalg.conv_2d_nhwc_hwcf" in ops_of(large, large["layers"][0]["name"])["linalg"]
assert "linalg.conv_2d_nhwc_hwcf" in ops_of(large, large["layers"][1]["name"])["linalg"]

# What stays on the host, and why; places are lines where nodes have no names.
model = folder / "model.mlir"
model.write_text("""func.func @main(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = "tosa.sin"(%x) : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %z = arith.constant dense<0.0> : tensor<8x8xf32>
  %1 = linalg.matmul ins(%0, %w : tensor<8x8xf32>, tensor<8x8xf32>)
      outs(%z : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}
""")
report = explain(model, "--target=npu:edge4")
first, second = report["layers"]
assert first["name"] == "model.mlir:2:8" and first["onHost"] and not first["onNpu"], first
assert "vector unit lacks" in first["reason"], first
assert second["name"] == "model.mlir:4:8" and second["onNpu"] and not second["onHost"], second
assert (first["inputs"], second["inputs"], second["macs"]) == ([-2], [0, -3], 512)
cpu = explain(model)
assert "npu" not in cpu and [stage["name"] for stage in cpu["stages"]] == ["graph", "tosa", "linalg", "vector"]

# Names do not end the page's data, and need not be UTF-8 in width or kind.
name = '</script><b>"\\ ß 層'
graph = helper.make_graph(
    [helper.make_node("Relu", ["x"], ["y"], name=name)], "g",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])])
onnx.save(helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)]), folder / "name.onnx")
assert [layer["name"] for layer in explain(folder / "name.onnx")["layers"]] == [name]

# What is wrong is one error, as of aic run, and no page begins to exist.
bad = folder / "bad.mlir"
bad.write_text("func.func @main() { %0 = tosa.nothing }\n")
(folder / "page.html").unlink()
before = sorted(os.listdir(folder))
page = str(folder / "page.html")
for code, text, *arguments in [
    (1, "bad.mlir:1:26: error: ", bad, "-o", page),
    (1, "cannot read model", folder / "none.mlir", "-o", page),
    (1, "is neither .onnx nor .mlir", folder / "in", "-o", page),
    (1, "no/such/dir", model, "-o", "no/such/dir/page.html"),
    (1, "input_0", model, "-o", page, "--inputs", folder),
    (1, "none.target", model, "-o", page, "--target=npu:none.target"),
    (2, "no output given with -o", model),
    (2, "is the model", model, "-o", model),
    (2, "there is no target 'gpu'", model, "-o", page, "--target=gpu"),
    (2, "there is no option", model, "-o", page, "--pages=2"),
]:
    done = subprocess.run(["aic", "explain", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == code and text in done.stderr, (arguments, done)
    assert done.stdout == "" and "Traceback" not in done.stderr
    assert sorted(os.listdir(folder)) == before, (arguments, os.listdir(folder))
