"""The text of one depthwise layer, for timing.py: 3x3 over `{p}` x `{p}` x `{c}` of
i8, padded by one, with stride `{s}`, shifted and clamped to i8."""

LAYER = """
#id = affine_map<(n,h,w,c) -> (n,h,w,c)>
func.func @main(%a: tensor<1x{p}x{p}x{c}xi8>, %b: tensor<3x3x{c}xi8>) -> tensor<1x{o}x{o}x{c}xi8> {{
  %zero = arith.constant 0 : i32
  %z8 = arith.constant 0 : i8
  %shift = arith.constant 8 : i32
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %pad = tensor.pad %a low[0, 1, 1, 0] high[0, 1, 1, 0] {{
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %z8 : i8
  }} : tensor<1x{p}x{p}x{c}xi8> to tensor<1x{q}x{q}x{c}xi8>
  %empty = tensor.empty() : tensor<1x{o}x{o}x{c}xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<1x{o}x{o}x{c}xi32>) -> tensor<1x{o}x{o}x{c}xi32>
  %y0 = linalg.depthwise_conv_2d_nhwc_hwc {{dilations = dense<1> : tensor<2xi64>, strides = dense<{s}> : tensor<2xi64>}} ins(%pad, %b : tensor<1x{q}x{q}x{c}xi8>, tensor<3x3x{c}xi8>) outs(%init : tensor<1x{o}x{o}x{c}xi32>) -> tensor<1x{o}x{o}x{c}xi32>
  %out = tensor.empty() : tensor<1x{o}x{o}x{c}xi8>
  %y = linalg.generic {{indexing_maps = [#id, #id], iterator_types = ["parallel","parallel","parallel","parallel"]}} ins(%y0 : tensor<1x{o}x{o}x{c}xi32>) outs(%out : tensor<1x{o}x{o}x{c}xi8>) {{
  ^bb0(%x: i32, %oo: i8):
    %s = arith.shrsi %x, %shift : i32
    %l = arith.maxsi %s, %low : i32
    %h = arith.minsi %l, %high : i32
    %t = arith.trunci %h : i32 to i8
    linalg.yield %t : i8
  }} -> tensor<1x{o}x{o}x{c}xi8>
  return %y : tensor<1x{o}x{o}x{c}xi8>
}}
"""
