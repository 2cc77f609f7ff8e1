"""What the rules in test/lint share: the files of the repository, a report,
and the proof that a rule can fail."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# In the proof of a rule, which runs it on a small tree of its own.
BROKEN = False

LAYERS = ["runtime", "capi", "dialects", "lowering", "tools"]

LICENSE = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"


def listing(root):
    """Files that git tracks or would track; of another tree, such as a source
    archive, all outside build folders."""
    names = [str(p.relative_to(root)) for p in root.rglob("*")] if BROKEN else git_listing(root)
    return sorted({n for n in names if n and (root / n).is_file()})


def git_listing(root):
    try:
        return subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=root, capture_output=True, text=True, check=True,
        ).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        return [
            str(p.relative_to(root)) for p in root.rglob("*")
            if not p.relative_to(root).parts[0].startswith(("build", ".git"))
        ]


NAMES = listing(ROOT)


def files(*suffixes, under=""):
    """The files below `under` with one of these endings, in a stable order."""
    return [ROOT / n for n in NAMES
            if n.endswith(suffixes) and (not under or n.startswith(under.rstrip("/") + "/"))]


def name(path):
    return str(Path(path).relative_to(ROOT))


def report(problems, checked, what):
    """Prints the problems; fails when there are any or nothing was checked."""
    for problem in problems:
        print(problem)
    print(f"{checked} {what} checked, {len(problems)} problems")
    sys.exit(1 if problems or not checked else 0)


def table_names(docgen="aic-docgen"):
    """(kind, name, rest) of everything in the tables."""
    listing = subprocess.run([docgen, "--list"], capture_output=True, text=True, check=True)
    for line in listing.stdout.splitlines():
        kind, first, *rest = line.split()
        yield kind, first, rest


def breaks(message, tree, tables=None):
    """Proves, before a rule is asked about the repository, that a tree of these
    files breaks it: it must fail and say `message`. `tables` is what aic-docgen
    then prints, by its argument.

    The proof is the rest of the rule, run by a child process on the tree."""
    global BROKEN
    if BROKEN:
        return
    folder = Path(tempfile.mkdtemp())
    for path, text in tree.items():
        (folder / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "tree" / path).write_text(text)
    sys.stdout.flush()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        BROKEN = True
        become(folder / "tree")
        if tables is not None:
            fake_docgen(folder, tables)
        return
    os.close(writer)
    with open(reader, errors="replace") as stream:
        said = stream.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    shutil.rmtree(folder)
    if code != 1 or message not in said:
        print(f"the rule does not see what breaks it; wanted: {message}\ngot {code}:\n{said}")
        sys.exit(1)


def become(root):
    """From here on the rule looks at the tree `root`."""
    global ROOT, NAMES
    root.mkdir(exist_ok=True)
    ROOT, NAMES = root, listing(root)
    sys.modules["__main__"].ROOT = root


def fake_docgen(folder, tables):
    for argument, text in tables.items():
        (folder / f"{argument}.out").write_text(text)
    docgen = folder / "aic-docgen"
    docgen.write_text('#!/bin/sh\nexec cat "$(dirname "$0")/$1.out"\n')
    docgen.chmod(0o755)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
