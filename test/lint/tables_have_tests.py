# RUN: %python %s
"""What stands in a table is told and tested: summaries, descriptions, examples,
both halves of patterns, something that a pass counts, and a test where its name
says it is."""

from lint import ROOT, breaks, files, name, report, table_names

OP = {"test/dialects/d/one-two.mlir": "", "test/dialects/d/one-two-invalid.mlir": ""}


def table(line):
    return {"--list": line + "\n"}


for kind in ("op d.one_two", "pass aic-x", "pipeline aic-x", "type d.x", "attribute d.x"):
    breaks(f"{kind}: no-summary", OP, table(f"{kind} no-summary no-description"))
breaks("pass aic-x: no-statistics", {}, table("pass aic-x no-statistics"))
breaks("op d.one_two: no-summary-of-lhs", OP, table("op d.one_two no-summary-of-lhs"))
for path in OP:
    breaks(f"d.one_two: no {path}", {p: "" for p in OP if p != path}, table("op d.one_two"))
breaks("pass aic-x: no test/lowering/*/x.mlir that runs it",
       {"test/lowering/f/y.mlir": "aic-x", "test/lowering/f/x.mlir": "// CHECK: aic-x"},
       table("pass aic-x"))
breaks("pattern p of aic-x: no-after", {}, table("pattern p aic-x no-after"))
breaks("pattern p of aic-x: no test turns --patterns=before:aic-x into after",
       {"test/lowering/f/a.test": "--patterns=before:aic-xy"}, table("pattern p aic-x"))
breaks("pattern p of d.x: no test turns --patterns=before into after",
       {"test/a.test": "--patterns=before:aic-x"}, table("pattern p d.x"))

problems = []
checked = 0
tests = {name(p): p.read_text() for p in files(".mlir", ".py", ".test", under="test")}
words = {word for path, text in tests.items() if not path.endswith("tables_have_tests.py")
         for word in text.replace('"', " ").split()}
for kind, first, missing in table_names():
    checked += kind != "label"
    owner = missing.pop(0) if kind == "pattern" else None
    what = f"{kind} {first} of {owner}" if owner else f"{kind} {first}"
    if kind != "label":
        problems += [f"{what}: {each}" for each in missing]
    if kind == "op":
        dialect, op = first.split(".", 1)
        stem = op.replace(".", "-").replace("_", "-")
        for suffix in ("", "-invalid"):
            path = f"test/dialects/{dialect}/{stem}{suffix}.mlir"
            if not (ROOT / path).exists():
                problems.append(f"{first}: no {path}")
    elif kind in ("pass", "pipeline"):
        stem = first.removeprefix("aic-")
        found = [p for p, text in tests.items() if p.startswith("test/lowering/")
                 and f"/{stem}" in p and first in text.split("CHECK", 1)[0]]
        if not found:
            problems.append(f"{kind} {first}: no test/lowering/*/{stem}.mlir that runs it")
    elif kind == "pattern":
        # A pass says "--patterns=before:PASS"; the patterns of operations run
        # in one test.
        halves = f"--patterns=before{'' if '.' in owner else ':' + owner}"
        if halves not in words:
            problems.append(f"{what}: no test turns {halves} into after")
report(problems, checked, "entries of tables")
