"""Shows how far the cycles of the NPU can be trusted, and how few they are.

    python3 bench/npu/timing.py [--shapes=N] [--build=DIR]

Prints three Markdown tables: the closed forms of the array against one that is
stepped register by register, in N random shapes per dataflow; and layers of
known networks as the compiler plans them, against targets: products, and depthwise
convolutions. All figures are deterministic. Ends with 1 if a closed form is wrong;
a missed target is printed.

The machine of the layers is `edge32`: 32x32, int8, 512K scratchpad and 128K
accumulators, 64 bytes per cycle in, 32 out, latency 100. Layers are matrix
products of int8 with a result in int8 (shifted and clamped), with all transfers,
and depthwise convolutions of the same kind.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import depthwise  # noqa: E402
from layer import LAYER  # noqa: E402

PEAK = 32 * 32
BANDWIDTH = 64
# Name, m, n, k, wload, what is measured, the least that it should be.
LAYERS = [
    ("BERT-base FFN", 128, 3072, 768, 1, "utilization", 97),
    ("BERT-base QKV", 128, 768, 768, 1, "utilization", 94),
    ("ResNet-50 1x1", 196, 256, 1024, 1, "utilization", 93),
    ("GEMV", 1, 1024, 1024, 4, "of DRAM floor", 95),
]
# Height and width, channels, stride: the different ones of MobileNetV2. The
# target is for all of them together.
DEPTHWISE = [(112, 32, 1), (112, 96, 2), (56, 144, 1), (56, 144, 2), (28, 192, 1), (28, 192, 2),
             (14, 384, 1), (14, 576, 1), (14, 576, 2), (7, 960, 1)]
DEPTHWISE_TARGET = 8


def run(*command):
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"bench: {' '.join(command)}: {made.stderr.strip()}")
    return made.stdout


def simulate(binaries, folder, text, wload=1):
    """Statistics of the layer as the compiler plans it for the machine."""
    case, program = (os.path.join(folder, name) for name in ("case.mlir", "case.npu"))
    with open(case, "w") as file:
        file.write(text)
    run(os.path.join(binaries, "aic"), "compile", case, "--target=npu:edge32",
        "--set", f"array.wload={wload}", "-o", program)
    return json.loads(run(os.path.join(binaries, "aic-sim"), program, "--time-only", "--json"))


def print_layers(binaries):
    # Floor, beyond, waits and tail are the cycles; the last three are those of
    # the engine that sets the floor.
    print("| layer | m x n x k | wload | cycles | floor | reached | target | | engine |"
          " busy beyond floor | waits | tail | DRAM bytes / compulsory |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, m, n, k, wload, what, target in LAYERS:
            stats = simulate(binaries, folder, LAYER.format(m=m, n=n, k=k), wload)
            compulsory = m * k + k * n + m * n
            traffic = stats["dram_read_bytes"] + stats["dram_write_bytes"]
            bound, floor = (("mx", m * n * k / PEAK) if what == "utilization"
                            else ("ld", compulsory / BANDWIDTH))
            reached = 100 * floor / stats["cycles"]
            engine = stats["stalls"][bound]
            waits = engine["wait_data"] + engine["wait_space"] + engine["wait_queue"]
            beyond = engine["busy"] + engine["issue"] - floor
            print(f"| {name} | {m}x{n}x{k} | {wload} | {stats['cycles']} | {floor:.0f} |"
                  f" {reached:.1f} % {what} | {target} % |"
                  f" {'reached' if reached >= target else 'MISSED'} | {bound} |"
                  f" {beyond:+.0f} | {waits} | {engine['tail']} | {traffic / compulsory:.2f} |")


def print_depthwise(binaries):
    print("| height x width x channels | stride | cycles | bound | of the array's rate |")
    print("|---|---|---|---|---|")
    floors = cycles = 0
    with tempfile.TemporaryDirectory() as folder:
        for p, c, s in DEPTHWISE:
            o = (p - 1) // s + 1
            stats = simulate(binaries, folder, depthwise.LAYER.format(p=p, q=p + 2, o=o, c=c, s=s))
            floor = o * o * c * 9 / PEAK
            floors, cycles = floors + floor, cycles + stats["cycles"]
            print(f"| {p}x{p}x{c} | {s} | {stats['cycles']} | {stats['bound_cycles']} |"
                  f" {100 * floor / stats['cycles']:.1f} % |")
    reached = 100 * floors / cycles
    print(f"\nAll together {reached:.1f} %, target {DEPTHWISE_TARGET} %:"
          f" {'reached' if reached >= DEPTHWISE_TARGET else 'MISSED'}.")


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--shapes", type=int, default=2000, help="per dataflow (default 2000)")
parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build folder")
options = parser.parse_args()
if options.shapes < 1:
    parser.error(f"--shapes is {options.shapes}, but must be at least 1")
folder = os.path.join(options.build, "bin")
if not os.path.exists(os.path.join(folder, "npu-array-bench")):
    sys.exit(f"bench: {folder} has no npu-array-bench; build first: sh scripts/build.sh")
print("Closed forms against the array stepped register by register:\n", flush=True)
code = subprocess.run([os.path.join(folder, "npu-array-bench"), str(options.shapes)]).returncode
print("\nLayers on edge32, as planned by the compiler:\n", flush=True)
print_layers(folder)
print("\nDepthwise 3x3 layers of MobileNetV2, on the vector unit:\n", flush=True)
print_depthwise(folder)
sys.exit(code)
