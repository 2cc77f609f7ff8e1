# RUN: %python %s
"""Small BERT and GPT-2 on edge32, against the CPU and the evaluator of the `onnx` package."""

import tempfile

import numpy as np
import transformers
from model import check_close, run
from onnx.reference import ReferenceEvaluator

SIZES = ["--layers=2", "--width=64", "--heads=4", "--sequence=32", "--vocabulary=100"]

for network in ("bert", "gpt2"):
    for style in ("old", "new"):
        with tempfile.TemporaryDirectory() as folder:
            path, data = transformers.build(transformers.parse([network, folder, f"--style={style}", *SIZES]))
            evaluator = ReferenceEvaluator(path)
            wanted = evaluator.run(None, dict(zip(evaluator.input_names, data)))
            cpu, _ = run(path, data)
            npu, stats = run(path, data, "--target=npu:edge32")
        what = f"{network}-{style}"
        print(f"{what}: {stats['npu_macs_fraction']:.6f} of {stats['macs']} multiply-adds on edge32, {stats['runs']} runs")
        assert stats["npu_macs_fraction"] >= 0.99, stats["npu_macs_fraction"]
        for i, value in enumerate(wanted):
            assert np.std(value) > 0.05 * np.abs(value).max(), "the outputs say nothing"
            check_close(cpu[i], value, 1e-5, f"{what} on the CPU")
            check_close(npu[i], value, 1e-5, f"{what} on edge32")
