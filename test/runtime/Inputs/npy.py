"""Arrays of NumPy pass through the reader and the writer unchanged; npy.c runs this."""

import subprocess
import sys

import numpy as np

program = sys.argv[1]
path = program + ".in.npy"
for dtype in ("f4", "f8", "f2", "i1", "u1", "i2", "i4", "i8", "?"):
    for shape in ((), (0,), (3,), (2, 3), (1, 2, 3, 4)):
        array = (np.arange(int(np.prod(shape))).reshape(shape) % 100).astype(dtype)
        np.save(path, array)
        subprocess.run([program, path, path + ".out"], check=True)
        with open(path + ".out", "rb") as file:
            again = np.load(file)
        assert again.dtype == array.dtype and again.shape == array.shape, (dtype, shape)
        assert (again == array).all(), (dtype, shape)
