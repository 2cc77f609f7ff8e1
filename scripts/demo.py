"""Runs the digits network on the CPU and on a described NPU and compares.

Values come from aic alone; numpy only counts the labels that are right.
"""

import argparse
import json
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


def run(command):
    """Shows a command as a user would type it, runs it, gives its stdout."""
    print("$ " + shlex.join(command))
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def main():
    parser = argparse.ArgumentParser(prog="demo.sh", description=__doc__)
    parser.add_argument("--model", default="test/data/digits_cnn.onnx")
    parser.add_argument("--target", default="edge32", help="description of the NPU")
    options = parser.parse_args()

    data = np.load(ROOT / "test/data/digits_eval.npz")
    folder = Path("build/demo")
    (ROOT / folder / "images").mkdir(parents=True, exist_ok=True)
    np.save(ROOT / folder / "images/input_0.npy", data["x"])

    logits, stats = {}, {}
    for name in ("cpu", f"npu:{options.target}"):
        outputs = str(folder / name.partition(":")[0])
        stats[name] = json.loads(run([
            "build/bin/aic", "run", options.model, f"--target={name}",
            "--inputs", str(folder / "images"), "--outputs", outputs, "--stats=json"]))
        logits[name] = np.load(ROOT / outputs / "output_0.npy")

    labels = {name: values.argmax(axis=1) for name, values in logits.items()}
    cpu, npu = logits
    print(f"\n{options.model}, {len(data['y'])} images of 8x8")
    for name in logits:
        accuracy = (labels[name] == data["y"]).mean()
        print(f"  {name:<11} accuracy {accuracy:.3f}, "
              f"{1e6 * stats[name]['seconds_per_call']:.1f} us per image")
    same = int((labels[cpu] == labels[npu]).sum())
    print(f"  the same label for {same} of {len(data['y'])} images, "
          f"largest difference {np.abs(logits[cpu] - logits[npu]).max():.2e}")
    device = stats[npu]
    print(f"  {npu}: {device['cycles']} cycles for all images, "
          f"utilization {100 * device['utilization']:.1f} %, "
          f"DRAM {device['dram_read_bytes']} bytes read and "
          f"{device['dram_write_bytes']} written, "
          f"{100 * device['npu_macs_fraction']:.1f} % of the MACs on the NPU")
    print("\nOther things to try:")
    for line in (
        "build/bin/aic compile test/data/digits_cnn.onnx -o digits.so",
        f"build/bin/aic compile test/data/digits_mlp.onnx --target=npu:{options.target} -o digits.npu",
        "build/bin/aic run test/data/digits_cnn.onnx --emit=tosa",
        "build/bin/aic-opt --lower-to-npu test/data/matmul.mlir",
    ):
        print("  " + line)


if __name__ == "__main__":
    main()
