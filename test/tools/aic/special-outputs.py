# RUN: %python %s
"""An output that is a device or a pipe gets the same bytes as a file, and says so when it cannot be written."""

import os
import subprocess
import tempfile

os.chdir(tempfile.mkdtemp())
with open("model.mlir", "w") as file:
    file.write("""func.func @main(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
      %y = linalg.add ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%x : tensor<4x4xf32>) -> tensor<4x4xf32>
      return %y : tensor<4x4xf32>
    }""")

for name, options in (("model.so", []), ("model.npu", ["--target=npu"])):
    command = ["aic", "compile", "model.mlir", *options, "-o"]
    subprocess.run([*command, name], check=True)
    with open(name, "rb") as file:
        wanted = file.read()
    assert len(wanted) > 100

    # The name decides what is written, so the device has one, too.
    full, pipe = "full-" + name, "pipe-" + name
    os.symlink("/dev/full", full)
    failed = subprocess.run([*command, full], capture_output=True, text=True)
    assert failed.returncode == 1, failed
    assert failed.stderr == f"aic: error: cannot write '{full}': No space left on device\n", failed

    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    subprocess.run([*command, pipe], check=True)
    assert reader.communicate()[0] == wanted
