# RUN: %python %s
"""The generated references equal what the tables say today."""

import subprocess

from lint import ROOT, report, table_names


def generated(*arguments):
    return subprocess.run(["aic-docgen", *arguments], capture_output=True, text=True,
                          check=True).stdout


wanted = {"docs/passes.md": generated("--passes")}
for kind, first, _ in table_names():
    if kind == "dialect":
        wanted[f"docs/dialects/{first}.md"] = generated(f"--dialect={first}")
        wanted[f"docs/irdl/{first}.irdl.mlir"] = generated(f"--irdl={first}")

problems = []
for path, text in wanted.items():
    if not (ROOT / path).exists() or (ROOT / path).read_text() != text:
        problems.append(f"{path} is not what the tables say; run: ninja -C build docs")
report(problems, len(wanted), "references")
