"""Builds aic-opt and aic-sim of a changed copy of the tree, as ninja would:
compiles what differs from the original or includes something that does, and
links it before the libraries of the original's build.

    rebuild.py ROOT BUILD CC LIBRARIES...   in the copy
"""

import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

root, build = Path(sys.argv[1]), Path(sys.argv[2])
libraries = sys.argv[4:]
copy = Path.cwd()
# The same flags with the copy's headers; its libraries are those of the build.
compiler = [word.replace(f"-I{root}", f"-I{copy}") for word in shlex.split(sys.argv[3])]
compiler += [f'-DAIC_LLVM_BINDIR="{os.environ.get("AIC_LLVM_BINDIR", "")}"']

PUBLISHED = ("capi/include/", "runtime/include/")
files = {str(path.relative_to(copy)): path.read_text()
         for layer in ("runtime", "capi", "dialects", "lowering", "tools")
         for path in (copy / layer).rglob("*.[ch]")}
changed = {name for name, text in files.items()
           if not (root / name).exists() or (root / name).read_text() != text}


def includes(text):
    for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.M):
        yield from (place + name for place in ("",) + PUBLISHED if place + name in files)


while True:
    more = {name for name, text in files.items()
            if name not in changed and any(target in changed for target in includes(text))}
    if not more:
        break
    changed |= more

folder = copy / "build"
mains = {"aic-opt": [n for n in files if n.startswith("tools/aic-opt/") and n.endswith(".c")],
         "aic-sim": ["tools/aic-sim/main.c"]}
library = [name for name in changed if name.endswith(".c") and name != "lowering/plugin.c"
           and not name.startswith("tools/")]
support = [name for name in changed if name.endswith(".c") and name != "tools/aic-sim/main.c"
           and name.startswith(("tools/support/", "tools/aic-sim/"))]


def compile_one(name):
    target = folder / (name[:-1] + "o")
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*compiler, "-fPIC", "-c", name, "-o", target], check=True)
    return target


with ThreadPoolExecutor(os.cpu_count()) as pool:
    todo = sorted({*library, *support, *mains["aic-opt"], *mains["aic-sim"]})
    objects = dict(zip(todo, pool.map(compile_one, todo)))

(folder / "bin").mkdir(exist_ok=True)
tools = [build / "lib" / f"lib{name}.a" for name in ("aic_simulator_command", "aic_tool_support")]
for tool, own in mains.items():
    names = own + library + (support if tool == "aic-sim" else [])
    subprocess.run([*compiler, *(objects[name] for name in names), "-o", folder / "bin" / tool,
                    "-Wl,--start-group", *tools, "-Wl,--end-group", *libraries], check=True)
print(f"{len(todo)} files compiled")
