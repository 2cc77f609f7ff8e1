"""What the rules in test/lint share: the files of the repository, a report,
and the proof that a rule can fail."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

# The proof of a rule runs it on a small tree of its own.
BROKEN = os.environ.get("AIC_LINT_ROOT")
ROOT = Path(BROKEN or Path(__file__).resolve().parents[2])

LAYERS = ["runtime", "capi", "dialects", "lowering", "tools"]

LICENSE = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"


def listing():
    """Files that git tracks or would track; of a source archive, all outside
    build folders."""
    if not BROKEN:
        try:
            return subprocess.run(
                ["git", "ls-files", "-co", "--exclude-standard"],
                cwd=ROOT, capture_output=True, text=True, check=True,
            ).stdout.split("\n")
        except (OSError, subprocess.CalledProcessError):
            pass
    return [
        str(p.relative_to(ROOT)) for p in ROOT.rglob("*")
        if p.is_file() and not p.relative_to(ROOT).parts[0].startswith(("build", ".git"))
    ]


NAMES = sorted({n for n in listing() if n and (ROOT / n).is_file()})


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
    then prints, by its argument."""
    if BROKEN:
        return
    with tempfile.TemporaryDirectory() as folder:
        root, programs = Path(folder) / "tree", Path(folder) / "bin"
        for path, text in tree.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        root.mkdir(exist_ok=True)
        environment = dict(os.environ, AIC_LINT_ROOT=str(root))
        if tables is not None:
            programs.mkdir()
            for argument, text in tables.items():
                (programs / f"{argument}.out").write_text(text)
            docgen = programs / "aic-docgen"
            docgen.write_text('#!/bin/sh\nexec cat "$(dirname "$0")/$1.out"\n')
            docgen.chmod(0o755)
            environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
        run = subprocess.run([sys.executable, *sys.argv], env=environment,
                             capture_output=True, text=True)
    if run.returncode != 1 or message not in run.stdout:
        print(f"the rule does not see what breaks it; wanted: {message}\n"
              f"got {run.returncode}:\n{run.stdout}{run.stderr}")
        sys.exit(1)
