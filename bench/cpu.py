"""Compares compiled models with onnxruntime on this machine's processor.

    python3 bench/cpu.py                  # a Markdown table on standard output
    python3 bench/cpu.py --quick          # fewer rounds, small networks only
    python3 bench/cpu.py --write FILE     # replaces the table in FILE

Makes what it needs in build/: a Python environment with the packages of
bench/requirements.txt, and random twins of the networks of the `onnx` package.
Progress goes to standard error. A quiet machine is part of the method.

In each round the two sides take turns, so that what slows the machine slows
both; what is compared is the median of a round's runs, and what is printed is
the median over the rounds, with the smallest and the largest ratio.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build")
AIC = os.path.join(BUILD, "bin", "aic")
WORK = os.path.join(BUILD, "bench")
VENV = os.path.join(BUILD, "bench-venv")
PYTHON = os.path.join(VENV, "bin", "python")
SMALL = ["digits_mlp", "digits_cnn"]
NETWORKS = [
    "squeezenet", "shufflenet", "bvlc_alexnet", "zfnet512", "inception_v1",
    "inception_v2", "mobilenet_v2", "densenet121", "resnet50", "vgg19",
]
QUICK = SMALL + ["squeezenet", "shufflenet"]
THREADS = (1, 2)
BEGIN, END = "<!-- begin of what bench/cpu.py wrote -->", "<!-- end of it -->"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def enter_environment():
    """Goes on in the environment with the peer, which is made if missing."""
    if sys.prefix == VENV:
        return
    wanted = open(os.path.join(ROOT, "bench", "requirements.txt")).read()
    stamp = os.path.join(VENV, "requirements.txt")
    if not os.path.exists(stamp) or open(stamp).read() != wanted:
        say(f"installing onnxruntime into {os.path.relpath(VENV)}")
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", os.path.join(ROOT, "bench", "requirements.txt")], check=True)
        with open(stamp, "w") as file:
            file.write(wanted)
    os.execv(PYTHON, [PYTHON, *sys.argv])


def prepare(name):
    """The model and the folder with its input."""
    import numpy as np

    folder = os.path.join(WORK, name)
    inputs = os.path.join(folder, "in")
    os.makedirs(inputs, exist_ok=True)
    if name not in SMALL:
        path = os.path.join(folder, "twin.onnx")
        if not os.path.exists(path):
            sys.path.insert(0, os.path.join(ROOT, "test", "support"))
            import mobilenet_v2
            import random_weights

            made = mobilenet_v2.build(folder) if name == "mobilenet_v2" else random_weights.build(name, folder)[0]
            os.rename(made, path)
        return path, inputs
    image = np.load(os.path.join(ROOT, "test", "data", "digits_eval.npz"))["x"][:1]
    np.save(os.path.join(inputs, "input_0.npy"), image)
    return os.path.join(ROOT, "test", "data", f"{name}.onnx"), inputs


def difference(folder, outputs):
    """The largest difference of the outputs, as a part of the largest value."""
    import numpy as np

    worst = 0
    for file in os.listdir(outputs):
        ours, theirs = (np.load(os.path.join(f, file)) for f in (folder, outputs))
        worst = max(worst, float(np.abs(ours - theirs).max() / np.abs(theirs).max()))
    return worst


class Model:
    """One model on both sides."""

    def __init__(self, name):
        self.name = name
        self.folder = os.path.join(WORK, name)
        self.path, self.inputs = prepare(name)
        self.library = os.path.join(self.folder, "model.so")
        command = [AIC, "compile", self.path, "-o", self.library, "--timing=json"]
        self.compiled = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        theirs, ours = (os.path.join(self.folder, f) for f in ("peer", "out"))
        os.makedirs(theirs, exist_ok=True)
        peer = [PYTHON, os.path.join(ROOT, "bench", "peer.py"), self.path, self.inputs, theirs]
        self.peer = subprocess.Popen(peer, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        start = time.perf_counter()
        self.theirs(1, 0)
        self.loaded = time.perf_counter() - start
        subprocess.run([AIC, "run", self.library, "--inputs", self.inputs, "--outputs", ours], check=True)
        self.difference = difference(ours, theirs)

    def theirs(self, threads, runs):
        """The median of onnxruntime, in milliseconds."""
        self.peer.stdin.write(f"{threads} {runs}\n")
        self.peer.stdin.flush()
        times = json.loads(self.peer.stdout.readline())
        return statistics.median(times) if times else None

    def ours(self, threads, runs):
        """The figures of aic bench; None when it cannot use so many threads."""
        command = [AIC, "bench", self.library, "--inputs", self.inputs, f"--threads={threads}",
                   f"--runs={runs}", "--warmup=1", "--json"]
        process = subprocess.run(command, capture_output=True, text=True)
        if process.returncode == 2 and threads > 1:
            return None
        if process.returncode:
            sys.exit(process.stderr)
        return json.loads(process.stdout)

    def close(self):
        self.peer.stdin.close()
        self.peer.wait()


def measure(model, threads, rounds, seconds):
    """Medians of both sides and the ratios of the rounds; None if not possible."""
    first = model.ours(threads, 1)
    if first is None:
        return None
    runs = [max(3, min(2000, int(1e3 * seconds / t))) for t in (first["median_ms"], model.theirs(threads, 1))]
    ours, theirs = [], []
    for index in range(rounds):
        # Who goes first has a cooler processor; so they take turns.
        for side in sorted((0, 1), reverse=index % 2):
            if side == 0:
                ours.append(model.ours(threads, runs[0])["median_ms"])
            else:
                theirs.append(model.theirs(threads, runs[1]))
    ratios = [b / a for a, b in zip(ours, theirs)]
    median = statistics.median
    return {"ours": median(ours), "theirs": median(theirs), "ratio": median(ratios),
            "least": min(ratios), "most": max(ratios), "macs": first["macs"]}


def cells(figures):
    if figures is None:
        return ["-", "-", "-"]
    return [f"{figures['ours']:.4g}", f"{figures['theirs']:.4g}",
            f"{figures['ratio']:.2f} ({figures['least']:.2f}-{figures['most']:.2f})"]


def machine():
    """What the figures depend on."""
    with open("/proc/cpuinfo") as file:
        text = file.read()
    field = lambda name: (re.search(rf"^{name}\s*: (.*)$", text, re.M) or [None, "unknown"])[1]
    flags = set(field("flags").split())
    shown = [flag for flag in ("avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile") if flag in flags]
    versions = {}
    import onnx
    import onnxruntime

    versions["aic"] = subprocess.run([AIC, "--version"], capture_output=True, text=True).stdout.split()[1]
    versions["onnxruntime"], versions["onnx"] = onnxruntime.__version__, onnx.__version__
    return [
        f"- Processor: {field('model name')}, family {field('cpu family')} model {field('model')}, "
        f"{os.cpu_count()} cores, with {', '.join(shown) or 'none of the features looked for'}",
        f"- System: {platform.system()} {platform.release()}, {platform.libc_ver()[0]} {platform.libc_ver()[1]}",
        "- Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()),
    ]


def table(names, rounds, seconds):
    lines = [
        "| model | aic ms | onnxruntime ms | speed (rounds) | aic ms, 2 threads | onnxruntime ms | speed (rounds) "
        "| GFLOP/s | compile s (CPU) | peak MiB | difference |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for number, name in enumerate(names):
        start = time.perf_counter()
        model = Model(name)
        results = [measure(model, threads, rounds, seconds) for threads in THREADS]
        model.close()
        rate = 2e-6 * results[0]["macs"] / results[0]["ours"]
        lines.append("| " + " | ".join([
            name, *cells(results[0]), *cells(results[1]), f"{rate:.1f}",
            f"{model.compiled['wall_s']:.1f} ({model.compiled['cpu_s']:.1f})",
            f"{model.compiled['peak_bytes'] / 2**20:.0f}", f"{model.difference:.1e}",
        ]) + " |")
        say(f"{number + 1} of {len(names)}: {name}, speed {results[0]['ratio']:.2f} of onnxruntime's "
            f"on one thread, {time.perf_counter() - start:.0f} s")
        if model.difference > 1e-3:
            sys.exit(f"{name}: the outputs differ by {model.difference:.1e} of the largest value")
    return lines


def write(path, lines):
    with open(path) as file:
        text = file.read()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"'{path}' has not one place for the table: '{BEGIN}' and '{END}'")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    with open(path, "w") as file:
        file.write(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + tail)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", help="only these; default all: " + ", ".join(SMALL + NETWORKS))
    parser.add_argument("--quick", action="store_true", help="three short rounds of " + ", ".join(QUICK))
    parser.add_argument("--write", metavar="FILE", help="replace the table in FILE instead of printing it")
    arguments = parser.parse_args()
    wrong = [name for name in arguments.models if name not in SMALL + NETWORKS]
    if wrong:
        parser.error(f"there is no model '{wrong[0]}'; models are {', '.join(SMALL + NETWORKS)}")
    if not os.access(AIC, os.X_OK):
        sys.exit(f"bench: '{os.path.relpath(AIC)}' is missing; run sh scripts/build.sh before")
    enter_environment()
    os.makedirs(WORK, exist_ok=True)
    rounds, seconds = (3, 0.2) if arguments.quick else (5, 0.5)
    names = arguments.models or (QUICK if arguments.quick else SMALL + NETWORKS)
    load = os.getloadavg()[0]
    lines = machine() + [f"- {rounds} rounds; load of the machine before: {load:.2f}", ""]
    lines += table(names, rounds, seconds)
    if arguments.write:
        write(arguments.write, lines)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
