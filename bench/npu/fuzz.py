"""Compiles and runs random functions on random machines, and compares every bit.

    python3 bench/npu/fuzz.py [--cases=N] [--seed=N] [--family=NAME] [--jobs=N] [--list] [--show=SEED] [--build=DIR]

A case is an operation (dims of 1, primes and remainders, any type, often with
something behind it), a machine (arrays that are no powers of two, small memories,
queues of 1, few semaphores, no padding, ...) and a dataflow. Its program is verified
and simulated; the reference is numpy. Floats are small integers, exact in any order;
`ordered` products have full fractions and must equal the sums in the order that the
commands state. Prints a Markdown table: cases by family, how many ran on the device,
how many are wrong, and what stayed on the host, by reason. Ends with 1 if a case is
wrong, which --show writes. All figures are deterministic.
"""

import argparse
import collections
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "support"))

import numpy as np  # noqa: E402
from npu_fuzz_cases import Case, case_bytes, make_case  # noqa: E402
from npu_graph import Value  # noqa: E402
from npu_machines import random_machine  # noqa: E402

FAMILIES = [name for name, share in {**Case.FAMILIES, "ordered": 2}.items() for _ in range(share)]
SHIPPED = ["edge4", "edge16", "edge32"]


def ordered_sums(a, b, flows, rows):
    """a @ b in f32 as the commands add: folds of the array's rows (os: none) within each command's
    depth, in turn; a product that the vector unit makes is one sum."""
    depths = {int(flow.split(":")[2]) for flow in flows}
    if len(depths) > 1:
        return None
    depth = depths.pop() if depths else a.shape[1]
    fold = depth if not flows or flows[0].startswith("os") else rows
    acc = None
    for tile in range(0, a.shape[1], depth):
        for start in range(tile, min(tile + depth, a.shape[1]), fold):
            total = np.zeros((a.shape[0], b.shape[1]), np.float32)
            for k in range(start, min(start + fold, tile + depth, a.shape[1])):
                total += a[:, k:k + 1] * b[k:k + 1, :]
            acc = total if acc is None else acc + total
    return acc


class Ordered:
    """A product of f32 with full fractions."""

    def __init__(self, rng):
        self.m, self.k, self.n = (int(rng.integers(1, most)) for most in (40, 150, 40))
        self.inputs = [Value(f"%arg{i}", "f32", rng.standard_normal(shape, dtype=np.float32))
                       for i, shape in enumerate([(self.m, self.k), (self.k, self.n)])]
        self.results = [Value("%r", "f32", np.zeros((self.m, self.n), np.float32))]

    def text(self):
        a, b = (value.type for value in self.inputs)
        t = self.results[0].type
        return (f"func.func @main(%a: {a}, %b: {b}) -> {t} {{\n  %z = arith.constant 0.0 : f32\n"
                f"  %e = tensor.empty() : {t}\n  %i = linalg.fill ins(%z : f32) outs(%e : {t}) -> {t}\n"
                f"  %r = linalg.matmul ins(%a, %b : {a}, {b}) outs(%i : {t}) -> {t}\n  return %r : {t}\n}}\n")


