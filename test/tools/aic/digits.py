# RUN: %python %s %data
"""The trained digits networks reach their accuracy on the CPU and on a described NPU."""

import os
import sys

import numpy as np
from model import aic, run

data = sys.argv[1]
images = np.load(os.path.join(data, "digits_eval.npz"))
x, y = images["x"], images["y"]


def outputs(name, count, *options):
    (got,), stats = run(os.path.join(data, name), [x[:count]], *options)
    assert got.shape == (count, 10)
    return got, stats


def accuracy(got):
    return (got.argmax(1) == y[: len(got)]).mean()


cpu = {}
for name, wanted in [("digits_cnn.onnx", 0.998), ("digits_mlp.onnx", 0.972)]:
    cpu[name], stats = outputs(name, 500)
    assert accuracy(cpu[name]) == wanted, (name, accuracy(cpu[name]))
    assert stats["calls"] == 500 and stats["npu_macs_fraction"] == 0

# A dynamic batch is one call and gives the same as 500 calls of the static model.
for count in (1, 7, 500):
    got, stats = outputs("digits_cnn_dyn.onnx", count)
    assert stats["calls"] == 1
    assert np.abs(got - cpu["digits_cnn.onnx"][:count]).max() < 1e-4

# On the NPU all labels are the same; (nearly) all multiplications run there.
for name, least in [("digits_cnn.onnx", 0.99), ("digits_mlp.onnx", 1.0)]:
    got, stats = outputs(name, 100, "--target=npu:edge32")
    assert np.abs(got - cpu[name][:100]).max() < 1e-4
    assert (got.argmax(1) == cpu[name][:100].argmax(1)).all()
    assert stats["npu_macs_fraction"] >= least, stats
    for key in ("cycles", "macs", "utilization", "dram_read_bytes", "dram_write_bytes"):
        assert stats[key] > 0, (key, stats)

# Each step can be printed.
for stage, words in [
    ("graph", "graph."),
    ("tosa", "tosa.conv2d"),
    ("linalg", "linalg.conv_2d_nhwc_hwcf"),
    ("vector", "vector.contract"),
    ("llvm", "@aicModel"),
    ("asm", ".globl\taicModel"),
    ("npu", "npu.matmul"),
    ("program", "matmul"),
]:
    target = "npu" if stage in ("npu", "program") else "cpu"
    text = aic("run", os.path.join(data, "digits_cnn.onnx"), f"--emit={stage}", f"--target={target}")
    assert words in text, f"no {words!r} in --emit={stage}"
