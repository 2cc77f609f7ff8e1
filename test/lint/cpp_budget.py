# RUN: %python %s
"""C++ lives in capi/bridge only, in at most 1,500 lines."""

from lint import files, name, report

BUDGET = 1500

problems = []
sources = files(".cpp", ".cc", ".cxx", ".hpp", ".td") + files(".h", under="capi/bridge")
total = 0
for path in sources:
    if not name(path).startswith("capi/bridge/"):
        problems.append(f"{name(path)}: C++ outside capi/bridge")
    else:
        total += path.read_bytes().count(b"\n")
if total > BUDGET:
    problems.append(f"capi/bridge has {total} lines, at most {BUDGET}")
print(f"capi/bridge: {total} of {BUDGET} lines")
report(problems, len(sources), "files")
