// RUN: aic-opt --aic-linalg-to-npu %s | FileCheck %s

// An elementwise operation is not fused into a layer that comes before one of
// its operands, also when that operand comes through a reshape.
// CHECK-LABEL: npu.program @late
// CHECK:         npu.matmul
// CHECK:         npu.vec
// CHECK-NOT:       arith.addf
// CHECK:         npu.layer
// CHECK:         npu.vec
// CHECK:           arith.negf
// CHECK:         npu.layer
// CHECK:         npu.vec
// CHECK:           arith.addf
npu.target @edge16 {array = {rows = 16, cols = 16}}
func.func private @late(%x: tensor<4x3xf32>, %w: tensor<3x5xf32>, %c: tensor<5xf32>)
    -> tensor<4x5xf32> attributes {npu.target = @edge16} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x5xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x5xf32>) -> tensor<4x5xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<4x3xf32>, tensor<3x5xf32>)
      outs(%init : tensor<4x5xf32>) -> tensor<4x5xf32>
  %row = tensor.empty() : tensor<5xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(n) -> (n)>, affine_map<(n) -> (n)>],
                       iterator_types = ["parallel"]}
      ins(%c : tensor<5xf32>) outs(%row : tensor<5xf32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<5xf32>
  %2 = tensor.expand_shape %1 [[0, 1]] output_shape [1, 5] : tensor<5xf32> into tensor<1x5xf32>
  %3 = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (0, n)>,
                                        affine_map<(m, n) -> (m, n)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%0, %2 : tensor<4x5xf32>, tensor<1x5xf32>) outs(%empty : tensor<4x5xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4x5xf32>
  return %3 : tensor<4x5xf32>
}
