// RUN: aic-opt --aic-join-loops --mlir-print-local-scope %s | FileCheck %s

// Three loops that stay together become one, the others stay.
// CHECK-LABEL: func.func @transpose
// CHECK: %[[IN:.*]] = tensor.collapse_shape %arg0 {{\[\[}}0], [1], [2, 3, 4]] : tensor<3x2x4x5x6xf32> into tensor<3x2x120xf32>
// CHECK: %[[OUT:.*]] = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%[[IN]] : tensor<3x2x120xf32>) outs(%{{.*}} : tensor<2x3x120xf32>)
// CHECK: tensor.expand_shape %[[OUT]] {{\[\[}}0], [1], [2, 3, 4]] output_shape [2, 3, 4, 5, 6]
func.func @transpose(%x: tensor<3x2x4x5x6xf32>) -> tensor<2x3x4x5x6xf32> {
  %e = tensor.empty() : tensor<2x3x4x5x6xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b, c, d, e) -> (b, a, c, d, e)>, affine_map<(a, b, c, d, e) -> (a, b, c, d, e)>], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<3x2x4x5x6xf32>) outs(%e : tensor<2x3x4x5x6xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2x3x4x5x6xf32>
  return %y : tensor<2x3x4x5x6xf32>
}

// A named transposition is one, too.
// CHECK-LABEL: func.func @named
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<2x3x4x30xf32>) outs(%{{.*}} : tensor<2x4x3x30xf32>)
func.func @named(%x: tensor<2x3x4x5x6xf32>) -> tensor<2x4x3x5x6xf32> {
  %e = tensor.empty() : tensor<2x4x3x5x6xf32>
  %y = linalg.transpose ins(%x : tensor<2x3x4x5x6xf32>) outs(%e : tensor<2x4x3x5x6xf32>) permutation = [0, 2, 1, 3, 4]
  return %y : tensor<2x4x3x5x6xf32>
}

// Loops of size 1 go: a tensor of ten dimensions has two.
// CHECK-LABEL: func.func @units
// CHECK: tensor.collapse_shape %arg0 {{\[\[}}0, 1, 2, 3]] : tensor<1x8x12x1xf32> into tensor<96xf32>
// CHECK: linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>]
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1, 2, 3, 4, 5], [6, 7, 8, 9]] output_shape [1, 1, 1, 8, 1, 12, 2, 1, 1, 1]
func.func @units(%x: tensor<1x8x12x1xf32>) -> tensor<1x1x1x8x1x12x2x1x1x1xf32> {
  %e = tensor.empty() : tensor<1x1x1x8x1x12x2x1x1x1xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b, c, d, e, f, g, h, i, j) -> (a, d, f, h)>, affine_map<(a, b, c, d, e, f, g, h, i, j) -> (a, b, c, d, e, f, g, h, i, j)>], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<1x8x12x1xf32>) outs(%e : tensor<1x1x1x8x1x12x2x1x1x1xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<1x1x1x8x1x12x2x1x1x1xf32>
  return %y : tensor<1x1x1x8x1x12x2x1x1x1xf32>
}

// Columns of a product in two dimensions are those of a matrix; so is what is added up.
// CHECK-LABEL: func.func @columns
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]} ins(%{{.*}}, %{{.*}} : tensor<3x20xf32>, tensor<20x6xf32>) outs(%{{.*}} : tensor<3x6xf32>)
func.func @columns(%x: tensor<3x4x5xf32>, %w: tensor<4x5x2x3xf32>, %init: tensor<3x2x3xf32>) -> tensor<3x2x3xf32> {
  %y = linalg.generic {indexing_maps = [affine_map<(i, j, l, a, b) -> (i, a, b)>, affine_map<(i, j, l, a, b) -> (a, b, j, l)>, affine_map<(i, j, l, a, b) -> (i, j, l)>], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %w : tensor<3x4x5xf32>, tensor<4x5x2x3xf32>) outs(%init : tensor<3x2x3xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<3x2x3xf32>
  return %y : tensor<3x2x3xf32>
}

// Few loops stay as they are; so do many that are nowhere neighbours, and a window.
// CHECK-LABEL: func.func @stay
// CHECK-NOT: tensor.collapse_shape
// CHECK: return
func.func @stay(%x: tensor<2x3x4xf32>, %z: tensor<2x3x4x5x6xf32>) -> (tensor<2x3x4xf32>, tensor<5x3x6x2x4xf32>) {
  %e = tensor.empty() : tensor<2x3x4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> (a, b, c)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x3x4xf32>) outs(%e : tensor<2x3x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<2x3x4xf32>
  %f = tensor.empty() : tensor<5x3x6x2x4xf32>
  %w = linalg.generic {indexing_maps = [affine_map<(a, b, c, d, e) -> (d, b, e, a, c)>, affine_map<(a, b, c, d, e) -> (a, b, c, d, e)>], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]}
      ins(%z : tensor<2x3x4x5x6xf32>) outs(%f : tensor<5x3x6x2x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<5x3x6x2x4xf32>
  return %y, %w : tensor<2x3x4xf32>, tensor<5x3x6x2x4xf32>
}

// A tensor with an encoding has no reshape of its own kind.
// CHECK-LABEL: func.func @sparse
// CHECK-NOT: tensor.collapse_shape
// CHECK: linalg.generic
// CHECK-NOT: tensor.expand_shape
// CHECK: return
#sparse = #sparse_tensor.encoding<{map = (a, b, c, d, e) -> (a : dense, b : dense, c : dense, d : dense, e : compressed)}>
func.func @sparse(%x: tensor<2x3x4x5x6xf32, #sparse>) -> tensor<3x2x4x5x6xf32> {
  %e = tensor.empty() : tensor<3x2x4x5x6xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b, c, d, e) -> (b, a, c, d, e)>, affine_map<(a, b, c, d, e) -> (a, b, c, d, e)>],
                       iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x3x4x5x6xf32, #sparse>) outs(%e : tensor<3x2x4x5x6xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.mulf %a, %a : f32
    linalg.yield %m : f32
  } -> tensor<3x2x4x5x6xf32>
  return %y : tensor<3x2x4x5x6xf32>
}
