# RUN: %python %s
"""Interfaces of models: dynamic sizes, batches, scalars, constants, many types, several outputs."""

import struct

import numpy as np
from model import Failure, check_close, run_text

rng = np.random.default_rng(1)

# A dynamic batch is one call of any size; the outputs follow.
DYNAMIC = """
func.func @main(%x: tensor<?x6xf32>, %w: tensor<6x3xf32>) -> tensor<?x3xf32> {
  %i0 = arith.constant 0 : index
  %n = tensor.dim %x, %i0 : tensor<?x6xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %zero = arith.constant 0.0 : f32
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x3xf32>) -> tensor<?x3xf32>
  %r = linalg.matmul ins(%x, %w : tensor<?x6xf32>, tensor<6x3xf32>) outs(%z : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %r : tensor<?x3xf32>
}"""
w = rng.standard_normal((6, 3)).astype("f4")
for batch in (1, 7, 500):
    x = rng.standard_normal((batch, 6)).astype("f4")
    (got,), stats = run_text(DYNAMIC, [x, w])
    check_close(got, x @ w, 1e-5, f"dynamic {batch}")
    assert stats["calls"] == 1

# A leading dimension of N times the model's runs N calls; an input of the model's own size is given to each.
STATIC = DYNAMIC.replace("?", "2").replace("tensor.empty(%n)", "tensor.empty()")
x = rng.standard_normal((10, 6)).astype("f4")
(got,), stats = run_text(STATIC, [x, w])
check_close(got, x @ w, 1e-5, "batches")
assert stats["calls"] == 5

# No multiple of the model's batch is an error that names both shapes.
try:
    run_text(STATIC, [x[:3], w])
    raise AssertionError("3 rows were taken by a model of 2")
except Failure as failure:
    assert failure.code == 1, failure
    assert "input 0 ('input_0') has shape 3x6 but the model takes 2x6" in failure.text, failure

# What goes through unchanged, a constant, and a second use of an input are outputs of their own.
(a, b, c), _ = run_text(
    """
func.func @main(%x: tensor<3xi64>) -> (tensor<3xi64>, tensor<400xi32>, tensor<3xi64>) {
  %c = arith.constant dense_resource<numbers> : tensor<400xi32>
  return %x, %c, %x : tensor<3xi64>, tensor<400xi32>, tensor<3xi64>
}
{-#
  dialect_resources: { builtin: { numbers: "0x40000000"""
    + struct.pack("<400i", *range(400)).hex()
    + """" } }
#-}""",
    [np.array([1, -2, 3])],
)
assert (a == [1, -2, 3]).all() and (c == a).all() and (b == np.arange(400)).all()

# A scalar has rank 0; a bool takes a byte; an empty tensor has no element.
(total, positive, nothing), _ = run_text(
    """
#id = affine_map<(i) -> (i)>
func.func @main(%x: tensor<5xf32>, %y: tensor<f32>, %n: tensor<0x4xf32>) -> (tensor<f32>, tensor<5xi1>, tensor<0x4xf32>) {
  %s = linalg.generic {indexing_maps = [#id, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<5xf32>) outs(%y : tensor<f32>) {
  ^bb0(%a: f32, %b: f32):
    %c = arith.addf %a, %b : f32
    linalg.yield %c : f32
  } -> tensor<f32>
  %e = tensor.empty() : tensor<5xi1>
  %p = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<5xf32>) outs(%e : tensor<5xi1>) {
  ^bb0(%a: f32, %b: i1):
    %zero = arith.constant 0.0 : f32
    %c = arith.cmpf ogt, %a, %zero : f32
    linalg.yield %c : i1
  } -> tensor<5xi1>
  return %s, %p, %n : tensor<f32>, tensor<5xi1>, tensor<0x4xf32>
}""",
    [np.array([1, -2, 3, -4, 0.5], "f4"), np.array(10, "f4"), np.zeros((0, 4), "f4")],
)
assert total.shape == () and total == 8.5, total
assert positive.dtype == bool and (positive == [True, False, True, False, True]).all()
assert nothing.shape == (0, 4)

# A loop whose tensors are new in each iteration, and a change of an input that is an output, too.
LOOP = """
func.func @main(%x: tensor<4xf32>, %n: tensor<i64>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %number = tensor.extract %n[] : tensor<i64>
  %count = arith.index_cast %number : i64 to index
  %r = scf.for %i = %c0 to %count step %c1 iter_args(%y = %x) -> tensor<4xf32> {
    %z = tosa.add %y, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    scf.yield %z : tensor<4xf32>
  }
  %nine = arith.constant 9.0 : f32
  %s = tensor.insert %nine into %x[%c1] : tensor<4xf32>
  return %r, %s, %x : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}"""
x = np.array([1, 2, 3, 4], "f4")
for count in (0, 1, 3):
    (doubled, changed, same), _ = run_text(LOOP, [x, np.array(count, "i8")])
    assert (doubled == x * 2**count).all() and (changed == [1, 9, 3, 4]).all() and (same == x).all()

# Shapes that broadcast by what they are at run time.
for rows in (1, 3):
    a, b = rng.standard_normal((3, 4)).astype("f4"), rng.standard_normal((rows, 4)).astype("f4")
    (got,), _ = run_text(
        """func.func @main(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %z = tosa.add %x, %y : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  return %z : tensor<?x?xf32>
}""",
        [a, b],
    )
    check_close(got, a + b, 1e-6, f"broadcast {rows}")

# Functions of libm.
x = np.linspace(-3, 3, 1000, dtype="f4")
for name, wanted in [("exp", np.exp(x)), ("tanh", np.tanh(x)), ("erf", None)]:
    (got,), _ = run_text(
        f"""
#id = affine_map<(i) -> (i)>
func.func @main(%x: tensor<1000xf32>) -> tensor<1000xf32> {{
  %e = tensor.empty() : tensor<1000xf32>
  %r = linalg.generic {{indexing_maps = [#id, #id], iterator_types = ["parallel"]}} ins(%x : tensor<1000xf32>) outs(%e : tensor<1000xf32>) {{
  ^bb0(%a: f32, %b: f32):
    %c = math.{name} %a : f32
    linalg.yield %c : f32
  }} -> tensor<1000xf32>
  return %r : tensor<1000xf32>
}}""",
        [x],
    )
    if wanted is None:
        import math

        wanted = [math.erf(v) for v in x]
    check_close(got, wanted, 1e-6, name)
