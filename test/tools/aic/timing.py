# RUN: %python %s %data/matmul.mlir
"""aic compile --timing lists the stages in their order, with times that add up, and the peak memory."""

import json
import os
import subprocess
import sys
import tempfile

CPU = ["start", "import", "linalg", "vector", "llvm", "llvm ir", "optimize", "code generation", "link"]
NPU = CPU[:2] + ["npu", "programs"] + CPU[2:]


def compile(*arguments):
    return subprocess.run(["aic", "compile", model, *arguments], capture_output=True, text=True)


def check(figures, names, wall):
    assert [stage["name"] for stage in figures["stages"]] == names, figures
    for what in ("wall_s", "cpu_s"):
        assert all(stage[what] >= 0 for stage in figures["stages"]), figures
        assert abs(sum(stage[what] for stage in figures["stages"]) - figures[what]) < 1e-4, figures
    assert 0 < figures["wall_s"] < wall
    # libMLIR alone takes some 20 MiB.
    assert 2**24 < figures["peak_bytes"] < 2**36, figures


model = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)

    # As JSON, for both targets and for a bare program.
    for names, arguments in (
        (CPU, ["-o", "a.so"]),
        (NPU, ["-o", "b.so", "--target=npu"]),
        (["start", "import", "program"], ["-o", "c.npu", "--target=npu"]),
    ):
        times = os.times()
        process = compile(*arguments, "--timing=json")
        assert process.returncode == 0 and process.stderr == "", process
        check(json.loads(process.stdout), names, os.times().elapsed - times.elapsed)
        assert os.path.exists(arguments[1])

    # As text, which leaves standard output alone.
    process = compile("-o", "d.so", "--timing")
    assert process.returncode == 0 and process.stdout == "", process
    lines = process.stderr.splitlines()
    assert lines[0].split() == ["stage", "wall", "s", "cpu", "s", "%"], lines
    assert [line[:18].rstrip() for line in lines[1:]] == CPU + ["total", "peak memory"], lines
    assert len({len(line) for line in lines[: len(CPU) + 1]}) == 1, lines

    # Nothing is measured that was not done.
    for arguments, code, words in (
        (["-o", "e.so", "--timing=xml"], 2, "--timing is text or json, not 'xml'"),
        (["--emit=llvm", "--timing"], 2, "--timing is for a whole compilation"),
        (["-o", "nowhere/e.so", "--timing"], 1, "cannot write 'nowhere/e.so'"),
    ):
        process = compile(*arguments)
        assert process.returncode == code and not process.stdout, process
        assert words in process.stderr and "peak memory" not in process.stderr, process.stderr
