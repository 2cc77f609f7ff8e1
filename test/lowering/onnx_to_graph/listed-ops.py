# Every op that the import knows has a line in the documentation, the reverse,
# and a model in these tests.

# RUN: %python %s %root

import os
import re
import sys

root = sys.argv[1]
folder = os.path.join(root, "test", "lowering", "onnx_to_graph")
with open(os.path.join(root, "lowering", "onnx_to_graph", "ops.c")) as file:
    known = re.findall(r'^    \{"(\w+)"', file.read(), re.M)
with open(os.path.join(root, "docs", "rationale", "onnx.md")) as file:
    text = file.read().partition("in all their opsets:\n")[2].partition(".")[0]
listed = re.findall(r"\w+", text)
models = ""
for name in os.listdir(folder):
    if name.endswith(".test"):
        with open(os.path.join(folder, name)) as file:
            models += file.read()
used = set(re.findall(r"= (\w+)\b *[(<]", models))

problems = []
if known != sorted(known):
    problems.append("ops.c is not sorted")
problems += [f"{op}: not in onnx.md" for op in known if op not in listed]
problems += [f"{op}: in onnx.md but not in ops.c" for op in listed if op not in known]
problems += [f"{op}: no test imports it" for op in known if op not in used]
print("\n".join(problems) or f"{len(known)} ops")
sys.exit(bool(problems))
