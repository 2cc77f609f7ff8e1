# RUN: %python %s
"""C++ lives in capi/bridge only, in at most 1,500 lines; Python in tests, build
glue and the export of models; nothing else is programmed in. The ledger says
what each part of the bridge waits for."""

from lint import ROOT, breaks, files, name, report

BUDGET = 1500
PYTHON = ("test/", "scripts/", "bench/")

breaks("tools/x/a.cpp: C++ outside capi/bridge", {"tools/x/a.cpp": ""})
breaks("tools/x/a.cc: C++ outside capi/bridge", {"tools/x/a.cc": ""})
breaks("capi/bridge has 1501 lines, at most 1500",
       {"capi/bridge/a.cpp": "\n" * 1000, "capi/bridge/a.h": "\n" * 501})
breaks("tools/x/a.py: Python outside test, scripts and bench",
       {"tools/x/a.py": "", "capi/bridge/a.h": ""})
breaks("lowering/a.td: written in neither C nor C++", {"lowering/a.td": ""})
breaks("capi/bridge/a.cpp: not in the ledger of capi/README.md",
       {"capi/bridge/a.cpp": "", "capi/README.md": "| `b.cpp` |\n"})

problems = []
ledger = ROOT / "capi/README.md"
ledger = ledger.read_text() if ledger.exists() else ""
sources = files(".cpp", ".cc", ".cxx", ".hpp", ".hh") + files(".h", under="capi/bridge")
total = 0
for path in sources:
    if not name(path).startswith("capi/bridge/"):
        problems.append(f"{name(path)}: C++ outside capi/bridge")
    else:
        total += path.read_bytes().count(b"\n")
        if path.suffix == ".cpp" and f"| `{path.name}` |" not in ledger:
            problems.append(f"{name(path)}: not in the ledger of capi/README.md")
if total > BUDGET:
    problems.append(f"capi/bridge has {total} lines, at most {BUDGET}")
for path in files(".py"):
    if not name(path).startswith(PYTHON):
        problems.append(f"{name(path)}: Python outside test, scripts and bench")
for path in files(".td", ".rs", ".go", ".java", ".inc", ".s", ".S", ".pl"):
    problems.append(f"{name(path)}: written in neither C nor C++")
print(f"capi/bridge: {total} of {BUDGET} lines")
report(problems, len(sources) or len(problems), "files")
