# The tutorial's edits are applied to a copy of the tree, which is built and
# run: everything the text shows is what happens.
# REQUIRES: git
# RUN: rm -rf %t
# RUN: %python %s %root %build %t "%cc" %aic_opt_lib %aic_static
"""Follows docs/tutorial/npu-op.md in a copy of the tree."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from lint import files, name
from tutorial import blocks, follow

root, build, work = (Path(arg).resolve() for arg in sys.argv[1:4])
compiler, libraries = sys.argv[4], sys.argv[5:]

copied = ("runtime/", "capi/", "dialects/", "lowering/", "tools/", "docs/tutorial/",
          "test/dialects/npu/", "test/lit.cfg.py")
for path in files(""):
    if name(path).startswith(copied):
        (work / name(path)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, work / name(path))
# A folder inside of a repository is none of its own to git apply.
subprocess.run(["git", "init", "-q", work], check=True)
# Who has followed the tutorial in this very tree starts from before it.
page = root / "docs/tutorial/npu-op.md"
if (work / "dialects/npu/ops/delay.c").exists():
    edits = "".join(body for _, words, body in blocks(page.read_text()) if words == ["diff"])
    subprocess.run(["git", "apply", "-R"], cwd=work, input=edits, text=True, check=True)
site = (build / "test/lit.site.cfg.py").read_text()
(work / "build/test").mkdir(parents=True)
(work / "build/test/lit.site.cfg.py").write_text(
    site.replace(f'"{build}"', f'"{work}/build"').replace(f'"{root}/test', f'"{work}/test'))

rebuild = shlex.join([sys.executable, str(root / "test/docs/Inputs/rebuild.py"), str(root),
                      str(build), compiler, *libraries])
environment = {"PATH": os.environ["PATH"], "HOME": str(work),
               "PYTHONPATH": os.environ["PYTHONPATH"]}
problems = follow(page, work, environment,
                  {"ninja -C build aic-opt aic-sim": rebuild})
print("\n".join(problems))
sys.exit(bool(problems))
