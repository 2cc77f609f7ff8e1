"""A program that stores its constants."""

import sys

import numpy as np
from simulate import simulate

wanted = [
    np.array([1, -2, 3, -128], np.int8),
    np.full(4, -77, np.int32),
    np.array([1, -2, np.nan, -np.inf], np.float32),
    np.array([1.5, -0.25, 3, 0], np.float32),
]
got, _ = simulate(sys.argv[1], sys.argv[2], [])
assert len(got) == len(wanted), got
for g, w in zip(got, wanted):
    assert g.dtype == w.dtype and g.tobytes() == w.tobytes(), (g, w)
