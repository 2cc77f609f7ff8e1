"""Runs aic-sim on the program of write_gemm.c: values, statistics, every refusal."""

import json
import pathlib
import shutil
import subprocess
import sys

import numpy as np

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
inputs, outputs = folder / "in", folder / "out"
inputs.mkdir(parents=True)


def run(*arguments, file=program):
    return subprocess.run(["aic-sim", str(file), *map(str, arguments)],
                          capture_output=True, text=True)


def both(*arguments, **options):
    return run("--inputs", inputs, "--outputs", outputs, *arguments, **options)


def refused(result, text, code=1):
    """One line on stderr, the exit code, and no output folder."""
    assert result.returncode == code, result
    assert text in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert not result.stdout, result.stdout
    assert not outputs.exists()


def save(a, w):
    np.save(inputs / "input_0.npy", a)
    np.save(inputs / "input_1.npy", w)


def random(*shape, dtype=np.int8):
    return generator.integers(-128, 128, shape).astype(dtype)


generator = np.random.default_rng(1)

# Values of one run, and statistics that belong together.
a, w = random(8, 8), random(8, 8)
save(a, w)
result = both("--json")
assert result.returncode == 0 and not result.stderr, result
stats = json.loads(result.stdout)
assert (np.load(outputs / "output_0.npy") == a.astype(np.int32) @ w).all()
assert stats["macs"] == 512 and stats["runs"] == 1 and stats["npu_macs_fraction"] == 1
assert abs(stats["utilization"] - 512 / (stats["cycles"] * 16)) < 1e-6
assert stats["dram_read_bytes"] == 2 * 64 * 2 and stats["dram_write_bytes"] == 256
assert stats["compulsory_read_bytes"] == 128 and stats["compulsory_write_bytes"] == 256
moved = {b["name"]: (b["kind"], b["read_bytes"], b["write_bytes"], b["compulsory_bytes"])
         for b in stats["buffers"]}
assert moved == {"a": ("input", 128, 0, 64), "w": ("input", 128, 0, 64),
                 "y": ("output", 0, 256, 256)}, moved
assert abs(sum(stats["energy_by_level_pj"].values()) / stats["energy_pj"] - 1) < 1e-6
for account in stats["stalls"].values():
    assert sum(account.values()) == stats["cycles"], account
one = stats["cycles"]

# Another speed of the DRAM gives other cycles and the same values.
slow = json.loads(both("--stats=json", "--set", "dram.bw=1").stdout)
assert slow["cycles"] > one
assert (np.load(outputs / "output_0.npy") == a.astype(np.int32) @ w).all()
# The group dma is both DMA engines.
both_late = json.loads(both("--json", "--set", "dma.latency=400").stdout)
assert both_late == json.loads(both("--json", "--set", "ld.latency=400,st.latency=400").stdout)
assert both_late["cycles"] >= one + 600, (both_late["cycles"], one)
timed = json.loads(run("--time-only", "--json").stdout)
assert timed["cycles"] == one

# Three batches in the leading dimension are three runs.
a, w = random(24, 8), random(24, 8)
save(a, w)
stats = json.loads(both("--json").stdout)
assert stats["runs"] == 3 and stats["cycles"] == 3 * one and stats["macs"] == 3 * 512
wanted = np.concatenate([a[i:i + 8].astype(np.int32) @ w[i:i + 8] for i in (0, 8, 16)])
assert (np.load(outputs / "output_0.npy") == wanted).all()
assert "utilization" in both("--stats", "text").stdout

# The array is stepped beside each of the eight matmuls of a run.
stats = json.loads(both("--json", "--exact").stdout)
assert stats["exact_checked"] == 3 * 8 and stats["exact_skipped"] == 0
assert (np.load(outputs / "output_0.npy") == wanted).all()
assert "exact              24 matmuls checked, 0 too large" in both("--exact").stdout
assert "exact_checked" not in both("--json").stdout

