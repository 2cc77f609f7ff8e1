# RUN: %python %s mlir-opt-22 aic-opt
"""aic-opt can do all that the stock mlir-opt can, test libraries aside.

Compares `--help` of both (dialects, passes, pipelines, their options, all other
flags) and the output for some inputs, and measures the start.
"""

import re
import subprocess
import sys
import time

# In the stock tool's help, but only linked from MLIR's test archives. All
# other entries of a test library are called test-something.
TEST_PASSES = {
    "affine-super-vectorizer-test",
    "slice-analysis-test",
    "tosa-test-quant-utils",
}
TEST_DIALECTS = {"test", "test_dyn", "test_irdl_to_cpp"}

PASSES = "  Compiler passes to run"


def call(*command, text=None):
    return subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=120
    )


def read_help(tool):
    """Returns dialects, {pass or pipeline: its options}, flags."""
    lines = call(tool, "--help").stdout.splitlines()
    dialects, entries, flags = set(), {}, set()
    in_passes, current = False, None
    for line in lines:
        if line.startswith("Available Dialects:"):
            dialects = set(line.split(":")[1].replace(",", " ").split())
        if line.startswith(PASSES):
            in_passes = True
        flag = re.match(r"( *)--?([A-Za-z][\w.-]*)", line)
        if not flag:
            continue
        indent, name = len(flag.group(1)), flag.group(2)
        if indent == 2:
            in_passes = False
            flags.add(name)
        elif in_passes and indent == 6:
            current = entries.setdefault(name, set())
        elif in_passes and indent == 8:
            current.add(name)
    return dialects, entries, flags


def is_test(name):
    return name.startswith("test-") or name in TEST_PASSES


def check_help(stock, ours):
    stock_dialects, stock_entries, stock_flags = read_help(stock)
    dialects, entries, flags = read_help(ours)
    wanted = {name for name in stock_entries if not is_test(name)}
    # Guards against a help text that this script cannot read any more.
    assert len(wanted) > 250, len(wanted)
    assert len(stock_flags) > 150, len(stock_flags)
    assert len(stock_dialects) > 45, len(stock_dialects)
    assert TEST_PASSES <= set(stock_entries), TEST_PASSES - set(stock_entries)
    missing = {
        "dialects": stock_dialects - TEST_DIALECTS - dialects,
        "passes and pipelines": wanted - set(entries),
        "flags": {name for name in stock_flags - flags if not is_test(name)},
        "options": {
            f"{name}={option}"
            for name in wanted & set(entries)
            for option in stock_entries[name] - entries[name]
        },
    }
    for kind, names in missing.items():
        assert not names, f"missing {kind}: {sorted(names)}"
    print(
        f"{len(wanted)} passes and pipelines, {len(stock_flags)} flags, "
        f"{len(stock_dialects - TEST_DIALECTS)} dialects of {stock} are in {ours}"
    )


MATMUL = """
func.func @f(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>) -> tensor<4x2xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x2xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<4x2xf32>) -> tensor<4x2xf32>
  %c = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>)
    outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %c : tensor<4x2xf32>
}
"""
TOSA = """
func.func @f(%a: tensor<1x4xf32>, %b: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = tosa.add %a, %b : (tensor<1x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}
"""
GPU = """
gpu.module @kernels {
  gpu.func @k(%m: memref<32xf32>) kernel {
    %i = gpu.thread_id x
    %v = memref.load %m[%i] : memref<32xf32>
    memref.store %v, %m[%i] : memref<32xf32>
    gpu.return
  }
}
"""
TRANSFORM = """
module attributes {transform.with_named_sequence} {
  func.func @f(%a: memref<8x8xf32>, %b: memref<8x8xf32>) {
    linalg.copy ins(%a : memref<8x8xf32>) outs(%b : memref<8x8xf32>)
    return
  }
  transform.named_sequence @__transform_main(%root: !transform.any_op) {
    %c = transform.structured.match ops{["linalg.copy"]} in %root
      : (!transform.any_op) -> !transform.any_op
    %t, %l:2 = transform.structured.tile_using_for %c tile_sizes [4, 4]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}
"""
BUFFERIZE = "--one-shot-bufferize=bufferize-function-boundaries"
RUNS = [
    (MATMUL, [BUFFERIZE, "--convert-linalg-to-loops", "--lower-affine"]),
    (MATMUL, ["--linalg-generalize-named-ops", "--mlir-print-op-generic"]),
    (MATMUL, ["--canonicalize", "--mlir-print-debuginfo"]),
    (MATMUL + "broken", []),
    (
        TOSA,
        [
            "--pass-pipeline=builtin.module(func.func(tosa-to-linalg),cse)",
            "--dump-pass-pipeline",
        ],
    ),
    (TOSA, ["--tosa-to-linalg-pipeline", "--mlir-print-ir-after-all"]),
    (GPU, ["--convert-gpu-to-nvvm", "--reconcile-unrealized-casts"]),
    (GPU, ["--gpu-lower-to-nvvm-pipeline=cubin-format=isa"]),
    (TRANSFORM, ["--transform-interpreter", "--canonicalize"]),
]


def strip_times(text):
    return re.sub(r"TimeInMs = \d+", "TimeInMs = 0", text)


def check_runs(stock, ours):
    successes = 0
    for text, flags in RUNS:
        want = call(stock, *flags, text=text)
        have = call(ours, *flags, text=text)
        assert want.returncode == have.returncode, (flags, want, have)
        want_text, have_text = strip_times(want.stdout), strip_times(have.stdout)
        assert want_text == have_text, (flags, want_text, have_text)
        errors = have.stderr.replace(ours, stock)
        assert want.stderr == errors, (flags, want.stderr, errors)
        successes += want.returncode == 0
    assert successes >= len(RUNS) - 1, successes
    print(f"the same output for {len(RUNS)} runs")


def check_start(ours):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        assert call(ours, "-", text="").returncode == 0
        times.append(time.perf_counter() - start)
    print(f"start of {ours}: {min(times):.3f} s")
    # Far above what it takes, for loaded machines and sanitizers.
    assert min(times) < 1.0, times


def main():
    stock, ours = sys.argv[1:]
    check_help(stock, ours)
    check_runs(stock, ours)
    check_start(ours)


main()
