# RUN: %python %s
"""Small rules of docs/style.md that a line or a file can break."""

import re

from lint import LICENSE, breaks, files, name, report

HEADER = LICENSE + "#ifndef AIC_TOOLS_A_H\n#define AIC_TOOLS_A_H\n#endif // AIC_TOOLS_A_H\n"
UNFINISHED = "TO" "DO"

breaks("tools/a.c: no license line", {"tools/a.c": "int x;\n"})
for path in ("tools/a.c", "scripts/a.sh", "test/a.mlir", "docs/a.md", "CMakeLists.txt"):
    breaks(f"{path}:2: unfinished work without an issue number",
           {path: LICENSE + f"// {UNFINISHED}: later\n", "tools/b.c": LICENSE})
breaks("tools/a.c:2: 81 columns, at most 80", {"tools/a.c": LICENSE + "/" * 81 + "\n"})
breaks("tools/a.c:2: write (void) for no parameters",
       {"tools/a.c": LICENSE + "static int f() {\n"})
breaks("tools/a.c:3: goto to another label than cleanup",
       {"tools/a.c": LICENSE + "void f(void) {\n  goto again;\n"})
breaks("tools/a.c:3: a second label in one function",
       {"tools/a.c": LICENSE + "cleanup:\nagain:\n  return;\n}\n"})
breaks("tools/a.c:2: a function-like macro; write a function",
       {"tools/a.c": LICENSE + "#define MAX(a, b) ((a) > (b))\n"})
breaks("tools/support/cli.h: excused from the rule on macros, but has none", {"tools/a.c": LICENSE})
breaks("tools/a.c:2: a comment of another style; write //",
       {"tools/a.c": LICENSE + "/* x */\n"})
breaks("tools/a.h: the include guard is not AIC_..._A_H",
       {"tools/a.h": HEADER.replace("A_H", "B_H")})
breaks("tools/b/a.h: the include guard is that of tools/a.h too",
       {"tools/a.h": HEADER, "tools/b/a.h": HEADER})
breaks("tools/a.h: the include guard does not come first",
       {"tools/a.h": LICENSE + "#include <x.h>\n" + HEADER})
breaks("tools/aB.c: written lower_snake.c", {"tools/aB.c": LICENSE})
breaks("test/a_b.mlir: written lower-kebab.mlir", {"test/a_b.mlir": "", "tools/a.c": LICENSE})
breaks("tools/a.c:2: a path of some machine", {"tools/a.c": LICENSE + "// see /ho" "me/me/x\n"})

# Where a table or a test is read better with them: see the comment over each.
MACROS = {
    "runtime/include/aic/support.h", "capi/include/aic/build.h", "capi/include/aic/diag.h",
    "capi/include/aic/plugin.h", "capi/bridge/asm.cpp", "tools/support/cli.h",
    "runtime/npu/encode.c", "runtime/npu/kernel.c", "runtime/npu/machine.h", "runtime/npu/machine_params.c",
    "runtime/npu/vec_ops.c",
    "dialects/npu/ops/target.c", "dialects/npu/vec_rules.c",
    "lowering/linalg_to_npu/emit_compute.c", "lowering/onnx_to_graph/onnx_external.c",
    "lowering/onnx_to_graph/onnx_tensor.c",
}
# Expectations of a test are one line each, whatever their length.
FREE = re.compile(r"https?://|RU" r"N:|^\s*// [A-Z-]+: |expected-")
MACHINE = re.compile(r"(?<![\w.$}])/(?:home|root|work|Users)/\w")

problems = []
guards = {}
excused = set()


def check_text(where, lines):
    """What holds for every text of ours."""
    for number, line in enumerate(lines, 1):
        if re.search(rf"\b({UNFINISHED}|FIX" r"ME|XX" r"X)\b(?!\(#\d+\))", line):
            problems.append(f"{where}:{number}: unfinished work without an issue number")
        if MACHINE.search(line):
            problems.append(f"{where}:{number}: a path of some machine")


def check_guard(where, text):
    """The guard ends with the file's name, and nothing stands before it."""
    stem = where.rsplit("/", 1)[1].removesuffix(".h").upper()
    code = [line for line in text.splitlines() if line and not line.startswith("//")]
    guard = re.match(rf"#ifndef (AIC_(?:\w+_)?{stem}_H)$", code[0]) if code else None
    if not re.search(rf"^#ifndef AIC_(?:\w+_)?{stem}_H$", text, re.M):
        problems.append(f"{where}: the include guard is not AIC_..._{stem}_H")
    elif not guard or code[1] != f"#define {guard.group(1)}":
        problems.append(f"{where}: the include guard does not come first")
    elif guards.setdefault(guard.group(1), where) != where:
        problems.append(f"{where}: the include guard is that of {guards[guard.group(1)]} too")


def check_code(where, lines):
    """What holds for C and C++ of ours."""
    labels = 0
    for number, line in enumerate(lines, 1):
        def problem(text):
            problems.append(f"{where}:{number}: {text}")
        if len(line) > 80 and not FREE.search(line):
            problem(f"{len(line)} columns, at most 80")
        if re.search(r"^[A-Za-z].*\(\)\s*[;{]", line) and not where.startswith("capi/bridge/"):
            problem("write (void) for no parameters")
        if re.search(r"\bgoto (?!cleanup\b)", line) and not re.match(r"\s*//", line):
            problem("goto to another label than cleanup")
        labels = 0 if line == "}" else labels + bool(re.match(r"\w+:$", line))
        if labels > 1:
            problem("a second label in one function")
        if re.match(r"#\s*define \w+\(", line) and not where.startswith("test/"):
            if where not in MACROS:
                problem("a function-like macro; write a function")
            excused.add(where)
        if re.match(r"\s*/\*(?!\w+=\*/)", line):
            problem("a comment of another style; write //")


sources = files(".c", ".h", ".cpp")
for path in sources:
    text, where = path.read_text(), name(path)
    ours = not where.startswith(("test/", "docs/"))
    if "SPDX-License-Identifier" not in text[:600] and ours:
        problems.append(f"{where}: no license line")
    if path.suffix == ".h" and ours:
        check_guard(where, text)
    if ours and not re.fullmatch(r"[a-z0-9_]+", path.stem):
        problems.append(f"{where}: written lower_snake{path.suffix}")
    check_text(where, text.splitlines())
    check_code(where, text.splitlines())
for path in files(".mlir", ".py", ".sh", ".cmake", "CMakeLists.txt", ".md", ".test"):
    where = name(path)
    check_text(where, path.read_text().splitlines())
    if path.suffix in (".mlir", ".test") and where.startswith("test/") and "Inputs" not in path.parts \
            and not where.startswith("test/data/") and not re.fullmatch(r"[a-z0-9-]+", path.stem):
        problems.append(f"{where}: written lower-kebab{path.suffix}")
problems += [f"{where}: excused from the rule on macros, but has none"
             for where in sorted(MACROS - excused)]
report(problems, len(sources) or len(problems), "files")
