"""Shows how fast quantized networks run on the NPU, and that every value is right.

    python3 bench/npu/networks.py [NAME...] [--list] [--target=NAME_OR_FILE] [--layers]
                                  [--size=PIXELS] [--build=DIR] [--folder=DIR]

Writes ResNet-50 and MobileNetV2 with i8 weights and activations and fixed-point
rescalings per channel (test/support/quantized.py) as TOSA, runs them on the NPU
(edge32 unless --target says otherwise), and compares every output with the formulas
of TOSA's specification in numpy. Prints a Markdown table with a row per network:

    convolutions   multiply-adds by the array's rate and their layers' cycles, of all
                   convolutions but depthwise ones and the classifier; what is fused
                   with them (rescaling, clamp, residual addition) is in their cycles
    depthwise      the same of depthwise convolutions, which run on the vector unit
    bound          cycles that no schedule of these layers goes below

All figures are deterministic. Ends with 1 if a value is wrong or a multiply-add is
not on the NPU. With --layers the layers follow in a table of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "support"))

import numpy as np  # noqa: E402
import quantized  # noqa: E402

NETWORKS = {"resnet50-i8": quantized.resnet50, "mobilenet_v2-i8": quantized.mobilenet_v2}


def known(name):
    """The name of the table for one in any spelling, as MobileNetV2 or resnet50; None without one."""

    def plain(text):
        return text.lower().replace("-", "").replace("_", "").removesuffix("i8")

    return next((key for key in NETWORKS if plain(key) == plain(name)), None)


def run(options, network, result):
    """The output and the statistics of a network on the NPU."""
    aic = os.path.join(options.build, "bin", "aic")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        model, given, out = (os.path.join(folder, name) for name in ("model.mlir", "in", "out"))
        with open(model, "w") as file:
            file.write(network.text(result))
        os.mkdir(given)
        np.save(os.path.join(given, "input_0.npy"), network.inputs[0])
        command = [aic, "run", model, f"--target=npu:{options.target}", "--inputs", given, "--outputs", out]
        made = subprocess.run([*command, "--stats=json"], capture_output=True, text=True)
        if made.returncode:
            sys.exit(f"bench: {' '.join(command)}: {made.stderr.strip()}")
        return np.load(os.path.join(out, "output_0.npy")), json.loads(made.stdout.splitlines()[-1])


def rate(layers):
    """Multiply-adds per cycle, or None if there are no such layers."""
    cycles = sum(layer["cycles"] for layer in layers)
    return sum(layer["macs"] for layer in layers) / cycles if cycles else None


def percent(value, peak):
    return "-" if value is None else f"{100 * value / peak:.1f} %"


def measure(name, options):
    """Prints the row of a network; gives its layers and whether all is as it should be."""
    network, result = NETWORKS[name](size=options.size)
    got, stats = run(options, network, result)
    exact = np.array_equal(got, result.values)
    layers = stats["layers"]
    last = max(i for i, layer in enumerate(layers) if layer["kind"] == "conv2d")
    convolutions = [layer for i, layer in enumerate(layers) if layer["kind"] == "conv2d" and i != last]
    depthwise = [layer for layer in layers if layer["kind"] == "depthwise"]
    # What a cycle at the full rate of the array computes.
    peak = stats["macs"] / (stats["cycles"] * stats["utilization"])
    print(
        f"| {name} | {stats['macs'] / 1e6:.1f} | {100 * stats['npu_macs_fraction']:.3f} % |"
        f" {stats['host_operations']} | {stats['cycles']} | {stats['bound_cycles']} |"
        f" {100 * stats['utilization']:.1f} % | {percent(rate(convolutions), peak)} |"
        f" {percent(rate(depthwise), peak)} | {stats['dram_read_bytes'] / 1e6:.2f} |"
        f" {stats['dram_write_bytes'] / 1e6:.2f} | {'equal' if exact else 'WRONG'} |",
        flush=True,
    )
    return layers, exact and stats["npu_macs_fraction"] == 1 and stats["macs"] == network.macs


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("names", metavar="NAME", nargs="*", help="a network; all of them without one")
parser.add_argument("--list", action="store_true", help="print the names of the networks and end")
parser.add_argument("--target", default="edge32", help="an NPU by name or description file (default edge32)")
parser.add_argument("--layers", action="store_true", help="a table of the layers as well")
parser.add_argument("--size", type=int, default=224, help="pixels of a side of the image (default 224)")
parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build folder")
parser.add_argument("--folder", help="where the networks are written (default: that of temporary files)")
options = parser.parse_args()
if options.list:
    print("\n".join(NETWORKS))
    sys.exit()
for name in options.names:
    if not known(name):
        parser.error(f"no network is called '{name}'; there are {', '.join(NETWORKS)}")
if options.size < 32 or options.size % 32:
    parser.error(f"a side has {options.size} pixels, but must have a multiple of 32")
if not os.path.exists(os.path.join(options.build, "bin", "aic")):
    sys.exit(f"bench: {options.build} has no bin/aic; build first: sh scripts/build.sh")
print("| network | million MACs | on the NPU | host operations | cycles | bound | utilization | convolutions |"
      " depthwise | MB read | MB written | values |")
print("|---|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
results = {name: measure(name, options) for name in map(known, options.names or NETWORKS)}
for name, (layers, _) in results.items() if options.layers else ():
    print(f"\n| {name} | kind | MACs | cycles | bound | utilization | KB read | KB written |\n|---|---|---|---|---|---|---|---|")
    for layer in layers:
        print(
            f"| {layer['name']} | {layer['kind']} | {layer['macs']} | {layer['cycles']} | {layer['bound_cycles']} |"
            f" {100 * layer['utilization']:.1f} % | {layer['dram_read_bytes'] / 1e3:.1f} |"
            f" {layer['dram_write_bytes'] / 1e3:.1f} |"
        )
sys.exit(not all(good for _, good in results.values()))
