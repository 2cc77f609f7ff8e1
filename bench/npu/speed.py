"""Shows how fast programs are compiled and simulated.

    python3 bench/npu/speed.py [--rounds=N] [--layers] [--build=DIR]

Prints two Markdown tables for `edge32`: the simulator on one core, with cycles
alone and with exact values (of zeros, which take as long as others); and the
processor time of `aic compile` for whole networks with random weights, without
what the weights take in the file (`--emit=program`), and all of it. Times are
processor seconds: the median of N rounds, and the smallest and largest. `target`
is what should be reached; a missed one is printed and changes nothing else.

With --layers only the layers are simulated. The networks take half a minute and
500 MB in the folder for temporary files.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "support"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from layer import LAYER  # noqa: E402

TIMING_TARGET = 1e12  # multiply-adds per second
VALUES_TARGETS = {"i8": 10e9, "f32": 5e9}
COMPILE_TARGETS = {"ResNet-50": 2, "MobileNetV2": 2, "BERT-base": 3}  # seconds
LAYERS = [
    ("BERT-base FFN, i8", 128, 3072, 768),
    ("BERT-base QKV, i8", 128, 768, 768),
    ("ResNet-50 1x1, i8", 196, 256, 1024),
]


def run(*command):
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"bench: {' '.join(command)}: {made.stderr.strip()}")
    return made.stdout


def spread(values, scale=1, digits=2):
    low, middle, high = (f"{scale * value:.{digits}f}" for value in (
        min(values), statistics.median(values), max(values)))
    return f"{middle} ({low} to {high})"


def judge(good):
    return "reached" if good else "MISSED"


def simulate(binaries, program, rounds, *arguments):
    """Multiply-adds and commands of the program, and the seconds of each round."""
    lines = run(os.path.join(binaries, "npu-speed-bench"), *arguments, program, str(rounds)).splitlines()
    macs, commands, _ = lines[0].split()
    return int(macs), int(commands), [float(line) for line in lines[1:]]


def print_simulation(binaries, name, program, rounds):
    macs, commands, timing = simulate(binaries, program, rounds)
    _, _, values = simulate(binaries, program, rounds, "--values")
    cycles_rate, rate = macs / statistics.median(timing), macs / statistics.median(values)
    target = VALUES_TARGETS[name.rsplit(", ", 1)[1]]
    print(f"| {name} | {macs / 1e6:.1f} | {commands} | {spread(timing, 1e6, 0)} | {cycles_rate / 1e12:.2f} |"
          f" {TIMING_TARGET / 1e12:.0f}, {judge(cycles_rate >= TIMING_TARGET)} | {spread(values, 1e3)} |"
          f" {rate / 1e9:.1f} | {target / 1e9:.0f}, {judge(rate >= target)} |", flush=True)


def compile_seconds(*command):
    """Processor seconds of a command and what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(*command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def build_networks(folder):
    """The files of the networks, by name."""
    import quantized
    import random_weights
    import transformers

    def write(network, to):
        graph, result = network(values=False)
        with open(os.path.join(to, "model.mlir"), "w") as file:
            file.write(graph.text(result))

    builders = {
        "ResNet-50, i8": lambda to: write(quantized.resnet50, to),
        "MobileNetV2, i8": lambda to: write(quantized.mobilenet_v2, to),
        "ResNet-50, f32": lambda to: random_weights.build("resnet50", to),
        "BERT-base, f32": lambda to: transformers.build(transformers.parse(["bert", to])),
    }
    files = {}
    for name, build in builders.items():
        to = os.path.join(folder, name.replace(", ", "-"))
        os.makedirs(to)
        build(to)
        files[name] = next(os.path.join(to, file) for file in os.listdir(to) if file.endswith((".onnx", ".mlir")))
    return files


def print_compilation(aic, name, model, rounds, output):
    commands = [compile_seconds(aic, "compile", model, "--target=npu:edge32", "--emit=program") for _ in range(rounds)]
    whole = [compile_seconds(aic, "compile", model, "--target=npu:edge32", "-o", output) for _ in range(rounds)]
    target = COMPILE_TARGETS[name.split(",")[0]]
    print(f"| {name} | {spread(commands)} | {target}, {judge(statistics.median(commands) < target)} |"
          f" {spread(whole)} | {os.path.getsize(output) / 1e6:.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="per figure (default 5)")
    parser.add_argument("--layers", action="store_true", help="no whole networks")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build folder")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}, but must be at least 1")
    binaries = os.path.join(options.build, "bin")
    if not os.path.exists(os.path.join(binaries, "npu-speed-bench")):
        sys.exit(f"bench: {binaries} has no npu-speed-bench; build first: sh scripts/build.sh")
    aic = os.path.join(binaries, "aic")
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "case.npu")
        networks = {} if options.layers else build_networks(folder)
        print("| program | MMAC | commands | cycles us | 10^12 MAC/s | target | values ms | GMAC/s | target |")
        print("|---|---|---|---|---|---|---|---|---|")
        for name, m, n, k in LAYERS:
            case = os.path.join(folder, "case.mlir")
            with open(case, "w") as file:
                file.write(LAYER.format(m=m, n=n, k=k))
            run(aic, "compile", case, "--target=npu:edge32", "-o", program)
            print_simulation(binaries, name, program, options.rounds)
        if not networks:
            return
        for name in ("ResNet-50, i8", "MobileNetV2, i8", "ResNet-50, f32"):
            run(aic, "compile", networks[name], "--target=npu:edge32", "-o", program)
            print_simulation(binaries, name, program, options.rounds)
        os.remove(program)
        print("\n| network | to its commands, s | target | to a file, s | MB |")
        print("|---|---|---|---|---|")
        for name, model in networks.items():
            print_compilation(aic, name, model, options.rounds, os.path.join(folder, "model.so"))


main()
