# RUN: %python %s
"""Each wrong input is one clear error with exit code 1, and leaves nothing half-written."""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time

import numpy as np

MODEL = """func.func @main(%x: tensor<2x3xf32>, %y: tensor<4xi32>) -> tensor<2x3xf32> {
  return %x : tensor<2x3xf32>
}
"""

# Its constant is stored beside the code.
LARGE = """func.func @main(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %c = arith.constant dense<"0x""" + 16384 * "3f" + """"> : tensor<64x64xf32>
  %y = linalg.add ins(%x, %c : tensor<64x64xf32>, tensor<64x64xf32>) outs(%x : tensor<64x64xf32>) -> tensor<64x64xf32>
  return %y : tensor<64x64xf32>
}
"""


def fails(arguments, *words):
    process = subprocess.run(["aic", *arguments], capture_output=True, text=True)
    assert process.returncode == 1, f"{arguments}: {process}"
    assert process.stdout == "", process
    errors = [line for line in process.stderr.splitlines() if "error: " in line]
    assert len(errors) == 1, process.stderr
    for word in words:
        assert word in errors[0], f"no {word!r} in {errors[0]!r}"


for wrong in ([], ["frobnicate"], ["compile"], ["compile", "x.mlir", "--speed"], ["run", "x.mlir"]):
    process = subprocess.run(["aic", *wrong], capture_output=True, text=True)
    assert process.returncode == 2 and process.stderr and not process.stdout, process

