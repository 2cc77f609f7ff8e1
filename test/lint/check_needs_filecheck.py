# RUN: %python %s
"""A test with expectations runs FileCheck, with every prefix that it uses."""

import re

from lint import breaks, files, name, report

breaks("test/a.mlir: CHECK lines but no FileCheck",
       {"test/a.mlir": "// RU" "N: aic-opt %s\n// CHECK: x\n"})
breaks("test/a.mlir: CHECK lines but no FileCheck",
       {"test/a.mlir": "// RU" "N: aic-opt %s\n  // GOOD-CHECK-NEXT: x\n"})
breaks("test/a.test: prefix BAD is never used",
       {"test/a.test": "RU" "N: aic-opt %s | FileCheck %s --check-prefix=BAD\n"})
breaks("test/a.mlir: no RUN line", {"test/a.mlir": "func.func private @f()\n"})

WORD = r"(?:[A-Z][A-Z0-9_]*-)*CHECK|CHECK(?:-[A-Z0-9_]+)*?"
SUFFIX = r"(?:-(?:NEXT|SAME|NOT|DAG|LABEL|EMPTY|COUNT-\d+))?"

problems = []
tests = [p for p in files(".mlir", ".c", ".py", ".test", under="test")
         if not name(p).startswith(("test/lint/", "test/support/", "test/data/"))]
for path in tests:
    text = path.read_text(errors="replace")
    runs = "\n".join(re.findall(r"RU" r"N:(.*)", text))
    has = re.search(rf"^\s*(?://|#)\s*({WORD}){SUFFIX}:", text, re.M)
    if has and "FileCheck" not in runs:
        problems.append(f"{name(path)}: CHECK lines but no FileCheck")
    for prefixes in re.findall(r"--?check-prefix(?:es)?[= ](\S+)", runs):
        for prefix in prefixes.split(","):
            if not re.search(rf"\b{prefix}{SUFFIX}:", text):
                problems.append(f"{name(path)}: prefix {prefix} is never used")
    if not runs.strip() and "RUN" not in text and path.suffix in (".mlir", ".test"):
        if "Inputs" not in path.parts:
            problems.append(f"{name(path)}: no RUN line")
report(problems, len(tests), "tests")
