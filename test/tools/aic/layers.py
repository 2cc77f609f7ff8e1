# RUN: %python %s %data
"""The table of layers: its sums are the totals, for aic run and for aic-sim, as JSON and as text."""

import json
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from model import run

data = sys.argv[1]
model = os.path.join(data, "digits_cnn.onnx")
images = np.load(os.path.join(data, "digits_eval.npz"))["x"][:3]
ACCOUNT = ("busy", "issue", "wait_data", "wait_space", "wait_queue", "bank_conflict", "tail")
KEYS = {
    "name", "kind", "where", "cycles", "macs", "utilization", "bound_cycles",
    "dram_read_bytes", "dram_write_bytes", "compulsory_read_bytes", "compulsory_write_bytes",
    "dram_read_burst_bytes", "dram_write_burst_bytes", "commands", "energy_pj",
    "energy_by_level_pj", "stalls", "npu_macs_fraction", "seconds",
}


def check(stats):
    """Everything that is counted is counted in one layer."""
    layers = stats["layers"]
    for key in ("cycles", "macs", "dram_read_bytes", "dram_write_bytes"):
        total = sum(layer[key] for layer in layers)
        assert total == stats[key], (key, total, stats[key])
    energy = sum(layer["energy_pj"] for layer in layers)
    assert abs(energy / stats["energy_pj"] - 1) < 1e-5
    ideal = sum(layer["utilization"] * layer["cycles"] for layer in layers)
    assert abs(ideal / stats["cycles"] - stats["utilization"]) < 1e-5
    for engine, account in stats["stalls"].items():
        for key in ACCOUNT:
            total = sum(layer["stalls"][engine][key] for layer in layers)
            assert total == account[key], (engine, key, total, account[key])
    cycles = bound = 0
    for layer in layers:
        assert set(layer) == KEYS, set(layer) ^ KEYS
        for engine, account in layer["stalls"].items():
            assert sum(account.values()) == layer["cycles"], (layer, engine)
        assert layer["where"] == "npu"
        # Layers overlap: a bound is what a layer adds to those in front of it.
        cycles, bound = cycles + layer["cycles"], bound + layer["bound_cycles"]
        assert bound <= cycles, (layer["name"], bound, cycles)
    return [(layer["name"], layer["kind"]) for layer in layers]


_, stats = run(model, [images], "--target=npu:edge32")
assert stats["calls"] == 3
names = check(stats)
assert names == [
    ("/c1/Conv, /Relu", "conv2d"),
    ("/c2/Conv, /Relu_1", "conv2d"),
    ("/MaxPool", "pool"),
    ("/dw/Conv, /Clip, /Add", "depthwise"),
    ("/pw/Conv, /HardSwish", "conv2d"),
    ("/ReduceMean", "reduce"),
    ("/fc/Gemm", "matmul"),
], names

with tempfile.TemporaryDirectory() as folder:
    program = os.path.join(folder, "digits.npu")
    tool = lambda *arguments: subprocess.run(
        arguments, check=True, capture_output=True, text=True
    ).stdout
    tool("aic", "compile", model, "--target=npu:edge32", "-o", program)
    timed = json.loads(tool("aic-sim", program, "--time-only", "--json"))
    assert check(timed) == names
    # One run takes a third of three, layer by layer.
    for one, three in zip(timed["layers"], stats["layers"]):
        assert 3 * one["cycles"] == three["cycles"], (one, three)

    # The rows of the text are those of the JSON, in the same order.
    text = tool("aic-sim", program, "--time-only", "--stats=text")
    table = text.split("\n\n")[1].splitlines()
    assert len(table) == len(names) + 2 and table[-1].startswith("total ")
    for line, layer in zip(table[1:], timed["layers"]):
        first, *others = layer["name"].split(", ")
        short = layer["name"] if len(layer["name"]) <= 19 else f"{first} +{len(others)}"
        assert line.startswith(short + " "), line
        assert str(layer["cycles"]) in line.split(), line
    assert str(timed["cycles"]) in table[-1].split()
    # Columns are aligned: each figure ends where its heading does.
    for heading in ("cycles", "bound", "gap %", "util %", "x", "energy"):
        end = table[0].index(f" {heading} ") + 1 + len(heading)
        assert all(line[end - 1].isalnum() and line[end] == " " for line in table[1:]), heading
    assert all(len(line) <= 100 for line in text.splitlines()), text
    # What is read and written at least: the first layer's operands and result once; the
    # program's inputs, constants and outputs.
    first, kinds = timed["layers"][0], ("input", "constant")
    assert first["compulsory_read_bytes"] + first["compulsory_write_bytes"] == 4992
    assert timed["compulsory_read_bytes"] == sum(
        buffer["bytes"] for buffer in timed["buffers"] if buffer["kind"] in kinds)
    for key in ("read", "write"):
        assert timed[f"dram_{key}_bytes"] == sum(b[f"{key}_bytes"] for b in timed["buffers"])

    # Without a value the option means text; a word behind it is its value.
    assert tool("aic-sim", "--time-only", "--stats", program) == text
    assert json.loads(tool("aic-sim", "--time-only", "--stats", "json", program)) == timed

    # A list of names that is too long says how many follow, a name loses its middle,
    # whatever characters it has; those that control a terminal do not reach it. JSON has
    # all of it.
    renamed = onnx.load(model)
    nodes = renamed.graph.node
    nodes[0].name = "a/quite/long/name/of/30/chars"
    nodes[2].name = "é" * 30 + '"' + "ü" * 30
    assert nodes[4].op_type == "MaxPool", nodes[4]
    nodes[4].name = "line\n\x1b[31mbreak"
    path = os.path.join(folder, "renamed.onnx")
    onnx.save(renamed, path)
    tool("aic", "compile", path, "--target=npu:edge32", "-o", program)
    lines = tool("aic-sim", "--time-only", "--stats", program).split("\n\n")[1].splitlines()
    assert lines[1].startswith("a/quite..0/chars +1 conv2d"), lines[1]
    assert lines[2].startswith("é" * 7 + ".." + "ü" * 7), lines[2]
    assert lines[3].startswith("line??[31mbreak "), lines[3]
    assert len({line.index(" conv2d") for line in lines if " conv2d" in line}) == 1
    layers = json.loads(tool("aic-sim", "--time-only", "--json", program))["layers"]
    assert layers[1]["name"].startswith(nodes[2].name), layers[1]["name"]
    assert layers[2]["name"] == nodes[4].name, layers[2]["name"]

    # On another machine the planner's bounds do not hold; others take their place.
    slow = json.loads(tool("aic-sim", program, "--time-only", "--json", "--set", "dram.bw=1"))
    check(slow)
    assert slow["layers"][1]["bound_cycles"] != timed["layers"][1]["bound_cycles"]

    tool("aic", "compile", model, "--target=npu:edge32", "-o", program)
    # The disassembler names each layer in front of its commands.
    listing = tool("aic-sim", program, "--disassemble").splitlines()
    heads = [line for line in listing if line.startswith("layer ")]
    # 8x8x16 in, 3x3x16x32 weights, 32 biases, 8x8x32 out, all f32.
    assert re.fullmatch(r"layer 1 /c2/Conv, /Relu_1 \(conv2d\), 294912 macs, at least \d+ cycles, reads 22656, writes 8192 bytes", heads[1]), heads[1]
    assert len(heads) == len(names) and listing[listing.index(heads[0]) + 1].split()[0] == "0"

print("layers:", ", ".join(name for name, _ in names))
