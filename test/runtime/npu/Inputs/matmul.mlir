func.func @main(%a: tensor<40x96xf32>, %b: tensor<96x72xf32>) -> tensor<40x72xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<40x72xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<40x72xf32>) -> tensor<40x72xf32>
  %product = linalg.matmul ins(%a, %b : tensor<40x96xf32>, tensor<96x72xf32>) outs(%init : tensor<40x72xf32>) -> tensor<40x72xf32>
  return %product : tensor<40x72xf32>
}
