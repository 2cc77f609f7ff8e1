"""What the rules in test/lint share: the files of the repository, a report."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LAYERS = ["runtime", "capi", "dialects", "lowering", "tools"]


def files(*suffixes, under=""):
    """Files that git tracks or would track, in a stable order."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "--", under or "."],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        # A source archive: no git, so all files outside build folders.
        listing = [
            str(p.relative_to(ROOT))
            for p in (ROOT / under).rglob("*")
            if p.is_file() and not p.relative_to(ROOT).parts[0].startswith(("build", ".git"))
        ]
    return [
        ROOT / name
        for name in sorted(set(listing))
        if name and name.endswith(suffixes) and (ROOT / name).is_file()
    ]


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
