"""Runs a network of the `onnx` package and its random twin on the CPU.

The first must agree with the package's own outputs, the twin with what
onnxruntime says (see network_references.py); with two filters of the twin
exchanged it must not.
"""

import os
import resource
import tempfile
import time

import numpy as np
import onnx
import random_weights
from model import aic, run
from onnx import numpy_helper

# Of the largest reference value.
TOLERANCE = 1e-3
REFERENCES = os.path.join(os.path.dirname(__file__), "..", "networks", "references.npz")


def read_tensor(path):
    with open(path, "rb") as file:
        return numpy_helper.to_array(onnx.TensorProto.FromString(file.read()))


def processor_seconds():
    """What the programs that have ended have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compile_and_run(path, data, folder):
    """The output; prints the time of both steps under the name `path` has."""
    library = os.path.join(folder, "model.so")
    start, used = time.monotonic(), processor_seconds()
    aic("compile", path, "-o", library)
    seconds, used = time.monotonic() - start, processor_seconds() - used
    (output,), stats = run(library, [data])
    os.remove(library)
    name = os.path.basename(path)
    run_ms = 1e3 * stats["seconds_per_call"]
    print(f"{name}: compiled in {seconds:.1f} s ({used:.1f} s on processors), run in {run_ms:.1f} ms", end=", ")
    return output


def check_light(name, folder):
    """The stored network on the input that the package's own runner makes."""
    path = random_weights.light(name)
    wanted = read_tensor(path.replace(".onnx", "_output_0.pb"))
    shape = (1, 3, 224, 224)
    count = np.prod(shape)
    data = (np.arange(count).reshape(shape) / count).astype("f4")
    got = compile_and_run(path, data, folder)
    print(f"largest relative error {np.abs(got / wanted - 1).max():.1e}")
    np.testing.assert_allclose(got, wanted, rtol=1e-3, atol=1e-7)


def twin_error(name, folder, swap=None):
    """How far the twin is from its reference, in parts of the largest value."""
    path, checksum = random_weights.build(name, folder, swap)
    references = np.load(REFERENCES)
    if swap is None:
        assert checksum == references[name + ".checksum"], "these are not the weights of the reference"
    data = np.load(os.path.join(folder, "in", "input_0.npy"))
    got = compile_and_run(path, data, folder).astype("f8")
    wanted = references[name].astype("f8")
    assert got.shape == wanted.shape, f"shape {got.shape}, not {wanted.shape}"
    error = np.abs(got - wanted).max() / np.abs(wanted).max()
    print(f"error {error:.1e} of the largest value")
    return error


def check(name, swap):
    """All of it; `swap` is the index of the convolution whose filters are exchanged."""
    with tempfile.TemporaryDirectory() as folder:
        print(name)
        check_light(name, folder)
        error = twin_error(name, folder)
        assert error <= TOLERANCE, f"{name}: off by {error} of the largest value"
        error = twin_error(name, folder, swap)
        assert error > TOLERANCE, f"{name}: does not see that filters of convolution {swap} are exchanged"
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB")
