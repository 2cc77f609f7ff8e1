# RUN: %python %s | FileCheck %s
"""Padded i8 convolutions through lower-to-npu and simulation are bit-exact."""

import numpy as np

from npu_case import conv_i8, conv_text, random_array, run_case

# Those of the digits network, then 56x56x64 with stride 1 and 2.
CASES = [(8, 8, 1, 16, 3, 1), (8, 8, 16, 32, 3, 1), (4, 4, 32, 64, 1, 1),
         (56, 56, 64, 64, 3, 1), (56, 56, 64, 64, 3, 2)]

rng = np.random.default_rng(1)
for h, w, c, f, size, stride in CASES:
    x = random_array(rng, (1, h, w, c), "i8")
    kernel = random_array(rng, (size, size, c, f), "i8")
    for target in ("edge4", "edge16", "edge32"):
        (y,), stats = run_case(conv_text(h, w, c, f, size, stride, "i8"), [x, kernel], target)
        assert np.array_equal(y, conv_i8(x, kernel, stride)), (h, w, c, f, size, stride, target)
        print(f"{h}x{w}x{c} -> {f}, {size}x{size} stride {stride} {target}: exact, "
              f"{stats['cycles']} cycles, {100 * stats['utilization']:.1f} %")

# CHECK: 8x8x1 -> 16, 3x3 stride 1 edge4: exact
# CHECK: 56x56x64 -> 64, 3x3 stride 2 edge32: exact
