# REQUIRES: chromium
# RUN: rm -rf %t && mkdir %t && %python %s %data %t %S/Inputs/measure.js %chromium
"""The page of aic explore, in a browser: it draws itself without errors, wide and narrow, light and dark,
shows every machine, and its controls do something."""

import json
import re
import subprocess
import sys
from pathlib import Path

from model import aic
from page import DESK, PHONE, Browser, pixels

data, folder, script, program = sys.argv[1:]
folder = Path(folder)
browser = Browser(program, folder / "profile", script)
digits = Path(data, "digits_cnn.onnx")
NAMES = {"pareto": 300, "machines": 200, "effects": 100, "failed": 90}


def explore(name, *options, model=digits):
    page = folder / f"{name}.html"
    aic("explore", model, *options, f"--html={page}")
    text = page.read_text()
    assert "http" not in re.sub(r"http://www.w3.org/2000/svg", "", text), "the page needs the network"
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return page, json.loads(found.group(1))


def check(name, figures, size, report, varying):
    good = [point for point in report["points"] if "error" not in point]
    failed = len(report["points"]) - len(good)
    sections = [part for part in NAMES if not (part == "failed" and not failed or part == "effects" and not varying)]
    assert figures["width"] == figures["scrollWidth"] <= size[0], (name, figures["scrollWidth"])
    assert not figures["outside"], (name, size, figures["outside"])
    assert list(figures["sections"]) == figures["links"] == sections, (name, figures["sections"])
    below = 0
    for section, (x, y, width, height) in figures["sections"].items():
        assert y >= below and height >= NAMES[section] and x >= 0, (name, section, figures["sections"])
        assert 0.8 * min(size[0], 1180) < width <= size[0], (name, section, width)
        below = y + height
    assert (figures["points"], figures["rows"], figures["failed"]) == (len(good), len(good), failed), (name, figures)
    assert figures["stars"] == sum(point["pareto"] for point in good) >= 1, (name, figures["stars"])
    most = max(point["npu_macs_fraction"] for point in good)
    assert figures["faint"] == sum(point["npu_macs_fraction"] < most for point in good), (name, figures["faint"])
    values = [len(axis["values"]) for axis in report["parameters"] if len(axis["values"]) > 1]
    assert figures["bars"] == sum(values) and len(values) == varying, (name, figures["bars"])
    assert figures["unnamed"] == 0 and figures["detail"] and figures["tiles"] == 6, (name, figures)
    assert len(figures["tried"]) == (9 if len(good) > 2 else 0) and all(figures["tried"].values()), (name, figures["tried"])


cases = [
    # Two of them cannot be, and the small scratchpad leaves layers to the host.
    ("many", ["--target=npu:edge16", "--set=array.rows=4,16", "--set=spad.size=1K,8K,256K", "--set=dram.bw=4,32",
              "--set=ld.bw=4"], 3),
    ("one", [], 0),
    ("two", ["--set=array.rows=8,16"], 1),
]
for name, options, varying in cases:
    page, report = explore(name, *options)
    for size in (DESK, PHONE):
        check(name, browser.measure(page, size), size, report, varying)
page = folder / "many.html"
assert browser.measure(page, DESK)["front"] == 1

# The data are what --json prints; dark where the reader's system is.
_, report = explore("many", *cases[0][1])
assert json.loads(aic("explore", digits, *cases[0][1], "--json")) == report
light = browser.measure(page, PHONE)["background"]
dark = browser.measure(page, PHONE, "--blink-settings=preferredColorScheme=0")["background"]
assert light == "rgb(255, 255, 255)" and dark != light, (light, dark)

# Of very many machines the first rows are there, and all dots.
crowd = json.loads(json.dumps(report))
good = [point for point in report["points"] if "error" not in point]
crowd["points"] = [{**good[i % len(good)], "point": i} for i in range(2500)]
large = folder / "large.html"
data_of = r'(<script type="application/json" id="data">).*?(</script>)'
large.write_text(re.sub(data_of, lambda match: match[1] + json.dumps(crowd) + match[2], page.read_text(), flags=re.S))
figures = browser.measure(large, DESK)
assert (figures["rows"], figures["points"]) == (2000, 2500) and not figures["outside"], figures
assert all(figures["tried"].values()), figures["tried"]

# The pictures show something, and an error in the page is found.
for size in (DESK, PHONE):
    path = folder / f"many-{size[0]}.png"
    browser.open(page, size, f"--screenshot={path}")
    filled = sum(len({bytes(pixel) for pixel in row[::7]}) > 1 for row in pixels(path))
    assert filled > size[1] / 4, (size, filled)
browser.breaks(page, "drawEffects();", "drawEfects();")

# No page is begun where there is none to write.
for code, text, *options in [
    (1, "no/such/dir", "--html=no/such/dir/page.html"),
    (1, "none of the 1 machines can run", "--set=array.rows=0", f"--html={folder / 'no.html'}"),
    (2, "is the model", f"--html={digits}"),
]:
    done = subprocess.run(["aic", "explore", digits, *options], capture_output=True, text=True)
    assert done.returncode == code and text in done.stderr, (options, done)
    assert not (folder / "no.html").exists()
