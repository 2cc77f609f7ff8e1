"""Shows which part of whole networks runs on the NPU, how fast, and that the values are right.

    python3 bench/npu/models.py [NAME...] [--list] [--target=NAME_OR_FILE] [--products=TYPE]
                                [--reasons] [--build=DIR] [--folder=DIR]

Prints a Markdown table with a row per network: the networks of the `onnx` package
with random weights, MobileNetV2, BERT-base and GPT-2 (sequence 128), the last two
as both of PyTorch's exporters write them, and BERT-base with products of i8. A network runs on the CPU and on the NPU
(edge32 unless --target says otherwise). `differs` is the largest difference of the
two, in parts of the largest value; `from onnxruntime` is that of the NPU and
onnxruntime, where that is installed and reads the network. `runs` is how often the host starts a program:
1 is a network that never comes back to the host. Under the table stand the
operations that stay on the host, by reason. With --products, operands of matrix
products and convolutions are rounded on the NPU, but not on the CPU.

All figures are deterministic. Ends with 1 if a network has less than 99 % of its
multiply-accumulates on the NPU or differs by more than TOLERANCES say. The large ones
take some seconds each and, in --folder, 500 MB at a time.
"""

import argparse
import collections
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "support"))

import integer_bert  # noqa: E402
import mobilenet_v2  # noqa: E402
import numpy as np  # noqa: E402
import random_weights  # noqa: E402
import transformers  # noqa: E402

FRACTION = 0.99
# By the type of operands; f32 as the model has it.
TOLERANCES = {"f32": 1e-4, "bf16": 5e-2, "f16": 5e-3}
# Of the largest number of i8: a bit of an exponential moves a rounding, and
# twelve layers of roundings make some steps of it.
INTEGER_TOLERANCE = 0.1


def transformer(network, style):
    return lambda folder: transformers.build(transformers.parse([network, folder, f"--style={style}"]))


# What writes a network and its inputs to a folder.
NETWORKS = {name: lambda folder, name=name: random_weights.build(name, folder) for name in random_weights.NAMES}
NETWORKS["mobilenet_v2"] = mobilenet_v2.build
NETWORKS.update((f"{net}-{style}", transformer(net, style)) for net in ("bert", "gpt2") for style in ("old", "new"))
NETWORKS["bert-i8"] = lambda folder: integer_bert.build(integer_bert.parse([folder]))


def run(aic, folder, model, *arguments):
    """The outputs, the statistics and what was said."""
    out = os.path.join(folder, "out")
    command = [aic, "run", model, "--inputs", os.path.join(folder, "in"), "--outputs", out, "--stats=json", "-v"]
    made = subprocess.run([*command, *arguments], capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"bench: {' '.join(command)}: {made.stderr.strip()}")
    outputs = [np.load(os.path.join(out, f"output_{i}.npy")) for i in range(len(os.listdir(out)))]
    return outputs, json.loads(made.stdout.splitlines()[-1]), made.stderr


def peer(folder, model):
    """What onnxruntime says, or nothing where it is not installed."""
    if not model.endswith(".onnx") or not importlib.util.find_spec("onnxruntime"):
        return None
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    data = os.path.join(folder, "in")
    return session.run(
        None, {x.name: np.load(os.path.join(data, f"input_{i}.npy")) for i, x in enumerate(session.get_inputs())}
    )


def differ(some, others):
    """The largest difference of an element, in parts of the largest value of its tensor."""
    assert [x.shape for x in some] == [x.shape for x in others]
    return max(np.abs(x.astype("f8") - y).max() / np.abs(y).max() for x, y in zip(some, others))


def measure(name, options, reasons):
    """Prints the row of a network; gives whether all is as it should be."""
    aic = os.path.join(options.build, "bin", "aic")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        NETWORKS[name](folder)
        model = os.path.join(folder, next(f for f in os.listdir(folder) if f.endswith((".onnx", ".mlir"))))
        wanted, _, _ = run(aic, folder, model)
        products = [f"--products={options.products}"] if options.products != "f32" else []
        got, stats, said = run(aic, folder, model, f"--target=npu:{options.target}", *products)
        others = peer(folder, model)
    for line in said.splitlines():
        match = re.search(r"([^/]*): remark: '([^']*)' stays on the host: (.*)", line)
        if match:
            reasons[match[2], match[3]].append(f"{name} {match[1].split(': ')[-1]}")
    error = differ(got, wanted)
    known = f"{differ(got, others):.1e}" if others else "-"
    fraction = stats["npu_macs_fraction"]
    print(
        f"| {name} | {stats['macs'] / 1e6:.1f} | {100 * fraction:.3f} % | {stats['host_operations']} |"
        f" {stats['runs']} | {stats['cycles']} | {100 * stats['utilization']:.1f} % |"
        f" {(stats['dram_read_bytes'] + stats['dram_write_bytes']) / 1e6:.1f} | {error:.1e} | {known} |",
        flush=True,
    )
    integers = got[0].dtype.kind == "i"
    return fraction >= FRACTION and error <= (INTEGER_TOLERANCE if integers else TOLERANCES[options.products])


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("names", metavar="NAME", nargs="*", help="a network; all of them without one")
parser.add_argument("--list", action="store_true", help="print the names of the networks and end")
parser.add_argument("--target", default="edge32", help="an NPU by name or description file (default edge32)")
parser.add_argument("--products", choices=TOLERANCES, default="f32", help="what operands are rounded to")
parser.add_argument("--reasons", action="store_true", help="name each operation that stays on the host")
parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build folder")
parser.add_argument("--folder", help="where the networks are written (default: that of temporary files)")
options = parser.parse_args()
if options.list:
    print("\n".join(NETWORKS))
    sys.exit()
for name in options.names:
    if name not in NETWORKS:
        parser.error(f"no network is called '{name}'; there are {', '.join(NETWORKS)}")
if not os.path.exists(os.path.join(options.build, "bin", "aic")):
    sys.exit(f"bench: {options.build} has no bin/aic; build first: sh scripts/build.sh")
reasons = collections.defaultdict(list)
print("| network | million MACs | on the NPU | host operations | runs | cycles | utilization | DRAM MB | differs |"
      " from onnxruntime |")
print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
good = [measure(name, options, reasons) for name in options.names or NETWORKS]
if reasons:
    print("\n| on the host | reason | times |\n|---|---|---|")
for (op, reason), places in sorted(reasons.items()):
    print(f"| {op} | {reason} | {', '.join(places) if options.reasons else len(places)} |")
sys.exit(not all(good))
