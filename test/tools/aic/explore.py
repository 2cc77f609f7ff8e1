# RUN: rm -rf %t && mkdir %t && %python %s %t
"""aic explore tries every combination, tells for each what a compilation and a simulation of its own tell,
in the same bytes with any number of jobs; and what is wrong is said."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

from model import Failure, aic

folder = Path(sys.argv[1])
model = folder / "model.mlir"
model.write_text("""func.func @main(%x: tensor<64x96xf32>, %w: tensor<96x48xf32>) -> tensor<64x48xf32> {
  %z = arith.constant dense<0.0> : tensor<64x48xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<64x96xf32>, tensor<96x48xf32>)
      outs(%z : tensor<64x48xf32>) -> tensor<64x48xf32>
  %1 = tensor.empty() : tensor<64x48xf32>
  %2 = linalg.exp ins(%0 : tensor<64x48xf32>) outs(%1 : tensor<64x48xf32>) -> tensor<64x48xf32>
  return %2 : tensor<64x48xf32>
}
""")
SETS = ["--set", "array.rows=4,8,16", "--set=spad.size=1K,16K,64K", "--set=ld.bw=4", "--set=array.dataflow=ws,ws+os"]


def explore(*options, file=model, target="npu:edge16"):
    return aic("explore", file, f"--target={target}", *options)


# All jobs give the same bytes, whatever is printed.
for form in ([], ["--json"], ["--csv"]):
    one = explore(*SETS, *form, "--jobs=1")
    assert one == explore(*SETS, *form, "--jobs=3") == explore(*SETS, *form), form
report = json.loads(explore(*SETS, "--json"))
points = report["points"]
assert (report["model"], report["target"], report["machines"], len(points)) == ("model.mlir", "edge16", 18, 18)
assert [axis["name"] for axis in report["parameters"]] == ["array.rows", "spad.size", "ld.bw", "array.dataflow"]
assert [point["point"] for point in points] == list(range(18))
wanted = [{"array.rows": rows, "spad.size": spad, "ld.bw": "4", "array.dataflow": flow}
          for rows in ("4", "8", "16") for spad in ("1K", "16K", "64K") for flow in ("ws", "ws+os")]
assert [point["settings"] for point in points] == wanted

# A machine that cannot be is a row with its reason, and no error.
bad = [point for point in points if "error" in point]
assert [point["settings"]["array.rows"] for point in bad] == ["16"] * 2, bad
assert all(point["settings"]["spad.size"] == "1K" for point in bad)
assert all("spad.size is 1024 bytes, but one 16x16 tile of f32 needs" in point["error"] for point in bad), bad

# A row is what the commands for one machine say.
good = [point for point in points if "error" not in point]
for point in (good[0], good[-1]):
    sets = [f"--set={key}={value}" for key, value in point["settings"].items()]
    aic("compile", model, "--target=npu:edge16", *sets, "-o", folder / "one.npu")
    done = subprocess.run(["aic-sim", folder / "one.npu", "--time-only", "--json"], capture_output=True, check=True)
    stats = json.loads(done.stdout)
    assert point["cycles"] == stats["cycles"] and point["macs"] == stats["macs"] == 64 * 96 * 48
    assert point["npu_macs_fraction"] == 1 and (point["programs"], point["host_ops"]) == (1, 0)
    for key in ("dram_read_bytes", "dram_write_bytes", "dram_read_burst_bytes", "dram_write_burst_bytes"):
        assert point[key] == stats[key], key
    assert abs(point["utilization"] - stats["utilization"]) < 1e-6
    assert point["bound_cycles"] <= point["cycles"]
    assert point["seconds"] == point["cycles"] / 1e9
    assert point["pes"] == 16 * int(point["settings"]["array.rows"])
    assert point["sram_bytes"] == 65536 + 1024 * int(point["settings"]["spad.size"][:-1])

# The best are those that no other beats.
GOALS = {"time": lambda p: p["seconds"], "energy": lambda p: p["energy_pj"], "pes": lambda p: p["pes"],
         "sram": lambda p: p["sram_bytes"],
         "dram": lambda p: p["dram_read_burst_bytes"] + p["dram_write_burst_bytes"]}


def check_best(points, goals):
    found = [point for point in points if "error" not in point]
    costs = [[GOALS[goal](point) for goal in goals] for point in found]
    for point, cost in zip(found, costs):
        beaten = any(all(a <= b for a, b in zip(other, cost)) and other != cost for other in costs)
        assert point["pareto"] == (not beaten), (goals, point)
    assert any(point["pareto"] for point in found)


check_best(points, ["time", "energy", "pes", "sram"])
for goals in ("time", "time,dram", "energy,pes"):
    chosen = json.loads(explore(*SETS, "--json", f"--pareto={goals}"))
    assert chosen["goals"] == [goal for goal in ("time", "energy", "dram", "pes") if goal in goals.split(",")]
    check_best(chosen["points"], goals.split(","))

# CSV has the same numbers, and fields with commas in quotes.
rows = list(csv.DictReader(io.StringIO(explore(*SETS, "--csv"))))
for row, point in zip(rows, points, strict=True):
    assert row["array.dataflow"] == point["settings"]["array.dataflow"]
    assert row["error"] == point.get("error", "")
    if "error" not in point:
        assert int(row["cycles"]) == point["cycles"] and int(row["pareto"]) == point["pareto"]

# The table: values that do not change stand above it, a row per machine, then the best, fastest first.
lines = explore(*SETS).splitlines()
assert lines[:3] == ["model.mlir on edge16: 18 of 18 machines", "ld.bw = 4", ""], lines[:3]
assert lines[3].split()[:4] == ["#", "array.rows", "spad.size", "array.dataflow"]
assert [line.split()[0] for line in lines[4:22]] == [str(i) for i in range(18)]
assert lines[23].endswith("beaten by no other in time, energy, PEs and SRAM, fastest first:"), lines[23]
best = [int(line.split()[0]) for line in lines[26:]]
assert sorted(best) == [point["point"] for point in points if point.get("pareto")], best
cycles = [points[i]["cycles"] for i in best]
assert cycles == sorted(cycles), cycles

# A sample is the same each time, another one with another seed, and keeps the order.
drawn = [json.loads(explore(*SETS, "--json", "--points=5", f"--seed={seed}", "--jobs=2")) for seed in (0, 0, 1)]
assert drawn[0] == drawn[1] and drawn[0]["machines"] == 18
for sample in drawn:
    settings = [point["settings"] for point in sample["points"]]
    assert len(settings) == 5 and settings == [entry for entry in wanted if entry in settings]
assert drawn[0]["points"] != drawn[2]["points"]
assert len(json.loads(explore(*SETS, "--json", "--points=100"))["points"]) == 18

# Without --set, the target as it is; a file, one that extends another, and the default.
(folder / "mine.mlir").write_text("npu.target @mine extends @edge4 {array = {rows = 8}}\n")
single = json.loads(explore("--json", target=f"npu:{folder / 'mine.mlir'}"))
assert [point["pes"] for point in single["points"]] == [32] and single["parameters"] == []
assert json.loads(aic("explore", model, "--json"))["points"][0]["pes"] == 1024

# Parts that stay on the host are counted, and do not make a machine better.
split = folder / "split.mlir"
split.write_text("""func.func @main(%x: tensor<8x8xf32>, %y: tensor<8x8xf64>) -> (tensor<8x8xf32>, tensor<8x8xf64>) {
  %z = arith.constant dense<0.0> : tensor<8x8xf32>
  %0 = linalg.matmul ins(%x, %x : tensor<8x8xf32>, tensor<8x8xf32>) outs(%z : tensor<8x8xf32>) -> tensor<8x8xf32>
  %d = arith.constant dense<0.0> : tensor<8x8xf64>
  %1 = linalg.matmul ins(%y, %y : tensor<8x8xf64>, tensor<8x8xf64>) outs(%d : tensor<8x8xf64>) -> tensor<8x8xf64>
  return %0, %1 : tensor<8x8xf32>, tensor<8x8xf64>
}
""")
(point,) = json.loads(explore("--json", file=split))["points"]
assert point["npu_macs_fraction"] == 0.5 and point["host_ops"] >= 1, point

# Programs on both sides of a host part are one machine's, one after the other.
def matmul(name, left, right, rows):
    return f"""  %{name} = linalg.matmul ins({left}, {right} : tensor<{rows}x8xf32>, tensor<8x8xf32>)
      outs(%z{rows} : tensor<{rows}x8xf32>) -> tensor<{rows}x8xf32>
