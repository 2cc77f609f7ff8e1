"""Convolution, rescaling, relu and max pooling in i8 against numpy."""

import sys

import numpy as np
from simulate import expect_equal, simulate

random = np.random.default_rng(1)
x = random.integers(-128, 128, (1, 9, 10, 3), dtype=np.int8)
w = random.integers(-128, 128, (27, 8), dtype=np.int8)
b = random.integers(-20000, 20000, 8, dtype=np.int32)

padded = np.pad(x.astype(np.int64), ((0, 0), (1, 2), (1, 1), (0, 0)))
sums = np.zeros((1, 5, 5, 8), np.int64)
for i in range(5):
    for j in range(5):
        window = padded[0, 2 * i:2 * i + 3, 2 * j:2 * j + 3]
        sums[0, i, j] = window.reshape(27) @ w.astype(np.int64)
sums += b
# TOSA apply_scale_32 with double_round and a shift above 31.
product = sums * 1518500250 + (1 << 37)
product += np.where(sums >= 0, 1 << 30, -(1 << 30))
conv = np.clip(np.maximum(product >> 38, 0), -128, 127)
bordered = np.pad(conv, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=-128)
y = np.zeros((1, 3, 3, 8), np.int8)
for i in range(3):
    for j in range(3):
        y[0, i, j] = bordered[0, 2 * i:2 * i + 3, 2 * j:2 * j + 3].max((0, 1))

[got], stats = simulate(sys.argv[1], sys.argv[2], [x, w, b])
expect_equal(got, y)
assert len(np.unique(y)) > 5, "the values say little"
assert stats["macs"] == 5400 and 0 < stats["utilization"] < 1, stats
