# RUN: %python %s
"""No arrow points up: runtime < capi < dialects < lowering < tools. Arrows are
includes, libraries that are linked, and links in documents of a layer."""

import os
import re

from lint import LAYERS, breaks, files, name, report

breaks('capi/a.c:2: capi includes lowering/x.h of lowering',
       {"capi/a.c": '// x\n#include "lowering/x.h"\n'})
breaks("capi/a.c:1: capi includes aic/x.h of lowering",
       {"capi/a.c": '#include "aic/x.h"\n', "lowering/include/aic/x.h": ""})
breaks("runtime/a.h:1: the runtime includes mlir-c/IR.h",
       {"runtime/a.h": "#include <mlir-c/IR.h>\n"})
breaks("tools/a.c:1: a C++ header of MLIR outside capi/bridge",
       {"tools/a.c": "# include <mlir/IR/Value.h>\n"})
breaks("runtime/CMakeLists.txt:2: runtime links aic_capi of capi",
       {"runtime/CMakeLists.txt": "target_link_libraries(aic_runtime PUBLIC m\n  aic_capi)\n",
        "capi/CMakeLists.txt": "add_library(aic_capi STATIC a.c)\n"})
breaks("capi/README.md:3: capi links to lowering/x.md of lowering",
       {"capi/README.md": "a\n\n[x](../lowering/x.md)\n"})

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

# The library of everything is linked in the layer that is complete there.
OWNERS = {}
builds = [p for p in files("CMakeLists.txt") if name(p).split("/")[0] in LAYERS]
for path in builds:
    for target in re.findall(r"add_(?:library|executable)\(\s*([\w-]+)", path.read_text()):
        OWNERS[target] = name(path).split("/")[0]
for path in builds:
    own, text = name(path).split("/")[0], path.read_text()
    for call in re.finditer(r"target_link_libraries\(([^)]*)\)", text):
        for word in re.finditer(r"[\w-]+", call.group(1)):
            layer = OWNERS.get(word.group())
            if layer and LAYERS.index(layer) > LAYERS.index(own):
                number = text.count("\n", 0, call.start(1) + word.start()) + 1
                problems.append(f"{name(path)}:{number}: {own} links {word.group()} of {layer}")

for path in files(".md"):
    own = name(path).split("/")[0]
    if own not in LAYERS:
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", line):
            full = os.path.normpath(os.path.join(os.path.dirname(name(path)), target))
            layer = full.split("/")[0]
            if layer in LAYERS and LAYERS.index(layer) > LAYERS.index(own):
                problems.append(f"{name(path)}:{number}: {own} links to {full} of {layer}")
report(problems, len(sources) or len(problems), "files")
