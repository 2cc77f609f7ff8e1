"""Imports the models written in a test and prints what comes out.

A test holds models in ONNX's text form, each below a line `//--- name`. Every
one is written to FOLDER/name.onnx and imported with `aic run --emit=graph`.
Lines that begin with // are the test's own and no part of a model. The graph
has the opset of the line `//--- name opset=N`, else 21.
"""

import os
import re
import subprocess
import sys

import onnx.parser

test, folder = sys.argv[1], sys.argv[2]
os.makedirs(folder, exist_ok=True)
sections, lines = [], None
with open(test) as file:
    for line in file:
        match = re.match(r"//--- (\S+)(?: opset=(\d+))?$", line.strip())
        if match:
            lines = []
            sections.append((match[1], int(match[2] or 21), lines))
        elif lines is not None and not line.startswith("//"):
            lines.append(line)

for name, opset, lines in sections:
    header = f'<ir_version: 8, opset_import: ["" : {opset}, "my.domain" : 3]>\n'
    path = os.path.join(folder, name + ".onnx")
    with open(path, "wb") as file:
        model = onnx.parser.parse_model(header + "".join(lines))
        file.write(model.SerializeToString())
    result = subprocess.run(
        ["aic", "run", path, "--emit=graph"], capture_output=True, text=True
    )
    text = result.stdout.split("{-#")[0]
    print(f"section {name}\n{text}{result.stderr}exit {result.returncode}")
