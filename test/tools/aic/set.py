# RUN: rm -rf %t && mkdir %t && %python %s %t
"""--set changes a machine for every command that has a target, and a machine is only a file: what it
says decides, without a build of anything."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from model import aic

folder = Path(sys.argv[1])
model = folder / "model.mlir"
model.write_text("""func.func @main(%x: tensor<64x64xf32>, %w: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %z = arith.constant dense<0.0> : tensor<64x64xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<64x64xf32>, tensor<64x64xf32>)
      outs(%z : tensor<64x64xf32>) -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}
""")
machine = folder / "mine.mlir"
BODY = "npu.target @mine {{array = {{rows = {0}, cols = {0}}}, spad = {{size = 65536}}, acc = {{size = 16384}}}}\n"
inputs = folder / "in"
inputs.mkdir()
generator = np.random.default_rng(1)
arrays = [generator.integers(-8, 8, (64, 64)).astype("f4") for _ in range(2)]
for i, array in enumerate(arrays):
    np.save(inputs / f"input_{i}.npy", array)


def cycles(*options):
    """Of one run, whose values have to be right."""
    out = folder / "out"
    said = aic("run", model, "--inputs", inputs, "--outputs", out, "--stats=json", *options)
    assert (np.load(out / "output_0.npy") == arrays[0] @ arrays[1]).all(), options
    return json.loads(said.splitlines()[-1])["cycles"]


# The same machine as a file, as a changed file, and with values that the other one has.
machine.write_text(BODY.format(8))
small = cycles(f"--target=npu:{machine}")
machine.write_text(BODY.format(16))
large = cycles(f"--target=npu:{machine}")
assert large < small
sets = ["--set", "array.rows=8", "--set=array.cols=8"]
assert cycles(f"--target=npu:{machine}", *sets) == small
assert cycles(f"--target=npu:{machine}", "--set=array.rows=8,array.cols=8") == small
assert cycles(f"--target=npu:{machine}", "--set", "dram.bw=1") > large

# A program carries the machine that it was compiled for; a later setting wins.
aic("compile", model, f"--target=npu:{machine}", *sets, "--set=array.rows=4", "-o", folder / "model.npu")
head = subprocess.run(["aic-sim", folder / "model.npu", "--disassemble"], capture_output=True, text=True, check=True)
assert head.stdout.startswith("machine mine 4x8\n"), head.stdout[:200]
aic("compile", model, f"--target=npu:{machine}", *sets, "-o", folder / "model.so")
out = folder / "out"
said = json.loads(aic("run", folder / "model.so", "--inputs", inputs, "--outputs", out, "--stats=json").splitlines()[-1])
assert said["cycles"] == small

page = folder / "page.html"
aic("explain", model, f"--target=npu:{machine}", *sets, "-o", page)
assert f'"cycles":{small},' in page.read_text().replace(" ", "")
assert "matmul" in aic("compile", model, "--target=npu:edge4", "--set=array.rows=2", "--emit=program")
aic("bench", model, f"--target=npu:{machine}", *sets, "--runs=1")

# One error for all; nothing is written.
for command in ["compile", "run", "explain", "bench"]:
    tail = {"compile": ["-o", folder / "no.so"], "explain": ["-o", folder / "no.so"],
            "run": ["--inputs", inputs, "--outputs", folder / "no.so"], "bench": []}[command]
    for code, text, *options in [
        (2, "--set: a machine has no parameter 'array.wings'; 'aic", "--target=npu", "--set=array.wings=2"),
        (2, "no parameter 'spad.sise'; did you mean 'spad.size'?", "--target=npu", "--set=ld.bw=1,spad.sise=4K"),
        (2, "no parameter 'clok'; did you mean 'clock'?", "--target=npu", "--set=clok=4"),
        (2, "--set: 'two' is no value of 'spad.size'", "--target=npu", "--set", "spad.size=two"),
        (2, "--set: 'rows' is not of the form group.key=value", "--target=npu", "--set=array.rows=4,rows"),
        (2, "--set: '8' is not of the form group.key=value; lists of values are for aic explore;", "--target=npu", "--set=array.rows=4,8"),
        (2, "--set: 'rows' is not of the form group.key=value; 'aic", "--target=npu", "--set=rows"),
        (2, "--set changes an NPU, not target cpu", "--set=array.rows=4"),
        (1, "'npu.target' op array.rows is 0, but must be from 1 to 1024", "--target=npu", "--set=array.rows=0"),
        (1, "spad.size is 64 bytes, but one 32x32 tile", "--target=npu", "--set=spad.size=64"),
        (2, "--set: the values of --set have more than 4094 letters", "--target=npu", "--set=" + "x" * 4095),
    ]:
        done = subprocess.run(["aic", command, model, *options, *tail], capture_output=True, text=True)
        text = text.removeprefix("--set: ") if "letters" in text else text
        assert (done.returncode, done.stdout) == (code, "") and text in done.stderr, (command, options, done)
        assert not (folder / "no.so").exists(), (command, options)
