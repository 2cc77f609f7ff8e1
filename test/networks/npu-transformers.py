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
            halves = {half: run(path, data, "--target=npu:edge32", f"--products={half}") for half in ("bf16", "f16")}
        what = f"{network}-{style}"
        print(f"{what}: {stats['npu_macs_fraction']:.6f} of {stats['macs']} multiply-adds on edge32, {stats['runs']} runs")
        assert stats["npu_macs_fraction"] >= 0.99, stats["npu_macs_fraction"]
        for i, value in enumerate(wanted):
            assert np.std(value) > 0.05 * np.abs(value).max(), "the outputs say nothing"
            check_close(cpu[i], value, 1e-5, f"{what} on the CPU")
            check_close(npu[i], value, 1e-5, f"{what} on edge32")
        # Operands of 8 and of 11 bits: another rounding than that of the other.
        for half, low, high in (("bf16", 2e-4, 2e-2), ("f16", 2e-5, 2e-3)):
            (got, *_), narrow = halves[half]
            error = np.abs(got - wanted[0]).max() / np.abs(wanted[0]).max()
            print(f"{what} with {half}: {narrow['npu_macs_fraction']:.6f} on edge32, error {error:.1e}")
            assert narrow["npu_macs_fraction"] >= 0.99 and low < error < high, error
            assert narrow["dram_read_bytes"] < 0.95 * stats["dram_read_bytes"], "weights are not half as large"