with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with open("model.mlir", "w") as file:
        file.write(MODEL)
    os.mkdir("in")
    run = ["run", "model.mlir", "--inputs", "in", "--outputs", "out"]

    # The model: missing, not MLIR, of another kind, without a function to run.
    fails(["compile", "none.mlir", "-o", "x.so"], "cannot read model 'none.mlir'", "No such file")
    fails(["run", "none.so", "--inputs", "in", "--stats=text"], "cannot read model 'none.so': No such file")
    with open("random.mlir", "wb") as file:
        file.write(bytes(range(128, 256)))
    fails(["compile", "random.mlir", "-o", "x.so"], "random.mlir:1:1: error:")
    with open("model.txt", "w") as file:
        file.write(MODEL)
    fails(["compile", "x.so", "-o", "y.so"], "'x.so' is compiled already")
    fails(["compile", "model.txt", "-o", "x.so"], "'model.txt' is neither .onnx nor .mlir nor .so")
    with open("text.so", "w") as file:
        file.write(MODEL)
    fails(["run", "text.so", "--inputs", "in", "--stats=text"], "cannot load model 'text.so'")
    with open("buffers.mlir", "w") as file:
        file.write("func.func @main(%x: memref<4xf32>) { return }")
    fails(["compile", "buffers.mlir", "-o", "x.so"], "no model in this module", "'main'")
    with open("wrong.mlir", "w") as file:
        file.write("func.func @main(%x: tensor<2xf32>) -> tensor<3xf32> {\n  return %x : tensor<2xf32>\n}")
    fails(["compile", "wrong.mlir", "-o", "x.so"], "wrong.mlir:2:3: error:", "tensor<2xf32>", "tensor<3xf32>")

    # The inputs: no folder, a missing file, too many, the wrong shape or type, damaged.
    fails(run[:3] + ["nowhere"] + run[4:], "there is no folder 'nowhere'")
    fails(run, "'in' has neither input_0.npy nor input_0.pb")
    # What may not be looked for is not missing: for root as well, a loop of links.
    os.symlink("input_0.npy", "in/input_0.npy")
    fails(run, "cannot open 'in/input_0.npy'", "symbolic links")
    os.unlink("in/input_0.npy")
    os.symlink("loop", "loop")
    fails(run[:3] + ["loop"] + run[4:], "cannot read the folder 'loop'", "symbolic links")
    os.unlink("loop")
    if os.geteuid() != 0:
        os.chmod("in", 0)
        fails(run, "cannot open 'in/input_0.npy': Permission denied")
        os.chmod("in", 0o755)
    np.save("in/input_0.npy", np.zeros((2, 3), "f4"))
    fails(run, "'in' has neither input_1.npy nor input_1.pb")
    np.save("in/input_1.npy", np.zeros(4, "i8"))
    fails(run, "inputs in 'in': input 1 ('input_1') has element type i64 but the model takes i32")
    np.save("in/input_1.npy", np.zeros((4, 1), "i4"))
    fails(run, "input 1 ('input_1') has shape 4x1 but the model takes 4")
    np.save("in/input_1.npy", np.zeros(5, "i4"))
    fails(run, "input 1 ('input_1') has shape 5 but the model takes 4 (or a multiple of its leading dimension)")
    np.save("in/input_0.npy", np.zeros((4, 3), "f4"))
    np.save("in/input_1.npy", np.zeros(12, "i4"))
    fails(run, "input 1 ('input_1') holds 3 batches but input 0 ('input_0') holds 2")
    with open("in/input_0.npy", "wb") as file:
        file.write(b"\x93NUMPY")
    fails(run, "in/input_0.npy")
    np.save("in/input_0.npy", np.zeros((2, 3), "f4"))
    np.save("in/input_1.npy", np.zeros(4, "i4"))
    np.save("in/input_2.npy", np.zeros(4, "i4"))
    fails(run, "'in/input_2.npy' is one input too many: the model takes 2")
    os.remove("in/input_2.npy")
    assert not os.path.exists("out")

    # The output: a folder that is not there, or that is a file.
    fails(["compile", "model.mlir", "-o", "nowhere/x.so"], "cannot write 'nowhere/x.so': No such file")
    fails(["compile", "model.mlir", "-o", "model.mlir/x.so"], "cannot write 'model.mlir/x.so': Not a directory")
    fails(run[:4] + ["--outputs", "model.mlir"], "cannot write 'model.mlir/output_0.npy'")
    fails(run[:4] + ["--outputs", "nowhere/deep"], "cannot make the folder 'nowhere/deep'")
    assert not [name for name in os.listdir(".") if name.startswith("x.so")]

    # Outputs are a set: where one cannot be written, none is there.
    with open("two.mlir", "w") as file:
        file.write("func.func @main(%x: tensor<2x3xf32>, %y: tensor<4xi32>) -> (tensor<2x3xf32>, tensor<4xi32>) {\n")
        file.write("  return %x, %y : tensor<2x3xf32>, tensor<4xi32>\n}\n")
    os.makedirs("set/output_1.npy")
    fails(["run", "two.mlir", "--inputs", "in", "--outputs", "set"], "cannot write 'set/output_1.npy': Is a directory")
    assert os.listdir("set") == ["output_1.npy"]
    os.rmdir("set/output_1.npy")
    subprocess.run(["aic", "run", "two.mlir", "--inputs", "in", "--outputs", "set"], check=True)
    assert sorted(os.listdir("set")) == ["output_0.npy", "output_1.npy"]
    shutil.rmtree("set")
    os.remove("two.mlir")

    # A disk that is full while the linker writes, which is more than the object file: its limit stands for it here.
    subprocess.run(["aic", "compile", "model.mlir", "-o", "x.so"], check=True)
    almost = os.path.getsize("x.so") - 100
    os.remove("x.so")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (almost, almost))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    process = subprocess.run(["aic", "compile", "model.mlir", "-o", "x.so"], capture_output=True, preexec_fn=limit)
    assert process.returncode == 1 and b"wrote no whole library" in process.stderr, process

    # One that is full before: the object file has no room.
    almost = 100
    full = f"aic: error: cannot write a temporary file in '{os.environ.get('TMPDIR', '/tmp')}': File too large\n"
    for arguments in (["compile", "model.mlir", "-o", "x.so"], run):
        process = subprocess.run(["aic", *arguments], capture_output=True, text=True, preexec_fn=limit)
        assert process.returncode == 1 and process.stderr == full and not process.stdout, process
    assert not os.path.exists("x.so") and not os.path.exists("out")

    # The linker and the folder for temporary files.
    os.environ["AIC_LINKER"] = "/nowhere/ld.lld"
    fails(["compile", "model.mlir", "-o", "x.so"], "cannot run the linker '/nowhere/ld.lld'", "package lld-22")
    os.environ["AIC_LINKER"] = "false"
    fails(["compile", "model.mlir", "-o", "x.so"], "false failed with status 1 and no message")
    del os.environ["AIC_LINKER"]
    os.environ["TMPDIR"] = "/nowhere"
    fails(["compile", "model.mlir", "-o", "x.so"], "cannot make a file in '/nowhere': No such file")
    fails(run, "cannot make a file in '/nowhere': No such file")
    del os.environ["TMPDIR"]

    # A name that is longer than any path.
    fails(["compile", "model.mlir", "-o", "x.so", "--target=npu:" + 9000 * "a"], "no NPU is named 'aaa")
    fails(["compile", "model.mlir", "-o", "x.so", "--schedule=" + 9000 * "a"], "the schedule: cannot open 'aaa")

    # Standard output that takes nothing.
    with open("/dev/full", "w") as full:
        process = subprocess.run(["aic", "run", "model.mlir", "--emit=linalg"], stdout=full, stderr=subprocess.PIPE)
    assert process.returncode == 1 and b"No space left" in process.stderr, process

    # A reader of standard output that goes away: no noise, no signal. Whatever ends the program, no file stays.
    os.mkdir("temporary")
    os.environ["TMPDIR"] = os.path.join(folder, "temporary")
    with open("large.mlir", "w") as file:
        file.write(LARGE)
    process = subprocess.Popen(["aic", "run", "large.mlir", "--emit=asm"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b"" and process.wait() == 1, process
    for delay in (0.1, 0.2, 0.3):
        process = subprocess.Popen(["aic", "run", "large.mlir", "--inputs", "in", "--outputs", "out"], stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.terminate()
        process.wait()
        assert os.listdir("temporary") == []
    os.rmdir("temporary")
    os.remove("large.mlir")
    del os.environ["TMPDIR"]

    # The schedule.
    fails(["compile", "model.mlir", "-o", "x.so", "--schedule=none.mlir"], "the schedule: cannot open 'none.mlir'")
    assert sorted(os.listdir(".")) == sorted(
        "in model.mlir random.mlir model.txt text.so buffers.mlir wrong.mlir".split()
    ), os.listdir(".")
