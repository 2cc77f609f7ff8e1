# RUN: %python %s
"""A label Cn of an op stands in its description, in its own source file, where
the check is made or called ("C1", "C3 to C5"), and over a case of its negative
test that expects an error."""

import re
from collections import defaultdict

from lint import ROOT, breaks, files, report, table_names

TABLES = {"--list": "op d.one\nlabel d.one C1\nlabel d.one C2\n"}
CODE = 'const AicOpDef one = {\n    .name = "d.one",\n"- C1: x"\nif (a) // C1 to C2\n'
CASE = "// C1.\n// expected-error @+1 {{x}}\n// -----\n// C2: y\n// expected-error @+1 {{x}}\n"
TEST = "test/dialects/d/one-invalid.mlir"
GOOD = {"dialects/d/ops/one.c": CODE, TEST: CASE}
breaks("d.one C2: not marked in dialects/d/ops/one.c",
       {**GOOD, "dialects/d/ops/one.c": CODE.replace(" to C2", ""),
        "dialects/d/ops/two.c": "// C2"}, TABLES)
breaks("d.one C2: no case in one-invalid.mlir", {**GOOD, TEST: CASE.split("// -----")[0]}, TABLES)
breaks("d.one C2: no case in one-invalid.mlir",
       {**GOOD, TEST: CASE.rsplit("// expected", 1)[0]}, TABLES)
breaks("d.one C3: tested but not in the description",
       {**GOOD, TEST: CASE + "// -----\n// C3\n// expected-error @+1 {{x}}"}, TABLES)
breaks("d.one C3: marked in dialects/d/ops/one.c but not in the description",
       {**GOOD, "dialects/d/ops/one.c": CODE + "// C3"}, TABLES)
breaks("d.two: defined nowhere", GOOD, {"--list": "op d.two\n"})


def labels_in(comments):
    """The labels that comments name, ranges included."""
    found = set()
    for comment in comments:
        for first, last in re.findall(r"\bC(\d+)(?: to C(\d+))?\b", comment):
            found |= {f"C{n}" for n in range(int(first), int(last or first) + 1)}
    return found


labels = defaultdict(set)
ops = []
for kind, first, rest in table_names():
    if kind == "op":
        ops.append(first)
    elif kind == "label":
        labels[first].add(rest[0])
sources = {path: path.read_text() for path in files(".c", under="dialects")}
where = {op: path for path, text in sources.items()
         for op in re.findall(r'AicOpDef \w+ = \{\s*\.name = "([\w.]+)"', text)}

problems = []
for op in ops:
    dialect, short = op.split(".", 1)
    stem = short.replace(".", "-").replace("_", "-")
    test = ROOT / f"test/dialects/{dialect}/{stem}-invalid.mlir"
    text = test.read_text() if test.exists() else ""
    tested = set()
    for case in text.split("// -----"):
        if "expected-error" in case:
            tested |= labels_in(re.findall(r"//.*", case))
    for label in sorted(labels[op] - tested):
        problems.append(f"{op} {label}: no case in {stem}-invalid.mlir")
    for label in sorted(tested - labels[op]):
        problems.append(f"{op} {label}: tested but not in the description")
    if op not in where:
        problems.append(f"{op}: defined nowhere")
        continue
    path = where[op].relative_to(ROOT)
    marked = labels_in(re.findall(r"//.*", sources[where[op]]))
    for label in sorted(labels[op] - marked):
        problems.append(f"{op} {label}: not marked in {path}")
    for label in sorted(marked - labels[op]):
        problems.append(f"{op} {label}: marked in {path} but not in the description")
report(problems, len(ops), "ops")
