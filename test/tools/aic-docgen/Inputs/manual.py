"""All pages of a folder: no warning of roff, and each option of --help is there."""

import pathlib
import re
import subprocess
import sys

folder, *programs = sys.argv[1:]
pages = {page.stem: page for page in pathlib.Path(folder).glob("*.1")}


def text(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


listed = re.search(r"\ncommands:\n(.*?)\n\n", text(["aic", "--help"]), re.S)[1]
commands = [line.split()[0] for line in listed.splitlines() if line[2] != " "]
wanted = programs + [f"aic-{command}" for command in commands]
assert sorted(pages) == sorted(wanted), (sorted(pages), sorted(wanted))
assert {"compile", "run", "bench", "completion"} <= set(commands), commands

for name, page in pages.items():
    done = subprocess.run(["groff", "-ww", "-man", "-Tascii", "-P-cbou", str(page)],
                          capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, (name, done.stderr)
    assert "\n.\n" not in page.read_text(), name
    if name in ("aic-opt", "aic-lsp-server"):  # their help is MLIR's
        continue
    command = ["aic", name[4:]] if name[4:] in commands else [name]
    shown = text([*command, "--help"])
    options = re.findall(r"^  (-[^ ]+)", shown, re.M)
    assert "--help" in options, shown
    for option in options:
        assert option in done.stdout, (name, option, done.stdout)
