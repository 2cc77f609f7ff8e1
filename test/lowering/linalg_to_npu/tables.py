# RUN: %python %s | FileCheck %s
"""tosa.table on i8 becomes look-ups of the vector unit: by itself, behind a
matmul, two of them in one body, and from i8 to i32; bit-exact."""

import numpy as np

from npu_case import run_case

rng = np.random.default_rng(9)


def const(name, table, kind):
    numbers = ", ".join(str(x) for x in table)
    return (f'  %{name} = "tosa.const"() {{values = dense<[{numbers}]> : tensor<{len(table)}x{kind}>}} '
            f": () -> tensor<{len(table)}x{kind}>\n")


def random_table():
    return rng.integers(-128, 128, 256, dtype=np.int8)


def look_up(table, x):
    return table[x.astype(np.int32) + 128]


# One table, in a shape that is cut into tiles.
table, x = random_table(), rng.integers(-128, 128, (3, 67, 129), dtype=np.int8)
text = f"""
func.func @main(%x: tensor<3x67x129xi8>) -> tensor<3x67x129xi8> {{
{const("t", table, "i8")}
  %0 = tosa.table %x, %t : (tensor<3x67x129xi8>, tensor<256xi8>) -> tensor<3x67x129xi8>
  return %0 : tensor<3x67x129xi8>
}}
"""
(y,), stats = run_case(text, [x], "edge4")
assert np.array_equal(y, look_up(table, x))
print(f"one: exact, {len(stats['layers'])} layer")

# Two in one body, one of them used twice.
other = random_table()
text = f"""
func.func @main(%x: tensor<40x50xi8>, %y: tensor<40x50xi8>) -> tensor<40x50xi8> {{
{const("t", table, "i8")}{const("u", other, "i8")}
  %0 = tosa.table %x, %t : (tensor<40x50xi8>, tensor<256xi8>) -> tensor<40x50xi8>
  %1 = tosa.table %0, %u : (tensor<40x50xi8>, tensor<256xi8>) -> tensor<40x50xi8>
  %2 = tosa.table %y, %t : (tensor<40x50xi8>, tensor<256xi8>) -> tensor<40x50xi8>
  %3 = tosa.maximum %1, %2 : (tensor<40x50xi8>, tensor<40x50xi8>) -> tensor<40x50xi8>
  return %3 : tensor<40x50xi8>
}}
"""
x, y = (rng.integers(-128, 128, (40, 50), dtype=np.int8) for _ in range(2))
(z,), stats = run_case(text, [x, y], "edge16")
assert np.array_equal(z, np.maximum(look_up(other, look_up(table, x)), look_up(table, y)))
print(f"two: exact, {len(stats['layers'])} layer")

# Behind a matmul whose sums are cut to i8.
m, k, n = 30, 20, 40
a, b = (rng.integers(-3, 4, s, dtype=np.int8) for s in ((m, k), (k, n)))
text = f"""
func.func @main(%a: tensor<{m}x{k}xi8>, %b: tensor<{k}x{n}xi8>) -> tensor<{m}x{n}xi8> {{
{const("t", table, "i8")}
  %zero = arith.constant 0 : i32
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %e = tensor.empty() : tensor<{m}x{n}xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<{m}x{n}xi32>) -> tensor<{m}x{n}xi32>
  %c = linalg.matmul ins(%a, %b : tensor<{m}x{k}xi8>, tensor<{k}x{n}xi8>) outs(%f : tensor<{m}x{n}xi32>)
      -> tensor<{m}x{n}xi32>
  %o = tensor.empty() : tensor<{m}x{n}xi8>
  %q = linalg.generic {{indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}}
      ins(%c : tensor<{m}x{n}xi32>) outs(%o : tensor<{m}x{n}xi8>) {{
  ^bb0(%s: i32, %old: i8):
    %l = arith.maxsi %s, %low : i32
    %h = arith.minsi %l, %high : i32
    %t8 = arith.trunci %h : i32 to i8
    linalg.yield %t8 : i8
  }} -> tensor<{m}x{n}xi8>
  %r = tosa.table %q, %t : (tensor<{m}x{n}xi8>, tensor<256xi8>) -> tensor<{m}x{n}xi8>
  return %r : tensor<{m}x{n}xi8>
}}
"""
(y,), stats = run_case(text, [a, b], "edge16")
sums = np.clip(a.astype(np.int32) @ b.astype(np.int32), -128, 127).astype(np.int8)
assert np.array_equal(y, look_up(table, sums))
print(f"matmul: exact, {len(stats['layers'])} layer")

# A table that is computed behind the matmul: what looks up in it waits for it.
text = """
#i = affine_map<(i) -> (i)>
#ij = affine_map<(i, j) -> (i, j)>
func.func @main(%a: tensor<8x4xi8>, %b: tensor<4x8xi8>, %t: tensor<256xi8>) -> tensor<8x8xi8> {
  %zero = arith.constant 0 : i32
  %high = arith.constant 255 : i32
  %least = arith.constant 5 : i8
  %e = tensor.empty() : tensor<8x8xi32>
  %f = linalg.fill ins(%zero : i32) outs(%e : tensor<8x8xi32>) -> tensor<8x8xi32>
  %m = linalg.matmul ins(%a, %b : tensor<8x4xi8>, tensor<4x8xi8>) outs(%f : tensor<8x8xi32>) -> tensor<8x8xi32>
  %te = tensor.empty() : tensor<256xi8>
  %table = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]}
      ins(%t : tensor<256xi8>) outs(%te : tensor<256xi8>) {
  ^bb0(%x: i8, %o: i8):
    %y = arith.maxsi %x, %least : i8
    linalg.yield %y : i8
  } -> tensor<256xi8>
  %oe = tensor.empty() : tensor<8x8xi8>
  %r = linalg.generic {indexing_maps = [#ij, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%m : tensor<8x8xi32>) outs(%oe : tensor<8x8xi8>) {
  ^bb0(%x: i32, %o: i8):
    %1 = arith.maxsi %x, %zero : i32
    %2 = arith.minsi %1, %high : i32
    %3 = arith.index_cast %2 : i32 to index
    %y = tensor.extract %table[%3] : tensor<256xi8>
    linalg.yield %y : i8
  } -> tensor<8x8xi8>
  return %r : tensor<8x8xi8>
}
"""
a, b = (rng.integers(-8, 9, s, dtype=np.int8) for s in ((8, 4), (4, 8)))
(y,), stats = run_case(text, [a, b, table], "edge4")
assert np.array_equal(y, np.maximum(table, 5)[np.clip(a.astype(np.int32) @ b.astype(np.int32), 0, 255)])
print(f"late: exact, {len(stats['layers'])} layers")

# CHECK: one: exact, 1 layer
# CHECK: two: exact, 1 layer
# CHECK: matmul: exact, 1 layer
# CHECK: late: exact, 3 layers
