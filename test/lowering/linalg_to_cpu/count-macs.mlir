// RUN: aic-opt --aic-describe-model --aic-count-macs -split-input-file %s | FileCheck %s

// A matmul of 4x8 by 8x2 has 64, a convolution 1x3x3x5 times 2x2x2; pooling and elementwise work have none.
// CHECK: macs = 424 : i64
func.func @main(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>, %c: tensor<4x2xf32>,
                %i: tensor<1x4x4x2xf32>, %f: tensor<2x2x2x5xf32>, %o: tensor<1x3x3x5xf32>,
                %w: tensor<2x2xf32>, %p: tensor<1x2x2x5xf32>)
    -> (tensor<4x2xf32>, tensor<1x3x3x5xf32>, tensor<1x2x2x5xf32>, tensor<4x2xf32>) {
  %0 = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) outs(%c : tensor<4x2xf32>) -> tensor<4x2xf32>
  %1 = linalg.conv_2d_nhwc_hwcf ins(%i, %f : tensor<1x4x4x2xf32>, tensor<2x2x2x5xf32>) outs(%o : tensor<1x3x3x5xf32>) -> tensor<1x3x3x5xf32>
  %2 = linalg.pooling_nhwc_max ins(%1, %w : tensor<1x3x3x5xf32>, tensor<2x2xf32>) outs(%p : tensor<1x2x2x5xf32>) -> tensor<1x2x2x5xf32>
  %3 = linalg.add ins(%0, %c : tensor<4x2xf32>, tensor<4x2xf32>) outs(%c : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0, %1, %2, %3 : tensor<4x2xf32>, tensor<1x3x3x5xf32>, tensor<1x2x2x5xf32>, tensor<4x2xf32>
}

// -----

// A dynamic loop has no count.
// CHECK: macs = 0 : i64
func.func @main(%a: tensor<?x8xf32>, %b: tensor<8x2xf32>, %c: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %0 = linalg.matmul ins(%a, %b : tensor<?x8xf32>, tensor<8x2xf32>) outs(%c : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// -----

// The layers that locations name get their part.
// CHECK: aic.layers = [{kind = "matmul", macs = 64 : i64, name = "a"}, {kind = "add", macs = 0 : i64, name = "b"}]
module attributes {aic.layers = [{kind = "matmul", macs = 0, name = "a"}, {kind = "add", macs = 0, name = "b"}]} {
  func.func @main(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>, %c: tensor<4x2xf32>) -> tensor<4x2xf32> {
    %0 = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) outs(%c : tensor<4x2xf32>) -> tensor<4x2xf32> loc("a")
    %1 = linalg.add ins(%0, %c : tensor<4x2xf32>, tensor<4x2xf32>) outs(%c : tensor<4x2xf32>) -> tensor<4x2xf32> loc("b")
    return %1 : tensor<4x2xf32>
  }
}
