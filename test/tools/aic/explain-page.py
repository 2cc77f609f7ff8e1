# REQUIRES: chromium
# RUN: rm -rf %t && mkdir %t && %python %s %data %t %S/Inputs/measure.js %chromium
"""The page of aic explain, in a browser: it draws itself without errors, at the width of a desk
and of a phone, light and dark, and its controls do something."""

import sys
from pathlib import Path

import numpy as np
import onnx
from model import aic
from page import DESK, PHONE, Browser, pixels

data, folder, script, program = sys.argv[1:]
folder = Path(folder)
browser = Browser(program, folder / "profile", script)


def check(name, figures, size, sections, rows):
    assert figures["width"] == figures["scrollWidth"] <= size[0], (name, figures["scrollWidth"])
    assert not figures["outside"], (name, size, figures["outside"])
    assert list(figures["sections"]) == figures["links"] == sections, (name, figures["sections"])
    below = 0
    for section, (x, y, width, height) in figures["sections"].items():
        assert y >= below and height > 100, (name, section, figures["sections"])
        assert x >= 0 and 0.8 * min(size[0], 1180) < width <= size[0], (name, section, width)
        below = y + height
    assert figures["rows"] == rows, (name, figures["rows"])
    assert figures["unnamed"] == 0, (name, "a control without a name")
    boxes = figures["nodes"]
    for i, (x, y, width, height) in enumerate(boxes):
        for other in boxes[:i]:
            apart = x >= other[0] + other[2] or other[0] >= x + width
            assert apart or y >= other[1] + other[3] or other[1] >= y + height, (name, "boxes touch")
    for width, height, colours in figures["canvases"]:
        assert width > 0.8 * min(figures["width"], 1148) and height >= 100, (name, width, height)
        assert colours >= 5, (name, "an empty picture", colours)
    if rows:
        assert len(boxes) > 1 and figures["edges"] >= len(boxes) - 1, (name, len(boxes))
        assert figures["detail"] and figures["marked"] >= 3, (name, figures["marked"])
    assert all(figures["tried"].values()), (name, figures["tried"])


NPU = ["layers", "graph", "partition", "timeline", "memory", "roofline", "energy", "stages"]
CPU = ["layers", "graph", "partition", "memory", "stages"]
light = Path(onnx.__file__).parent / "backend/test/data/light"
empty = folder / "empty.mlir"
empty.write_text("func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
                 "  return %x : tensor<4xf32>\n}\n")
digits = Path(data, "digits_cnn.onnx")
cases = [
    ("digits", digits, "npu:edge32", NPU, 12),
    ("cpu", digits, "cpu", CPU, 12),
    ("resnet", light / "light_resnet50.onnx", "npu:edge32", NPU, 176),
    ("empty", empty, "npu:edge32", ["layers", "graph", "partition", "memory", "stages"], 0),
]
for name, model, target, sections, rows in cases:
    page = folder / f"{name}.html"
    aic("explain", model, f"--target={target}", "-o", page)
    assert page.stat().st_size < 2_500_000, (name, page.stat().st_size)
    for size in (DESK, PHONE):
        figures = browser.measure(page, size)
        check(name, figures, size, sections, rows)
    tried = figures["tried"]
    assert len(tried) == (11 if "roofline" in sections else 5 if rows else 0), (name, tried)

# Nodes that prepare a constant stand in the box of their reader: 509 nodes, a picture that one reads.
page = folder / "prepared.html"
aic("explain", light / "light_inception_v2.onnx", "--target=npu:edge32", "-o", page)
figures = browser.measure(page, DESK)
check("prepared", figures, DESK, NPU, 509)
assert 80 < len(figures["nodes"]) < 110 and figures["edges"] < 130, (len(figures["nodes"]), figures["edges"])

# Measured times are a column more.
page = folder / "timed.html"
(folder / "in").mkdir()
np.save(folder / "in/input_0.npy", np.load(Path(data, "digits_eval.npz"))["x"][:1])
aic("explain", digits, f"--inputs={folder / 'in'}", "-o", page)
figures = browser.measure(page, PHONE)
assert figures["tiles"] == 5 and not figures["outside"] and all(figures["tried"].values()), figures

# Sizes that are known at run time only leave figures open, and nothing else.
page = folder / "dynamic.html"
aic("explain", Path(data, "digits_cnn_dyn.onnx"), "-o", page)
figures = browser.measure(page, PHONE)
assert figures["rows"] == 12 and not figures["outside"], figures

# Nodes of one name are one layer, even where that reads what it feeds.
twice = folder / "twice.mlir"
twice.write_text("""func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w = "tosa.const"() {values = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %0 = tosa.tanh %w : (tensor<2xf32>) -> tensor<2xf32> loc("twice")
  %1 = tosa.sigmoid %0 : (tensor<2xf32>) -> tensor<2xf32> loc("between")
  %2 = tosa.exp %1 : (tensor<2xf32>) -> tensor<2xf32> loc("twice")
  %3 = tosa.add %2, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %3 : tensor<2xf32>
}
""")
page = folder / "twice.html"
aic("explain", twice, "-o", page)
figures = browser.measure(page, DESK)
assert figures["rows"] == 3 and len(figures["nodes"]) == 4, figures

# Dark where the reader's system is.
light_paper = browser.measure(folder / "digits.html", PHONE)["background"]
dark_paper = browser.measure(folder / "digits.html", PHONE, "--blink-settings=preferredColorScheme=0")
assert light_paper == "rgb(255, 255, 255)" and dark_paper["background"] != light_paper, dark_paper

# The screenshots show something from side to side and from top to bottom.
for size in (DESK, PHONE):
    path = folder / f"digits-{size[0]}.png"
    browser.open(folder / "digits.html", size, f"--screenshot={path}")
    shades = [len(np.unique(part.astype("u4") @ [65536, 256, 1])) for part in pixels(path)]
    assert len(shades) == size[1]
    filled = sum(shade > 2 for shade in shades)
    assert filled > size[1] / 3, (size, filled)
    for top in range(0, size[1], 200):
        assert max(shades[top : top + 200]) > 2, (size, top, "a blank stretch")

# An error in the page is found.
browser.breaks(folder / "digits.html", "drawGraph();", "drawGraf();")
