# RUN: %python %s
"""The generated references equal what the tables say today."""

import subprocess

from lint import ROOT, breaks, report, table_names

TABLES = {"--list": "dialect npu\n", "--passes": "new\n", "--dialect=npu": "new\n",
          "--machine": "new\n",
          "--irdl=npu": "new\n"}
FRESH = {"docs/passes.md": "new\n", "docs/machine-keys.md": "new\n", "docs/dialects/npu.md": "new\n",
         "docs/irdl/npu.irdl.mlir": "new\n"}
for path in FRESH:
    breaks(f"{path} is not what the tables say", {**FRESH, path: "old\n"}, TABLES)
    breaks(f"{path} is not what the tables say",
           {p: text for p, text in FRESH.items() if p != path}, TABLES)


def generated(*arguments):
    return subprocess.run(["aic-docgen", *arguments], capture_output=True, text=True,
                          check=True).stdout


wanted = {"docs/passes.md": generated("--passes"),
          "docs/machine-keys.md": generated("--machine")}
for kind, first, _ in table_names():
    if kind == "dialect":
        wanted[f"docs/dialects/{first}.md"] = generated(f"--dialect={first}")
        wanted[f"docs/irdl/{first}.irdl.mlir"] = generated(f"--irdl={first}")

problems = []
for path, text in wanted.items():
    if not (ROOT / path).exists() or (ROOT / path).read_text() != text:
        problems.append(f"{path} is not what the tables say; run: ninja -C build docs")
report(problems, len(wanted), "references")
