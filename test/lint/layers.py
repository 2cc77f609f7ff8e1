# RUN: %python %s
"""Includes never point up: runtime < capi < dialects < lowering < tools."""

import re

from lint import LAYERS, files, name, report

# The published headers, by the layer that ships them.
PUBLISHED = {path.name: name(path).split("/")[0] for path in files(".h")
             if "/include/aic/" in name(path)}

problems = []
sources = [p for p in files(".c", ".h", ".cpp") if name(p).split("/")[0] in LAYERS]
for path in sources:
    own = name(path).split("/")[0]
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', line)
        if not match:
            continue
        target = match.group(1)
        first, _, last = target.partition("/")
        layer = PUBLISHED.get(last) if first == "aic" else first
        if first.startswith("mlir") and own == "runtime":
            problems.append(f"{name(path)}:{number}: the runtime includes {target}")
        if first == "mlir" and not name(path).startswith("capi/bridge/"):
            problems.append(f"{name(path)}:{number}: a C++ header of MLIR outside capi/bridge")
        if layer in LAYERS and LAYERS.index(layer) > LAYERS.index(own):
            problems.append(f"{name(path)}:{number}: {own} includes {target} of {layer}")
report(problems, len(sources), "files")
