# RUN: %python %s %build/lib/libaic.so %build/bin/aic-opt %build/bin/aic %build/bin/aic-docgen %build/bin/aic-lsp-server
# A library with a function of MLIR inside, one that needs no MLIR at all, and
# one that needs two break the rule.
# RUN: rm -rf %t && mkdir %t
# RUN: echo 'void _ZN4mlir11MLIRContextD1Ev(void *c) { (void)c; }' > %t/own.c
# RUN: %cc -shared -fPIC %t/own.c -o %t/own.so %aic_lib
# RUN: not %python %s %t/own.so | FileCheck %s --check-prefix=OWN
# OWN: own.so defines 1 functions of libMLIR, such as _ZN4mlir11MLIRContextD1Ev
# RUN: echo 'int aicOne;' > %t/one.c
# RUN: %cc -shared -fPIC %t/one.c -o %t/none.so
# RUN: not %python %s %t/none.so | FileCheck %s --check-prefix=NONE
# NONE: none.so: loads 0 libraries called libMLIR
# RUN: %cc -shared -fPIC %t/one.c -o %t/libMLIR.so.1 -Wl,-soname,libMLIR.so.1
# RUN: %cc -shared -fPIC %t/one.c -o %t/two.so -Wl,--no-as-needed %t/libMLIR.so.1 %aic_lib -Wl,-rpath,%t
# RUN: not %python %s %t/two.so | FileCheck %s --check-prefix=TWO
# TWO: two.so: loads 2 libraries called libMLIR
"""There is one MLIR and one LLVM in a process of ours: the shared ones.

With a second copy types have two identities, and nothing works as it looks.
"""

import re
import subprocess
import sys
from pathlib import Path

from lint import report


def read(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def functions(*options):
    """Names of the strong functions that are defined."""
    listing = read("llvm-nm", "--defined-only", "--format=posix", *options)
    return {words[0] for words in map(str.split, listing.splitlines())
            if len(words) > 1 and words[1] in "Tt"}


problems, theirs = [], {}
for library in sys.argv[1:]:
    name = Path(library).name
    places = dict(re.findall(r"(\S+) => (/\S+)", read("ldd", library)))
    for kind in ("MLIR", "LLVM"):
        found = [place for soname, place in places.items()
                 if re.match(rf"lib{kind}(-\d+)?\.so", soname)]
        if len(found) != 1:
            problems.append(f"{name}: loads {len(found)} libraries called lib{kind}: {found}")
        for place in found:
            # Weak ones are templates and inline functions, which all may have.
            if place not in theirs:
                theirs[place] = functions("-D", place)
            # Those of the version script end up local, so the full table is read.
            own = sorted(functions(library) & theirs[place])
            if own:
                problems.append(f"{name} defines {len(own)} functions of lib{kind}, such as {own[0]}")
report(problems, len(sys.argv) - 1, "libraries and programs")
