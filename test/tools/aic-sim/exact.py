# RUN: %python %s %data/digits_cnn.onnx %t
"""`--exact` steps the array beside every matmul of a network, on three machines.

Values and cycles are those without it.
"""

import json
import pathlib
import shutil
import subprocess
import sys

import numpy as np

model, folder = sys.argv[1], pathlib.Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
(folder / "in").mkdir(parents=True)
images = np.random.default_rng(5).standard_normal((2, 1, 8, 8), dtype=np.float32)
np.save(folder / "in" / "input_0.npy", images)


def run(*command):
    made = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert made.returncode == 0 and not made.stderr, made
    return made.stdout


for target in "edge4", "edge16", "edge32":
    program = folder / f"{target}.npu"
    run("aic", "compile", model, f"--target=npu:{target}", "-o", program)
    stats, outputs = [], []
    for option in [], ["--exact"]:
        out = folder / "out"
        stats.append(json.loads(run("aic-sim", program, "--inputs", folder / "in", "--outputs", out,
                                    "--json", *option)))
        outputs.append(np.load(out / "output_0.npy"))
    fast, exact = stats
    # At least one matmul per image, convolution and tap row.
    assert exact.pop("exact_checked") >= 2 * 8 and exact.pop("exact_skipped") == 0, exact
    assert fast == exact
    assert outputs[0].tobytes() == outputs[1].tobytes()