class Runner:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, passes, text, inputs, outputs):
        data = text.encode()
        parts = [f"case {passes} {len(data)} {len(inputs)} {len(outputs)}\n".encode(), data]
        for array in [*inputs, *outputs]:
            parts += [f"\n{len(array)}\n".encode(), array]
        try:
            self.process.stdin.write(b"".join(parts) + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline().decode().strip()
        except BrokenPipeError:
            line = ""
        if line:
            return line
        code = self.process.wait()
        self.__init__(self.process.args[0])
        return f"wrong the compiler ended with {code}"


def draw(seed, only):
    """Family, machine's rows, passes, text, and the function of a seed."""
    rng = np.random.default_rng([seed, 77])
    family = only or FAMILIES[int(rng.integers(len(FAMILIES)))]
    flow = ["auto", "auto", "ws", "os", "is"][int(rng.integers(5))]
    machine, target = "", SHIPPED[int(rng.integers(len(SHIPPED)))]
    rows = int(target[4:])
    if rng.random() < 0.8:
        machine, target = random_machine(rng), "m"
        rows = int(re.search(r"rows = (\d+)", machine)[1])
        flows = re.search(r"dataflow = \[(.*?)\]", machine)[1]
        flow = flow if f'"{flow}"' in flows else "auto"
    graph = Ordered(rng) if family == "ordered" else make_case(seed, family)
    return family, rows, f"lower-to-npu{{target={target};dataflow={flow};explain=true}}", machine + graph.text(), graph


def run_case(runner, seed, only):
    """Family and answer."""
    family, rows, passes, text, graph = draw(seed, only)
    inputs = [case_bytes(value) for value in graph.inputs]
    wanted = case_bytes(graph.results[0])
    if family == "ordered":
        # The plan says in which order.
        line = runner.ask(passes, text, inputs, [b""])
        if not line.startswith("right"):
            return family, line
        sums = ordered_sums(*(value.array for value in graph.inputs), line.split()[3:], rows)
        if sums is None:
            return family, "host commands of several depths"
        wanted = sums.tobytes()
    return family, runner.ask(passes, text, inputs, [wanted])


def run_range(path, seeds, only):
    runner = Runner(path)
    answers = [(seed, *run_case(runner, seed, only)) for seed in seeds]
    runner.process.stdin.close()
    runner.process.wait()
    return answers


def shorten(reason):
    """A reason without what differs from case to case."""
    return re.sub(r"\d+", "N", re.sub(r"'[^']*'|\"[^\"]*\"|tensor<[^>]*>", "'..'", reason))[:160]


def report(answers):
    kinds = ("right", "host", "wrong")
    table = {name: collections.Counter() for name in dict.fromkeys(FAMILIES)}
    reasons = {}
    for _, family, line in answers:
        kind, _, rest = line.partition(" ")
        table[family][kind] += 1
        if kind == "host":
            reasons.setdefault(shorten(rest), collections.Counter())[family] += 1
    print("| family | cases | right on the device | on the host | wrong |\n|---|---|---|---|---|")
    total = collections.Counter()
    for family, counts in table.items():
        if counts:
            print(f"| {family} | {counts.total()} | " + " | ".join(str(counts[kind]) for kind in kinds) + " |")
            total += counts
    print(f"| all | {total.total()} | " + " | ".join(str(total[kind]) for kind in kinds) + " |\n")
    words = [word.split(":") for _, _, line in answers if line.startswith("right") for word in line.split()[3:]]
    for what, place in (("Matmul commands", 0), ("of types", 1)):
        counts = collections.Counter(word[place] for word in words)
        print(f"{what}: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) + ".")
    if reasons:
        print("\n| on the host | cases | families |\n|---|---|---|")
    for reason, counts in sorted(reasons.items(), key=lambda item: (-item[1].total(), item[0])):
        names = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
        print(f"| {reason} | {counts.total()} | {names} |")
    wrong = [(seed, family, line) for seed, family, line in answers if line.startswith("wrong")]
    for seed, family, line in wrong[:20]:
        print(f"bench: seed {seed} ({family}): {line}", file=sys.stderr)
    return bool(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10000, help="how many (default 10000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--family", choices=list(dict.fromkeys(FAMILIES)), help="only this family")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--list", action="store_true", help="a line for each case that is not right")
    parser.add_argument("--show", type=int, metavar="SEED", help="write the function of a seed and end")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build folder")
    options = parser.parse_args()
    if options.cases < 1 or options.jobs < 1 or options.seed < 0:
        parser.error(f"--cases is {options.cases}, --jobs {options.jobs} and --seed {options.seed}, "
                     "but must be at least 1, 1 and 0")
    if options.show is not None:
        family, _, passes, text, _ = draw(options.show, options.family)
        print(f"// {family}: aic-opt --{passes.replace('{', '=' + chr(34), 1).replace('}', chr(34), 1).replace(';', ' ')}\n{text}")
        return 0
    path = os.path.join(options.build, "bin", "npu-fuzz")
    if not os.path.exists(path):
        sys.exit(f"bench: there is no {path}; build first: sh scripts/build.sh")
    seeds = range(options.seed, options.seed + options.cases)
    with ThreadPoolExecutor(options.jobs) as pool:
        parts = pool.map(lambda job: run_range(path, seeds[job::options.jobs], options.family), range(options.jobs))
        answers = sorted(answer for part in parts for answer in part)
    if options.list:
        for seed, family, line in answers:
            if not line.startswith("right"):
                print(f"{seed} {family}: {line}")
    return report(answers)


if __name__ == "__main__":
    sys.exit(main())
