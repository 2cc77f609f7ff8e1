"""A matrix product of int8 whose result is shifted and clamped to int8, as a model."""

LAYER = """
#id = affine_map<(i, j) -> (i, j)>
func.func @main(%a: tensor<{m}x{k}xi8>, %b: tensor<{k}x{n}xi8>) -> tensor<{m}x{n}xi8> {{
  %zero = arith.constant 0 : i32
  %shift = arith.constant 8 : i32
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %empty = tensor.empty() : tensor<{m}x{n}xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<{m}x{n}xi32>) -> tensor<{m}x{n}xi32>
  %c = linalg.matmul ins(%a, %b : tensor<{m}x{k}xi8>, tensor<{k}x{n}xi8>)
      outs(%init : tensor<{m}x{n}xi32>) -> tensor<{m}x{n}xi32>
  %out = tensor.empty() : tensor<{m}x{n}xi8>
  %y = linalg.generic {{indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}}
      ins(%c : tensor<{m}x{n}xi32>) outs(%out : tensor<{m}x{n}xi8>) {{
  ^bb0(%x: i32, %o: i8):
    %s = arith.shrsi %x, %shift : i32
    %l = arith.maxsi %s, %low : i32
    %h = arith.minsi %l, %high : i32
    %t = arith.trunci %h : i32 to i8
    linalg.yield %t : i8
  }} -> tensor<{m}x{n}xi8>
  return %y : tensor<{m}x{n}xi8>
}}
"""
