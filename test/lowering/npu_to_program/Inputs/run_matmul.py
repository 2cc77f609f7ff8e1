"""A ragged i8 matmul with bias and relu against numpy."""

import sys

import numpy as np
from simulate import expect_equal, simulate

random = np.random.default_rng(0)
a = random.integers(-128, 128, (30, 21), dtype=np.int8)
w = random.integers(-128, 128, (21, 13), dtype=np.int8)
b = random.integers(-9999, 9999, 13, dtype=np.int32)
wanted = np.maximum(a.astype(np.int32) @ w.astype(np.int32) + b, 0)

[got], stats = simulate(sys.argv[1], sys.argv[2], [a, w, b], "--exact")
expect_equal(got, wanted.astype(np.int32))
assert stats["exact_checked"] == 4 * 2 * 3 and stats["exact_skipped"] == 0, stats
assert stats["macs"] == 30 * 21 * 13, stats
