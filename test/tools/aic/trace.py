# RUN: rm -rf %t && mkdir %t && %python %s %data %t
"""A trace is what the statistics count: cycle by cycle, byte by byte, for all engines, and
second by second for the host's layers."""

import json
import os
import subprocess
import sys
from collections import defaultdict

import numpy as np

data, folder = sys.argv[1:]
model = os.path.join(data, "digits_cnn.onnx")
ENGINES = ["ld", "mx", "vx", "st"]


def call(*command):
    return subprocess.run([*map(str, command)], capture_output=True, text=True)


def good(*command):
    done = call(*command)
    assert done.returncode == 0, (command, done.stderr)
    return done


def check(trace, stats):
    """Events against the statistics of the same runs; gives the trace's events."""
    about, events = trace["otherData"], trace["traceEvents"]
    assert about["cycles"] == stats["cycles"] and about["runs"] == stats["runs"]
    assert about["events_left_out"] == 0 and about["machine"] == stats["machine"]
    tracks = {e["tid"]: e["args"]["name"] for e in events if e["name"] == "thread_name"}
    assert [tracks[i][:2] for i in range(4)] == ENGINES and tracks[4] == "layers"
    assert about["events"] == sum(e["ph"] != "M" for e in events)
    spent = defaultdict(int)
    flown = defaultdict(list)
    for track in tracks:
        spans = [e for e in events if e["ph"] == "X" and e["tid"] == track]
        spans.sort(key=lambda e: e["args"]["cycle"])
        end = 0
        for span in spans:
            args = span["args"]
            assert args["cycle"] >= end, (track, span, end)
            assert args["cycles"] > 0
            end = args["cycle"] + args["cycles"]
            # A cycle is 1/clock seconds, in microseconds.
            for key, cycles in (("ts", args["cycle"]), ("dur", args["cycles"])):
                assert abs(span[key] - cycles * 1e6 / about["clock_hz"]) < 1e-5
            if track < 4:
                spent[ENGINES[track], span["cat"].replace(" ", "_")] += args["cycles"]
        assert end <= stats["cycles"]
    for name in ENGINES:
        engine = stats["stalls"][name]
        for key in ("busy", "issue", "wait_data", "wait_space", "wait_queue", "bank_conflict"):
            assert spent[name, key] == engine[key], (name, key, spent[name, key], engine)
        # What follows the last command is left empty.
        total = sum(engine.values())
        assert total == stats["cycles"], (name, engine)
    ends = []
    for event in events:
        if event["cat" if event["ph"] != "M" else "ph"] == "in flight":
            flown[event["id"]].append(event)
    moved = defaultdict(int)
    for begin, end in flown.values():
        assert begin["ph"] == "b" and end["ph"] == "e" and begin["tid"] == end["tid"]
        assert end["ts"] >= begin["ts"]
        ends.append(begin["args"]["cycle"] + begin["args"]["cycles"])
        moved[begin["tid"]] += begin["args"].get("bytes", 0)
    assert moved[0] == stats["dram_read_burst_bytes"]
    assert moved[3] == stats["dram_write_burst_bytes"]
    ends += [e["args"]["cycle"] + e["args"]["cycles"] for e in events if e["ph"] == "X"]
    assert max(ends) == stats["cycles"]
    macs = sum(e["args"].get("macs", 0) for e in events if e["ph"] == "X")
    assert macs >= stats["macs"] * 0.9
    return events


# Two calls: two runs, one behind the other.
inputs = os.path.join(folder, "in")
os.mkdir(inputs)
images = np.load(os.path.join(data, "digits_eval.npz"))["x"]
np.save(os.path.join(inputs, "input_0.npy"), images[:2])
path = os.path.join(folder, "run.json")
done = good("aic", "run", model, "--target=npu:edge32", "--inputs", inputs,
            f"--trace={path}", "--stats=json")
