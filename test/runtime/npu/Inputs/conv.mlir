func.func @main(%x: tensor<1x12x12x8xf32>, %f: tensor<3x3x8x16xf32>) -> tensor<1x10x10x16xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1x10x10x16xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<1x10x10x16xf32>) -> tensor<1x10x10x16xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %f : tensor<1x12x12x8xf32>, tensor<3x3x8x16xf32>) outs(%init : tensor<1x10x10x16xf32>) -> tensor<1x10x10x16xf32>
  return %y : tensor<1x10x10x16xf32>
}
