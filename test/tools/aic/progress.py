# RUN: %python %s %data/matmul.mlir
"""What long work tells: lines with -v, a line that goes away at a terminal, else nothing."""

import os
import pty
import re
import subprocess
import sys
import tempfile
import threading
import time

model = open(sys.argv[1]).read()
folder = tempfile.TemporaryDirectory()
source = os.path.join(folder.name, "model.mlir")
library = os.path.join(folder.name, "model.so")
with open(source, "w") as file:
    file.write(model)

# Not a terminal: nothing without -v.
quiet = subprocess.run(["aic", "compile", source, "-o", library], capture_output=True, text=True)
assert quiet.returncode == 0 and quiet.stderr == "" and quiet.stdout == "", quiet

# With -v, a line per stage, in order, with the time since the start; no escapes.
told = subprocess.run(["aic", "compile", source, "-o", library, "-v"], capture_output=True,
                      text=True, check=True)
assert told.stdout == "" and "\033" not in told.stderr and "\r" not in told.stderr, told
lines = [re.fullmatch(r"aic: \[ *([0-9]+\.[0-9]{3}) s\]( +)(.*)", line)
         for line in told.stderr.splitlines()]
assert all(lines), told.stderr
times = [float(line[1]) for line in lines]
assert times == sorted(times), told.stderr
stages = [line[3] for line in lines if line[2] == " "]
assert stages == ["start", "import", "linalg", "vector", "llvm", "llvm ir", "optimize",
                  "code generation", "link"], stages
notes = [line[3] for line in lines if line[2] != " "]
assert notes[0] == f"reading {source}" and notes[-1] == f"wrote {library}", notes


def at_terminal(text, *arguments, **variables):
    """stderr of aic at a terminal, with a model that takes 1.6 s to arrive through a pipe."""
    pipe = os.path.join(folder.name, "pipe.mlir")
    if not os.path.exists(pipe):
        os.mkfifo(pipe)

    def feed():
        with open(pipe, "w") as file:
            time.sleep(1.6)
            file.write(text)

    master, slave = pty.openpty()
    seen = bytearray()
    feeder = threading.Thread(target=feed)
    feeder.start()
    process = subprocess.Popen(
        ["aic", "compile", pipe, *arguments], stdout=subprocess.DEVNULL, stderr=slave,
        env={**os.environ, "TERM": "xterm", **variables})
    os.close(slave)
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    feeder.join()
    return process.wait(), seen.decode()


ERASE = "\r\033[K"

code, text = at_terminal(model, "-o", library)
assert code == 0 and ERASE + "aic: import, 1 s" in text, (code, text)
assert text.endswith(ERASE), text
# Each line replaces the one before: nothing stays.
for line in text.split(ERASE):
    assert "\n" not in line and (not line or line.startswith("aic: ")), text

# A diagnostic stands on a line of its own, and the line does not come back.
code, text = at_terminal("func.func @main(", "-o", library)
assert code == 1 and "aic: import, 1 s" in text, (code, text)
last = text.split(ERASE)[-1]
assert re.match(r"[^\r\n]*pipe\.mlir:1:\d+: error: ", last), text

# A terminal that cannot erase is left alone.
code, text = at_terminal(model, "-o", library, TERM="dumb")
assert code == 0 and text == "", (code, text)