events = check(json.load(open(path)), json.loads(done.stdout.splitlines()[-1]))
layers = [e["name"] for e in events if e.get("cat") == "layer" and e["ph"] == "b"]
assert layers[: len(layers) // 2] == layers[len(layers) // 2 :], layers
assert layers[0] == "/c1/Conv, /Relu" and layers[-1] == "/fc/Gemm", layers
waits = [e for e in events if e.get("cat") == "wait data"]
assert {e["args"]["posted_by"] for e in waits} == set(ENGINES), "who is waited for"

# A bare program, on other machines: more channels, no issue cost, a slow DRAM.
program = os.path.join(folder, "digits.npu")
good("aic", "compile", model, "--target=npu:edge32", "-o", program)
for sets in ([], ["ld.latency=500"], ["dram.bw=2", "ld.issue=0"], ["sync.issue=0"]):
    done = good("aic-sim", program, "--time-only", "--json", f"--trace={path}",
                *[f"--set={text}" for text in sets])
    check(json.load(open(path)), json.loads(done.stdout))

# A limit cuts, says so, and keeps the layers and pairs.
done = good("aic-sim", program, "--time-only", f"--trace={path}", "--trace-limit=21")
trace = json.load(open(path))
kinds = [e["ph"] for e in trace["traceEvents"] if e.get("cat") != "layer" and e["ph"] != "M"]
assert 20 <= len(kinds) <= 21 and kinds.count("b") == kinds.count("e"), kinds
assert [e["name"] for e in trace["traceEvents"] if e.get("cat") == "layer" and e["ph"] == "b"] == layers[:7]
left = trace["otherData"]["events_left_out"]
assert left > 100 and f"of {left + trace['otherData']['events']} events" in done.stderr, done.stderr
assert "aic-sim: note: " in done.stderr and "--trace-limit=0" in done.stderr

# Without a device there are the host's layers, one behind the other in each call.
done = good("aic", "run", model, "--inputs", inputs, f"--trace={path}", "--stats=json")
trace, stats = json.load(open(path)), json.loads(done.stdout.splitlines()[-1])
spans = [e for e in trace["traceEvents"] if e["ph"] == "X"]
assert trace["otherData"]["runs"] == 0 and trace["otherData"]["events"] == len(spans)
assert {e["cat"] for e in spans} == {"host"} and spans[0]["name"] == "/c1/Conv"
names = [e["name"] for e in spans]
assert names[: len(names) // 2] == names[len(names) // 2 :], names
end = 0
for span in spans:
    assert span["ts"] >= end - 0.01 and span["dur"] >= 0, (span, end)
    end = span["ts"] + span["dur"]
for layer in stats["layers"]:
    took = sum(e["dur"] for e in spans if e["name"] == layer["name"])
    assert abs(took - 1e6 * layer["seconds"]) < 1, (layer, took)

# What is wrong is one error, and no file begins to exist.
path = os.path.join(folder, "none.json")
nothing = os.path.join(folder, "in", "nothing.mlir")
with open(nothing, "w") as file:
    file.write("func.func @main(%x: tensor<1x8x8xf32>) -> tensor<1x8x8xf32> {\n"
               "  return %x : tensor<1x8x8xf32>\n}\n")
wrong = [
    (1, "has no layers with names", "aic", "run", nothing, "--inputs", inputs, f"--trace={path}"),
    (1, "cannot open", "aic", "run", model + "x.onnx", "--inputs", inputs, f"--trace={path}"),
    (1, "no/such/dir", "aic", "run", model, "--target=npu", "--inputs", inputs,
     "--trace=no/such/dir/x.json"),
    (1, "input_0", "aic", "run", model, "--target=npu", "--inputs", folder, f"--trace={path}"),
    (2, "--trace-limit needs --trace", "aic", "run", model, "--inputs", inputs, "--trace-limit=1"),
    (2, "not '-1'", "aic", "run", model, "--inputs", inputs, f"--trace={path}",
     "--trace-limit=-1"),
    (2, f"the trace '{program}' is the program", "aic-sim", program, "--time-only", f"--trace={program}"),
    (2, f"the trace '{nothing}' is the model", "aic", "run", nothing, "--inputs", inputs, f"--trace={nothing}"),
    (2, "nothing runs", "aic-sim", program, "--verify", f"--trace={path}"),
    (2, "not '1k'", "aic-sim", program, "--time-only", f"--trace={path}", "--trace-limit=1k"),
    (1, "no/such/dir", "aic-sim", program, "--time-only", "--trace=no/such/dir/x.json"),
    (1, "input_0", "aic-sim", program, "--inputs", folder, "--outputs", folder,
     f"--trace={path}"),
]
for code, text, *command in wrong:
    done = call(*command)
    assert done.returncode == code and text in done.stderr, (command, done)
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert sorted(os.listdir(folder)) == ["digits.npu", "in", "run.json"], os.listdir(folder)
