# RUN: %python %s
"""A path that a document names exists."""

import re

from lint import ROOT, breaks, files, name, report

breaks("a.md names tools/gone, which does not exist", {"a.md": "`tools/gone` is\n"})
breaks("docs/a.md links to gone.md, which does not exist", {"docs/a.md": "[x](gone.md#y)\n"})
breaks("docs/a.md links to tools, which does not exist",
       {"docs/a.md": "[x](tools)\n", "tools/a": ""})

FOLDERS = "capi|dialects|lowering|runtime|tools|python|test|docs|bench|scripts|cmake"

problems = []
documents = [p for p in files(".md") if not name(p).startswith("docs/dialects/")]
checked = 0
for path in documents:
    # Code is no prose: MLIR has brackets and parentheses of its own.
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S)
    found = re.findall(rf"`((?:{FOLDERS})/[A-Za-z0-9_./-]*)`", text)
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    for target in found:
        checked += 1
        if not (ROOT / target).exists():
            problems.append(f"{name(path)} names {target}, which does not exist")
    for target in links:
        checked += 1
        if not (path.parent / target).exists():
            problems.append(f"{name(path)} links to {target}, which does not exist")
report(problems, checked, "paths")
