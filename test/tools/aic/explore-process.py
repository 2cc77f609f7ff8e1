# RUN: rm -rf %t && mkdir %t && %python %s %t
"""aic explore and its processes: one that dies costs a row and the exit code, nothing is left behind by an
interrupted command, and at a terminal a line tells how far it is and goes away."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import random_weights

folder = Path(sys.argv[1])
model = random_weights.light("squeezenet")
COMMAND = ["aic", "explore", model, "--set=dram.bw=8,16,32,64", "--jobs=1"]


def children(process):
    try:
        return [int(text) for text in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def begin(*options, **streams):
    """The command when its first process has begun."""
    process = subprocess.Popen([*COMMAND, *options], text=True, **streams)
    while process.poll() is None and not children(process):
        time.sleep(0.002)
    return process


# A process that is killed: the other machines are tried, and the exit code tells.
page = folder / "page.html"
process = begin("--json", f"--html={page}", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
os.kill(children(process)[0], signal.SIGKILL)
out, err = process.communicate(timeout=300)
points = json.loads(out)["points"]
errors = [point.get("error") for point in points]
died = errors.index("its process ended with signal 9")
assert len(points) == 4 and errors.count(None) == 3, errors
assert process.returncode == 1 and err == f"aic: error: machine {died}: its process ended with signal 9\n", err
assert page.exists()

# An interrupted command ends its processes with it, as a terminal does, and writes no page.
page.unlink()
process = begin(f"--html={page}", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
os.killpg(process.pid, signal.SIGINT)
assert process.wait(timeout=60) == -signal.SIGINT, process.returncode
assert not list(folder.iterdir()), list(folder.iterdir())

# Output that cannot be written is an error.
with open("/dev/full", "w") as full:
    done = subprocess.run([*COMMAND[:3], "--json"], stdout=full, stderr=subprocess.PIPE, text=True)
assert done.returncode == 1 and "standard output" in done.stderr, done

# At a terminal: a line that is erased before each row and at the end; elsewhere nothing.
master, slave = pty.openpty()
process = begin(stdout=subprocess.PIPE, stderr=slave, env={**os.environ, "TERM": "xterm"})
os.close(slave)
table = process.communicate(timeout=300)[0]
seen = b""
try:
    while True:
        seen += os.read(master, 4096)
except OSError:
    pass
for done in (1, 2, 3):
    assert b"aic: %d of 4 machines, " % done in seen, seen
assert b"4 of 4" not in seen and seen.endswith(b"\r\x1b[K"), seen
quiet = subprocess.run(COMMAND, capture_output=True, text=True, check=True)
assert quiet.stderr == "" and quiet.stdout == table