"""


parts = folder / "parts.mlir"
parts.write_text("func.func @main(%x: tensor<64x8xf32>, %w: tensor<8x8xf32>) -> tensor<64x8xf32> {\n"
                 "  %z64 = arith.constant dense<0.0> : tensor<64x8xf32>\n"
                 + matmul("a", "%x", "%w", 64) + matmul("b", "%a", "%w", 64)
                 + "  %c = math.acos %b : tensor<64x8xf32>\n" + matmul("d", "%c", "%w", 64)
                 + "  %e = math.acos %d : tensor<64x8xf32>\n" + matmul("f", "%e", "%w", 64)
                 + matmul("g", "%f", "%w", 64) + matmul("h", "%g", "%w", 64) + "  return %h : tensor<64x8xf32>\n}\n")
(point,) = json.loads(explore("--json", file=parts))["points"]
assert (point["programs"], point["npu_macs_fraction"]) == (3, 1), point
assert point["macs"] == 6 * 64 * 64


def refused(code, text, *arguments):
    try:
        aic("explore", *arguments)
    except Failure as failure:
        assert failure.code == code and text in failure.text, (arguments, failure.text)
        assert failure.text.count("\n") == 1, failure.text
        return
    raise SystemExit(f"{arguments} went unnoticed")


host = folder / "host.mlir"
host.write_text("""func.func @main(%y: tensor<8x8xf64>) -> tensor<8x8xf64> {
  %d = arith.constant dense<0.0> : tensor<8x8xf64>
  %1 = linalg.matmul ins(%y, %y : tensor<8x8xf64>, tensor<8x8xf64>) outs(%d : tensor<8x8xf64>) -> tensor<8x8xf64>
  return %1 : tensor<8x8xf64>
}
""")
refused(1, "none of the 1 machines can run the model; no part of the model runs there; 'linalg.matmul' stays on the host",
        host)
refused(1, "none of the 2 machines can run the model; the first: array.rows is 0, but must be from 1 to 1024",
        model, "--set=array.rows=0,2000")
# Before any machine is tried.
refused(1, "cannot write '", model, f"--html={folder}/none/page.html")
refused(1, "no NPU is named 'edge5'", model, "--target=npu:edge5")
refused(1, "none.mlir", folder / "none.mlir")
refused(1, "none.mlir", model, f"--target=npu:{folder}/none.mlir")
library = folder / "model.so"
aic("compile", model, "-o", library)
refused(2, "is compiled already, so its target and schedule are fixed", library)
refused(1, "is neither .onnx nor .mlir", folder / "model.npu")
refused(2, "--set: a machine has no parameter 'array.row'; did you mean 'array.rows'?", model, "--set=array.row=1,2")
refused(2, "--set: 'two' is no value of 'array.rows'", model, "--set=array.rows=1,two")
refused(2, "--set array.rows has an empty value", model, "--set=array.rows=8,,16")
refused(2, "--set array.rows has an empty value", model, "--set=array.rows=")
refused(2, "--set: 'array.rows' is not of the form group.key=value,value,...", model, "--set=array.rows")
refused(2, "--set names 'array.rows' twice", model, "--set=array.rows=8", "--set=array.rows=16")
refused(2, "--set names 'dma.bw' and 'st.bw', which are in part the same", model, "--set=dma.bw=8,16", "--set=st.bw=4")
refused(2, "--set ld.bw has more than 256 values", model, "--set=ld.bw=" + "1," * 256 + "2")
refused(2, "a value of --set ld.bw is too long", model, "--set=ld.bw=1." + "0" * 300)
refused(2, "--set names more than 16 parameters", model,
        "--set=ld.bw=1", *[f"--set=energy.{key}=1" for key in ("mac_i8", "mac_bf16", "mac_f32", "reg", "spad", "acc", "dram", "vec", "leak")],
        *[f"--set=st.{key}=1" for key in ("channels", "bw", "latency", "burst", "outstanding", "issue", "cast")])
many = ",".join(str(i) for i in range(1, 201))
refused(2, "the values make 40000 machines, at most 10000 are tried; --points=N draws N of them",
        model, f"--set=array.rows={many}", f"--set=array.cols={many}")
refused(2, "--pareto takes time, energy, dram, pes or sram, not 'speed'", model, "--pareto=time,speed")
refused(2, "--json and --csv both go to standard output", model, "--json", "--csv")
refused(2, "machines are NPUs, not cpu", model, "--target=cpu")
refused(2, "there is no target 'gpu'", model, "--target=gpu")
refused(2, "--points takes a number from 1 to 10000, not '0'", model, "--points=0")
