# RUN: %python %s
"""No source file is longer than 400 lines: one subject each."""

from lint import files, name, report

# Tables of data, by name.
EXCEPT = set()

problems = []
sources = files(".c", ".h", ".cpp", ".py", ".sh", ".cmake", "CMakeLists.txt", ".mlir")
for path in sources:
    lines = path.read_bytes().count(b"\n")
    if lines > 400 and name(path) not in EXCEPT:
        problems.append(f"{name(path)}: {lines} lines, at most 400")
report(problems, len(sources), "files")
