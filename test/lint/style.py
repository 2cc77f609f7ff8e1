# RUN: %python %s
"""Small rules of docs/style.md that a line can break."""

import re

from lint import files, name, report

problems = []
sources = files(".c", ".h", ".cpp")
for path in sources:
    text = path.read_text()
    where = name(path)
    if "SPDX-License-Identifier" not in text[:600]:
        if not where.startswith("test/"):
            problems.append(f"{where}: no license line")
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", line):
            problems.append(f"{where}:{number}: unfinished work without an issue number")
        # Expectations of a test are one line each, whatever their length.
        free = r"https?://|RU" r"N:|^\s*// [A-Z-]+: |expected-"
        if len(line) > 80 and not re.search(free, line):
            problems.append(f"{where}:{number}: {len(line)} columns, at most 80")
        if path.suffix in (".c", ".h") and re.search(r"^[A-Za-z].*\(\)\s*[;{]", line):
            if not where.startswith("capi/bridge/"):
                problems.append(f"{where}:{number}: write (void) for no parameters")
report(problems, len(sources), "files")
