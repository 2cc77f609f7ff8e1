# RUN: %python %s | FileCheck %s
"""Functions on the vector unit: their error in units in the last place over a dense
sweep of all magnitudes, and what they make of infinities and of what is no number."""

import math

import numpy as np
from npu_case import run_case

COUNT = 65536
SPECIAL = np.float32([np.inf, -np.inf, np.nan, 0, 1e-38, -3.4e38, 3.4e38, 2.5])


def text(body):
    x = f"tensor<{COUNT}xf32>"
    return f"""
#id = affine_map<(i) -> (i)>
func.func @main(%x: {x}) -> {x} {{
  %one = arith.constant 1.0 : f32
  %half = arith.constant 0.5 : f32
  %root = arith.constant 0.70710678118 : f32
  %three = arith.constant 3.0 : f32
  %quarters = arith.constant 0.75 : f32
  %less = arith.constant -0.5 : f32
  %e = tensor.empty() : {x}
  %0 = linalg.generic {{indexing_maps = [#id, #id], iterator_types = ["parallel"]}} ins(%x : {x}) outs(%e : {x}) {{
  ^bb0(%a: f32, %o: f32):
{body}
    linalg.yield %y : f32
  }} -> {x}
  return %0 : {x}
}}
"""


def sweep(low, high):
    """Both signs: evenly, by magnitude, and the special ones."""
    even = np.linspace(low, high, COUNT // 2)
    steps = COUNT // 4 - len(SPECIAL) // 2
    small = np.geomspace(1e-30, high, steps)
    return np.concatenate([even, small, np.clip(-small, low, None), SPECIAL]).astype(np.float32)


def check(name, body, reference, low, high, limit, largest=None):
    """`limit` in units in the last place; with `largest` of that value."""
    x = sweep(low, high)
    (got,), stats = run_case(text(body), [x])
    with np.errstate(all="ignore"):
        wanted = np.array([reference(v) for v in x.astype(np.float64)])
        unit = np.spacing(np.abs(wanted).astype(np.float32)).astype(np.float64)
        if largest is not None:
            unit = np.maximum(unit, np.spacing(np.float32(largest)))
        error = np.abs(got.astype(np.float64) - wanted) / unit
    plain = np.arange(COUNT) < COUNT - len(SPECIAL)
    # What is no number stays none; infinities are what the function makes of them.
    with np.errstate(all="ignore"):
        wanted32 = wanted.astype(np.float32)
    special = ~plain & ~np.isfinite(wanted32)
    assert np.array_equal(got[special], wanted32[special], equal_nan=True), (name, got[special])
    worst = error[plain].max()
    print(f"{name}: {worst:.2f} units at {x[plain][error[plain].argmax()]:.6g}")
    assert worst <= limit, (name, worst)


def power(exponent):
    return lambda x: np.float64(x) ** exponent


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def check_bounds():
    """erf stays within 1, where the quotient rounds over it as well, so that a gelu has the sign of its operand."""
    x = np.linspace(3.4, 3.9, COUNT // 2).astype(np.float32)
    x = np.concatenate([x, -x])
    x[:4] = [3.7073171, -3.7073171, 3.8273921, -3.8273921]
    (got,), _ = run_case(text("%y = math.erf %a : f32"), [x])
    assert np.abs(got).max() == 1 and (got[x > 3.8326] == 1).all() and (got[x < -3.8326] == -1).all()
    (got,), _ = run_case(text(GELU), [x * np.float32(math.sqrt(2))])
    assert (got[x < 0] <= 0).all() and (got[x > 0] > 0).all()
    print("bounds hold")


GELU = (
    "%s = arith.mulf %a, %root : f32 %e1 = math.erf %s : f32 %t = arith.addf %e1, %one : f32"
    " %h = arith.mulf %a, %half : f32 %y = arith.mulf %h, %t : f32"
)

check_bounds()
check("erf", "%y = math.erf %a : f32", math.erf, -10, 10, 7.1)
check("tanh", "%y = math.tanh %a : f32", math.tanh, -20, 20, 3.0)
check("tanh + 1", "%t = math.tanh %a : f32 %y = arith.addf %t, %one : f32", lambda x: 2 * sigmoid(2 * x), -10, 20, 16)
check("cube", "%y = math.powf %a, %three : f32", power(3), -1e6, 1e6, 1.3)
check("power -0.5", "%y = math.powf %a, %less : f32", power(-0.5), 1e-6, 1e6, 0.51)
# Fractional powers are those of roots: numbers below 0 have none.
root = "%p = math.absf %a : f32 %y = math.powf %p, %quarters : f32"
check("power 0.75", root, lambda x: abs(x) ** 0.75, 1e-6, 1e6, 2.3)
check("ceil", "%y = math.ceil %a : f32", lambda x: np.ceil(x), -1e5, 1e5, 0)
check("trunc", "%y = math.trunc %a : f32", lambda x: np.trunc(x), -1e5, 1e5, 0)
check("round", "%y = math.round %a : f32", lambda x: np.copysign(np.floor(np.abs(x) + 0.5), x), -1e5, 1e5, 0)
check(
    "gelu",
    GELU,
    lambda x: 0.5 * x * (1 + math.erf(x * math.sqrt(0.5))) if np.isfinite(x) else np.where(x < 0, np.nan, x),
    -10, 10, 10, largest=1,
)
check(
    "silu",
    "%n = arith.negf %a : f32 %t = math.exp %n : f32 %u = arith.addf %t, %one : f32"
    " %s = arith.divf %one, %u : f32 %y = arith.mulf %a, %s : f32",
    lambda x: x * sigmoid(x), -80, 80, 90,
)

# CHECK: bounds hold
# CHECK: erf: {{[4-7]}}
# CHECK: tanh: {{[12]}}.
# CHECK: gelu:
# CHECK: silu:
