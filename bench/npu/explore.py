"""Shows how fast `aic explore` tries machines.

    python3 bench/npu/explore.py [--machines=N] [--jobs=N] [--model=FILE] [--build=DIR]

Prints a Markdown table for 100 machines around `edge32` (arrays from 8 x 8 to
128 x 128, scratchpads of 128K and 512K, two bandwidths) and ResNet-50 with random
weights: seconds in all, processor seconds in all and per machine, the largest
memory of a process, whether fewer jobs print the same bytes, and the machines
that cannot be or leave work to the host. Then the best machine for each measure,
which is the same on every run. A missed target is printed and changes nothing
else. The network takes some seconds and 100 MB in the folder for temporary files.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "support"))

TARGET = 120  # seconds for 100 machines
SETS = ["array.rows=8,16,32,64,128", "array.cols=8,16,32,64,128", "spad.size=128K,512K", "dram.bw=32,64"]
MEASURES = [("time", "ms", 1e3, lambda point: point["seconds"]),
            ("energy", "mJ", 1e-9, lambda point: point["energy_pj"]),
            ("energy x time", "uJs", 1e-6, lambda point: point["energy_pj"] * point["seconds"]),
            ("DRAM bytes", "MB", 1e-6, lambda point:
             point["dram_read_burst_bytes"] + point["dram_write_burst_bytes"])]


def explore(aic, model, machines, jobs):
    """What is printed, and the seconds, processor seconds and MB that it takes."""
    sets = [f"--set={text}" for text in SETS]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    made = subprocess.run([aic, "explore", model, "--target=npu:edge32", *sets, "--json", f"--points={machines}",
                           f"--jobs={jobs}"], capture_output=True, text=True)
    passed, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if made.returncode:
        sys.exit(f"bench: {made.stderr.strip()}")
    used = sum(getattr(after, key) - getattr(before, key) for key in ("ru_utime", "ru_stime"))
    return made.stdout, passed, used, after.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--machines", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--jobs", type=int, default=2, help="at the same time (default 2)")
    parser.add_argument("--model", help="instead of ResNet-50")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build folder")
    options = parser.parse_args()
    if not 1 <= options.machines <= 100:
        parser.error(f"--machines is {options.machines}, but must be from 1 to 100")
    aic = os.path.join(options.build, "bin", "aic")
    if not os.path.exists(aic):
        sys.exit(f"bench: there is no {aic}; build first: sh scripts/build.sh")
    with tempfile.TemporaryDirectory() as folder:
        model = options.model
        if not model:
            import random_weights
            model, _ = random_weights.build("resnet50", folder)
        text, seconds, used, memory = explore(aic, model, options.machines, options.jobs)
        few = min(options.machines, 5)
        same = explore(aic, model, few, 1)[0] == explore(aic, model, few, options.jobs + 1)[0]
    points = json.loads(text)["points"]
    good = [point for point in points if "error" not in point]
    most = max(point["npu_macs_fraction"] for point in good)
    complete = [point for point in good if point["npu_macs_fraction"] == most]
    verdict = "reached" if seconds * 100 < TARGET * options.machines else "MISSED"
    print("| machines | jobs | seconds | target | CPU s | CPU s per machine | MB | any jobs, same bytes |"
          " cannot be | leave more to the host |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(f"| {len(points)} | {options.jobs} | {seconds:.1f} | {TARGET * options.machines / 100:.0f}, {verdict} | {used:.1f} |"
          f" {used / len(points):.2f} | {memory:.0f} | {'yes' if same else 'NO'} | {len(points) - len(good)} |"
          f" {len(good) - len(complete)} |\n")
    print("| least | value | machine |")
    print("|---|---|---|")
    for name, unit, scale, value in MEASURES:
        best = min(complete, key=lambda point: (value(point), point["point"]))
        settings = ", ".join(f"{key} = {text}" for key, text in best["settings"].items())
        print(f"| {name} | {scale * value(best):.3g} {unit} | {settings} |")


main()
