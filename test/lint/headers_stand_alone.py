# RUN: %python %s "%cc"
"""Each published header compiles alone as strict C11 and as C++17."""

import shlex
import subprocess
import sys

from lint import breaks, files, name, report

breaks("capi/include/aic/a.h as c11", {"capi/include/aic/a.h": "size_t f(void);\n"})
breaks("runtime/include/aic/a.h as c11", {"runtime/include/aic/a.h": "int f();\n"})
breaks("capi/include/aic/a.h as c++17",
       {"capi/include/aic/a.h": "static inline char *f(void *p) { return p; }\n"})

compiler = shlex.split(sys.argv[1])
includes = [a for i, a in enumerate(compiler) if a.startswith("-I") or
            a == "-isystem" or (i and compiler[i - 1] == "-isystem")]

problems = []
headers = files(".h", under="capi/include") + files(".h", under="runtime/include")
for path in headers:
    text = f'#include "{path}"\nint aicHeaderTest(void);\n'
    for language, standard in (("c", "-std=c11"), ("c++", "-std=c++17")):
        strict = ["-Wstrict-prototypes"] if language == "c" else []
        run = subprocess.run(
            [compiler[0], "-x", language, standard, "-fsyntax-only", "-Wall", "-Wextra",
             "-Wpedantic", "-Werror", *strict, *includes, "-"],
            input=text, capture_output=True, text=True,
        )
        if run.returncode:
            problems.append(f"{name(path)} as {standard[5:]}:\n{run.stderr}")
report(problems, len(headers), "headers")
