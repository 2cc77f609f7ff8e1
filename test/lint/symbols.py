# RUN: %python %s %build/lib/libaic.so
# A library without what is listed, one with more than that, and a list from
# the future break the rule.
# RUN: echo 'void aicOne(void); void aicOne(void) {}' > %t.c
# RUN: %cc -Wno-missing-prototypes -shared -fPIC %t.c -o %t.so
# RUN: echo 'aicOne 0.1' > %t.good
# RUN: %python %s %t.so %t.good
# RUN: echo 'aicTwo 0.1' > %t.more
# RUN: not %python %s %t.so %t.more | FileCheck %s
# CHECK: aicOne is exported but not listed
# CHECK: aicTwo is listed but not exported
# RUN: echo 'aicOne 99.0' > %t.future
# RUN: not %python %s %t.so %t.future | FileCheck %s --check-prefix=FUTURE
# FUTURE: aicOne: since 99.0, which is after
# RUN: echo 'aicOne' > %t.never
# RUN: not %python %s %t.so %t.never | FileCheck %s --check-prefix=NEVER
# NEVER: 'aicOne' is no name and version
"""What libaic.so exports is what capi/symbols.txt lists, with the version since.

`symbols.py LIBRARY --write` adds new symbols to the list, with the version of
today. A released symbol that goes away takes a new major version.
"""

import re
import subprocess
import sys
from pathlib import Path

from lint import ROOT, report

HEADER = """\
# What libaic.so exports, and since which version. Renewed by
#   test/lint/symbols.py build/lib/libaic.so --write
"""


def key(version):
    return tuple(int(part) for part in version.split("."))


library = sys.argv[1]
write = sys.argv[-1] == "--write"
path = Path(sys.argv[2]) if len(sys.argv) > 2 and not write else ROOT / "capi/symbols.txt"
text = (ROOT / "capi/include/aic/version.h").read_text()
version = ".".join(re.search(r'VERSION_STRING "(.*)"', text).group(1).split(".")[:2])

listing = subprocess.run(["llvm-nm", "-D", "--defined-only", "--format=just-symbols", library],
                         capture_output=True, text=True, check=True).stdout
# Sanitizers add names of their own to a library.
exported = {name for name in listing.split() if not name.startswith("_")}

problems, listed = [], {}
lines = path.read_text().splitlines() if path.exists() else []
for line in lines:
    match = re.fullmatch(r"(\w+) (\d+\.\d+)", line)
    if match:
        listed[match.group(1)] = match.group(2)
    elif not line.startswith("#"):
        problems.append(f"'{line}' is no name and version")
if write:
    listed = {name: listed.get(name, version) for name in exported}
    path.write_text(HEADER + "".join(f"{name} {listed[name]}\n" for name in sorted(listed)))
hint = f"run: test/lint/symbols.py {library} --write"
problems += [f"{name} is exported but not listed; {hint}" for name in sorted(exported - set(listed))]
problems += [f"{name} is listed but not exported; {hint}" for name in sorted(set(listed) - exported)]
problems += [f"{name}: since {since}, which is after {version}" for name, since in listed.items()
             if key(since) > key(version)]
report(problems, len(exported), "symbols")
