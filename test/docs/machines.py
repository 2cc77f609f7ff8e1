# RUN: rm -rf %t && mkdir %t && %python %s %root %t
"""Follows docs/machines.md: its machines are files, its commands do what it shows."""

import os
import sys
from pathlib import Path

from tutorial import blocks, follow

root, work = (Path(arg).resolve() for arg in sys.argv[1:])
page = root / "docs/machines.md"
(machine,) = [text for _, words, text in blocks(page.read_text()) if "my_npu.mlir" in words]
assert len(machine.splitlines()) <= 20, "the page promises twenty lines"
for path in (root / "dialects/npu/targets").glob("*.mlir"):
    assert len(path.read_text().splitlines()) <= 40, f"{path} has more than 40 lines"
    assert f"`{path.stem}`" in page.read_text(), f"{path.stem} is not on the page"
problems = follow(page, work, {"PATH": os.environ["PATH"], "HOME": str(work)}, {})
print("\n".join(problems))
sys.exit(bool(problems))
