"""NPU programs as text."""

import subprocess
from pathlib import Path


def sim(*arguments, **options):
    return subprocess.run(["aic-sim", *map(str, arguments)], capture_output=True, text=True, **options)


def check_text(program):
    """What `program` is disassembled to is assembled to its bytes; the text."""
    program = Path(program)
    text, again = program.with_suffix(".s"), program.with_suffix(".again")
    listing = sim(program, "--disassemble", "--data", check=True).stdout
    text.write_text(listing)
    run = sim(text, "--assemble", "-o", again)
    assert run.returncode == 0 and not run.stdout + run.stderr, run
    assert program.read_bytes() == again.read_bytes(), program
    return listing
