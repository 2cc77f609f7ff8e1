# RUN: %python %s %build "%cc"
# UNSUPPORTED: sanitize
"""What only the compiler can tell of the C files of ours: none has mutable data
of static lifetime, and all are compiled without arrays of variable length."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import lint
from lint import LAYERS, breaks, report

OBJECT = "runtime/CMakeFiles/a.dir/a.c.o"
NINJA = f"build {OBJECT}: C_COMPILER__a a.c || x\n  FLAGS = -O2 -Werror=vla -std=c11\n"
SOURCE = "runtime/CMakeFiles/a.dir/a.c"
for declaration, variable in (("int counter;", "counter"),
                              ("static int calls(void) { static int n; return ++n; }\n"
                               "int f(void);\nint f(void) { return calls(); }", "calls.n"),
                              ("const char *word = 0;", "word"),
                              ("_Thread_local int mine;", "mine")):
    breaks(f"runtime/a.c: '{variable}' is mutable and of static lifetime",
           {SOURCE: declaration + "\n", "build.ninja": NINJA})
breaks("runtime/a.c: compiled without -Werror=vla",
       {SOURCE: "extern const int x;\nconst int x = 1;\n",
        "build.ninja": NINJA.replace(" -Werror=vla", "")})

build, compiler = Path(sys.argv[1]), shlex.split(sys.argv[2])
if lint.BROKEN:
    build = lint.ROOT
    for source in build.rglob("*.c"):
        subprocess.run([*compiler, "-c", "-xc", str(source), "-o", f"{source}.o"], check=True)


def source_of(path):
    """runtime/npu/a.c of runtime/CMakeFiles/aic_runtime.dir/npu/a.c.o."""
    return re.sub(r"CMakeFiles/[^/]*\.dir/", "", str(path)).removesuffix(".o")


problems = []
ninja = (build / "build.ninja").read_text()
flags = dict(re.findall(r"^build (\S+\.c\.o): .*(?:\n  (?!FLAGS).*)*\n  FLAGS = (.*)", ninja, re.M))
objects = [path for path in flags if path.split("/")[0] in LAYERS and (build / path).exists()]
for path in objects:
    if "-Werror=vla" not in flags[path].split():
        problems.append(f"{source_of(path)}: compiled without -Werror=vla")
if objects:
    listing = subprocess.run(["llvm-nm", "--defined-only", "--format=sysv", "--print-file-name",
                              *(str(build / path) for path in objects)],
                             capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        # Of tables, pointers are set by the loader; then they are constant too.
        data = re.match(r"(\S+\.c\.o):\s*(\S+)\s*\|[^|]*\|[^|]*\|\s*(?:OBJECT|TLS)\s*\|"
                        r"[^|]*\|[^|]*\|\s*(\.t?data|\.t?bss)(?!\.rel\.ro)", line)
        if data:
            place = Path(data.group(1)).relative_to(build)
            problems.append(f"{source_of(place)}: '{data.group(2)}' is mutable and of static "
                            f"lifetime")
report(problems, len(objects), "objects")
