# RUN: %python %s %data/matmul.mlir
"""A signal in the middle of the work leaves nothing behind: no output, no part of one."""

import os
import signal
import subprocess
import sys
import tempfile
import time

model = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    # A linker that says that it runs and then takes long.
    linker = os.path.join(folder, "linker")
    started = os.path.join(folder, "started")
    with open(linker, "w") as file:
        file.write(f"#!/bin/sh\necho half\ntouch {started}\nexec sleep 20\n")
    os.chmod(linker, 0o755)
    out = os.path.join(folder, "out")
    os.mkdir(out)
    temporary = os.path.join(folder, "tmp")
    os.mkdir(temporary)
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        for old in (None, b"old"):
            library = os.path.join(out, "model.so")
            if old:
                with open(library, "wb") as file:
                    file.write(old)
            process = subprocess.Popen(
                ["aic", "compile", model, "-o", library], start_new_session=True,
                # Who runs the tests may ignore it.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
                env={**os.environ, "AIC_LINKER": linker, "TMPDIR": temporary})
            end = time.monotonic() + 60
            while not os.path.exists(started):
                assert process.poll() is None and time.monotonic() < end
                time.sleep(0.01)
            os.killpg(process.pid, name)
            assert process.wait() == -name, (name, process.returncode)
            os.unlink(started)
            assert os.listdir(temporary) == [], os.listdir(temporary)
            assert os.listdir(out) == (["model.so"] if old else []), os.listdir(out)
            if old:
                with open(library, "rb") as file:
                    assert file.read() == old
                os.unlink(library)
