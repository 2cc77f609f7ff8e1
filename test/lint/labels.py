# RUN: %python %s
"""A label Cn of an op stands in its description, its verifier and a negative test."""

import re
from collections import defaultdict

from lint import ROOT, report, table_names

labels = defaultdict(set)
ops = []
for kind, first, rest in table_names():
    if kind == "op":
        ops.append(first)
    elif kind == "label":
        labels[first].add(rest[0])

problems = []
for op in ops:
    dialect, short = op.split(".", 1)
    stem = short.replace(".", "-").replace("_", "-")
    test = ROOT / f"test/dialects/{dialect}/{stem}-invalid.mlir"
    text = test.read_text() if test.exists() else ""
    tested = set(re.findall(r"//.*?\b(C\d+)\b", text))
    for label in sorted(labels[op] - tested):
        problems.append(f"{op} {label}: no case in {stem}-invalid.mlir")
    for label in sorted(tested - labels[op]):
        problems.append(f"{op} {label}: tested but not in the description")
    folder = ROOT / "dialects" / dialect
    code = "".join(p.read_text() for p in folder.rglob("*.c"))
    for label in sorted(labels[op]):
        if not re.search(rf"//.*\b{re.escape(op)}\b[^\n]*\b{label}\b|//[^\n]*\b{label}\b", code):
            problems.append(f"{op} {label}: not marked in the verifier")
report(problems, len(ops), "ops")
