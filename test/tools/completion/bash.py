# RUN: %python %s
"""Bash completes commands, options, words and files as a person would see it.

A real bash at a pseudo-terminal gets a line and the tab key; then the line is made a comment of
`echo`, so that bash itself says what it has become.
"""

import os
import pty
import re
import select
import subprocess
import tempfile
import time

folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
for name in ("net.onnx", "net.mlir", "net.so", "net.npu", "two words.onnx", "notes.txt"):
    open(name, "w").close()
os.mkdir("inputs")
os.mkdir("outputs")
script = subprocess.run(["aic", "completion", "bash"], capture_output=True, check=True)
assert not script.stderr
subprocess.run(["aic-docgen", "--share", "share"], check=True)
with open("share/bash-completion/completions/aic", "rb") as file:
    assert file.read() == script.stdout

master, slave = pty.openpty()
shell = subprocess.Popen(
    ["bash", "--norc", "--noprofile", "-i"], stdin=slave, stdout=slave, stderr=slave,
    start_new_session=True,
    env={**os.environ, "TERM": "dumb", "PS1": "", "INPUTRC": "/dev/null", "COLUMNS": "500"})
os.close(slave)


def read_until(marker, limit=20):
    seen, end = "", time.monotonic() + limit
    while not re.search(marker, seen):
        ready, _, _ = select.select([master], [], [], end - time.monotonic())
        assert ready, f"no {marker!r} after {limit} s: {seen!r}"
        seen += os.read(master, 65536).decode()
    return re.search(marker, seen)


def send(text):
    os.write(master, text.encode())


send("stty -echo; bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; PS2=\n")
for program in ("aic", "aic-sim", "aic-docgen"):
    send(f". share/bash-completion/completions/{program}\n")
send("printf '[%s]\\n' ready\n")
read_until(r"\[ready\]")

count = 0


def completed(line):
    """The line after a tab, as bash's history has it."""
    global count
    count += 1
    # Home, a command that prints the rest of the line, end, return.
    send(f"{line}\t\x01printf '%s|' {count} \x05 end\n")
    return read_until(rf"(?m){count}\|(.*)\|end\|")[1].rstrip("|")


def check(line, *words):
    words = "|".join(words)
    got = completed(line)
    assert got == words, (line, got, words)


check("aic comp", "aic", "comp")  # compile or completion
check("aic compi", "aic", "compile")
check("aic compile --em", "aic", "compile", "--emit=")
check("aic compile --emit=li", "aic", "compile", "--emit=linalg")
check("aic compile --emit li", "aic", "compile", "--emit", "linalg")
check("aic compile --emit=x", "aic", "compile", "--emit=x")
check("aic compile --target=npu:edge3", "aic", "compile", "--target=npu:edge32")
check("aic compile --target npu:edge3", "aic", "compile", "--target", "npu:edge32")
check("aic compile --timing=j", "aic", "compile", "--timing=json")
check("aic compile net.o", "aic", "compile", "net.onnx")
check("aic compile net.onnx -o net.np", "aic", "compile", "net.onnx", "-o", "net.npu")
check("aic compile --schedule=net", "aic", "compile", "--schedule=net.mlir")
check("aic compile tw", "aic", "compile", "two words.onnx")
check("aic compile no", "aic", "compile", "no")  # no model
check("aic run net.s", "aic", "run", "net.so")
check("aic run --inputs=in", "aic", "run", "--inputs=inputs/")
check("aic run net.so --inputs in", "aic", "run", "net.so", "--inputs", "inputs/")
check("aic completion f", "aic", "completion", "fish")
check("aic --ve", "aic", "--version")
check("aic-sim net", "aic-sim", "net.npu")
check("aic-sim net.npu --stats=te", "aic-sim", "net.npu", "--stats=text")
check("aic-sim --json ne", "aic-sim", "--json", "net.npu")
check("aic-docgen --dialect=g", "aic-docgen", "--dialect=graph")

send("exit\n")
shell.wait(timeout=20)
