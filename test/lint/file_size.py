# RUN: %python %s
"""No source file is longer than 400 lines: one subject each."""

from lint import breaks, files, name, report

breaks("runtime/long.c: 401 lines, at most 400", {"runtime/long.c": "\n" * 401})
breaks("test/long.mlir: 500 lines, at most 400", {"test/long.mlir": "\n" * 500, "a.py": ""})

# Tables of data, by name, or generated.
EXCEPT = ("docs/irdl/",)

problems = []
sources = files(".c", ".h", ".cpp", ".py", ".sh", ".cmake", "CMakeLists.txt", ".mlir")
for path in sources:
    lines = path.read_bytes().count(b"\n")
    if lines > 400 and not name(path).startswith(EXCEPT):
        problems.append(f"{name(path)}: {lines} lines, at most 400")
report(problems, len(sources), "files")
