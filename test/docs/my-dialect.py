# The tutorial as a new user follows it, with the system's C compiler and with
# clang: everything it shows is what happens.
# A sanitized plugin needs its run-time library before the stock tool's.
# UNSUPPORTED: sanitize
# RUN: rm -rf %t.cc %t.clang
# RUN: %python %s %root %build %t.cc mlir-opt-22 %user_cc
# RUN: %python %s %root %build %t.clang mlir-opt-22 clang
"""Installs into a folder and runs docs/tutorial/my-dialect.md there."""

import os
import shutil
import sys
from pathlib import Path

from tutorial import follow

root, build, work = (Path(arg).resolve() for arg in sys.argv[1:4])
# The names that the text uses, whatever they are called on this machine.
(work / "bin").mkdir(parents=True)
for word, program in (("mlir-opt-22", sys.argv[4]), ("cc", sys.argv[5])):
    (work / "bin" / word).symlink_to(shutil.which(program))

environment = {"PATH": f"{work}/bin:{os.environ['PATH']}", "HOME": f"{work}/home"}
(work / "home").mkdir()
problems = follow(root / "docs/tutorial/my-dialect.md", root, environment,
                  {"/opt/aic": work / "prefix", "~/fixed": work / "home/fixed",
                   "--install build": f"--install {build}"},
                  [root / "docs/tutorial/my_dialect.c"])
print("\n".join(problems))
sys.exit(bool(problems))