# Nothing runs, the program is looked at.
assert "verified" in run("--verify").stdout
text = run("--disassemble").stdout
assert "mx matmul wait 0,2 post 1,3 i8*i8+i32" in text and "loop i2 < 2" in text

# Wrong inputs: one error, exit code 1, nothing written.
shutil.rmtree(outputs)
save(random(8, 8), random(8, 9))
refused(both(), "input 1 ('w') has shape 8x9 but the model takes 8x8")
save(random(8, 8), random(12, 8))
refused(both(), "input 1 ('w') has shape 12x8 but the model takes 8x8")
save(random(16, 8), random(24, 8))
refused(both(), "input 1 ('w') holds 3 batches but input 0 ('a') holds 2")
save(random(8, 8), random(8, 8, dtype=np.float32))
refused(both(), "input 1 ('w') has element type f32 but the model takes i8")
(inputs / "input_1.npy").unlink()
refused(both(), "input_1")
save(random(8, 8), random(8, 8))

# Wrong files.
good = pathlib.Path(program).read_bytes()
broken = folder / "broken.npu"
broken.write_bytes(b"")
refused(both(file=broken), "is not an NPU program")
broken.write_bytes(generator.integers(0, 256, 1000, dtype=np.uint8).tobytes())
refused(both(file=broken), "is not an NPU program")
broken.write_bytes(good[:-1])
refused(both(file=broken), f"it has {len(good) - 1} bytes, but was written with {len(good)}")
broken.write_bytes(good[:700] + bytes([good[700] ^ 1]) + good[701:])
refused(both(file=broken), "is corrupted: its checksum is")
refused(both(file=folder / "missing.npu"), "cannot open")
refused(both(file=folder), "is a directory")

# Another machine, and parameters that are none.
refused(both("--set", "array.rows=8"), "'array.rows=8' is another machine")
refused(both("--set", "array.rows=0"), "array.rows is 0, but must be from 1 to 1024")
refused(both("--set", "dma.rows=4"), "--set: a machine has no parameter 'dma.rows'", 2)
refused(both("--set", "array.wings=2"), "--set: a machine has no parameter 'array.wings'", 2)
refused(both("--set", "ld.latency=many"), "--set: 'many' is no value of 'ld.latency'", 2)
refused(both("--set", "ld.latency=1,dram.bw"), "--set: 'dram.bw' is not of the form group.key=value", 2)

# Wrong command lines end with 2.
refused(run(), "--inputs and --outputs are needed", 2)
refused(both("--frobnicate"), "there is no option '--frobnicate'", 2)
refused(both("--stats=xml"), "--stats is text or json, not 'xml'", 2)
refused(both("--json=1"), "option '--json' takes no value", 2)
for option in "--verify", "--disassemble", "--time-only":
    refused(both("--exact", option), "no values are computed that --exact could check", 2)
# What would be ignored is refused, so that no answer is taken for one about it.
for option in "--verify", "--disassemble":
    refused(run(option, "--set", "sync.queue=1"), f"--set changes the machine of a run, and {option} runs nothing", 2)
    refused(run(option, "--json"), f"--json prints the statistics of a run, and {option} runs nothing", 2)
    refused(run(option, "--stats"), f"--stats prints the statistics of a run, and {option} runs nothing", 2)
    refused(run(option, "--time-only"), f"{option} and --time-only are two commands", 2)
for option in "--verify", "--disassemble", "--time-only":
    refused(both(option), f"--inputs is for a run with values, and {option} computes none", 2)
    refused(run(option, "--outputs", folder), f"--outputs is for a run with values, and {option} computes none", 2)
refused(run("--verify", "--disassemble"), "--verify and --disassemble are two commands", 2)
refused(both("twice.npu"), "two arguments given for MODEL.npu", 2)
assert run("--help").stdout.startswith("usage: aic-sim")
assert run("--version").stdout.startswith("aic-sim ")
