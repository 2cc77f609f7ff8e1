# RUN: %python %s
"""Every op and pass has a summary, a description, an example and tests."""

from lint import ROOT, files, name, report, table_names

problems = []
checked = 0
lowering = {name(p): p.read_text() for p in files(".mlir", ".py", ".test", under="test/lowering")}
for kind, first, missing in table_names():
    if kind in ("op", "pass", "pipeline"):
        checked += 1
        problems += [f"{kind} {first}: {what}" for what in missing]
    if kind == "op":
        dialect, op = first.split(".", 1)
        stem = op.replace(".", "-").replace("_", "-")
        for suffix in ("", "-invalid"):
            path = f"test/dialects/{dialect}/{stem}{suffix}.mlir"
            if not (ROOT / path).exists():
                problems.append(f"{first}: no {path}")
    elif kind in ("pass", "pipeline"):
        stem = first.removeprefix("aic-")
        tests = [p for p, text in lowering.items()
                 if f"/{stem}" in p and first in text.split("CHECK", 1)[0]]
        if not tests:
            problems.append(f"{kind} {first}: no test/lowering/*/{stem}.mlir that runs it")
report(problems, checked, "ops, passes and pipelines")
