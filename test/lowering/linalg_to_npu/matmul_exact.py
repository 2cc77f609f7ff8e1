# RUN: %python %s | FileCheck %s
"""Matmuls through lower-to-npu, encoding and simulation: i8 bit-exact, f32
bit-equal to the order of the array and within its error bound of float64.

The order of f32 sums depends on the dataflow; here the weights stay. Planners
choose among all three for i8."""

import numpy as np

from npu_case import array_order_matmul, exact_matmul_i8, matmul_text, random_array, run_case

ROWS = {"edge4": 4, "edge16": 16, "edge32": 32}
LARGE = (1024, 1024, 1024)
# Ragged sizes: one row, no multiples of any array, primes.
SIZES = [(1, 7, 13), (100, 100, 100), (257, 129, 65), (1, 1024, 1024), LARGE]

rng = np.random.default_rng(0)
for m, k, n in SIZES:
    a8, b8 = random_array(rng, (m, k), "i8"), random_array(rng, (k, n), "i8")
    a, b = random_array(rng, (m, k), "f32"), random_array(rng, (k, n), "f32")
    exact = a.astype(np.float64) @ b.astype(np.float64)
    bound = k * 2.0**-24 * (np.abs(a).astype(np.float64) @ np.abs(b).astype(np.float64))
    for target, rows in ROWS.items():
        (c8,), stats8 = run_case(matmul_text(m, k, n, "i8"), [a8, b8], target)
        assert np.array_equal(c8, exact_matmul_i8(a8, b8)), (m, k, n, target, "i8")
        (c,), stats = run_case(matmul_text(m, k, n, "f32"), [a, b], target,
                                 "--set=array.dataflow=ws")
        assert c.tobytes() == array_order_matmul(a, b, rows).tobytes(), (m, k, n, target, "f32")
        assert np.all(np.abs(c - exact) <= bound), (m, k, n, target)
        print(f"{m}x{k}x{n} {target}: exact, i8 {stats8['cycles']} cycles "
              f"{100 * stats8['utilization']:.1f} %, f32 {100 * stats['utilization']:.1f} %")
        if (m, k, n) == LARGE and target != "edge4":
            assert stats8["utilization"] >= 0.90, stats8

# CHECK: 1x7x13 edge4: exact
# CHECK: 257x129x65 edge32: exact
# CHECK: 1024x1024x1024 edge16: exact, i8 {{[0-9]+}} cycles 9{{[0-9.]+}} %
# CHECK: 1024x1024x1024 edge32: exact, i8 {{[0-9]+}} cycles 9{{[0-9.]+}} %
