// RUN: aic-opt --aic-fold-constants --canonicalize %s | FileCheck %s

// A transpose of a constant is computed: element [i, j, k] of the result is [k, i, j] of the operand.
// CHECK-LABEL: func.func @transpose
// CHECK: arith.constant dense<{{\[\[}}[1, 5], [2, 6]], {{\[}}[3, 7], [4, 8]]]> : tensor<2x2x2xi32>
// CHECK-NOT: linalg.transpose
func.func @transpose() -> tensor<2x2x2xi32> {
  %w = arith.constant dense<[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]> : tensor<2x2x2xi32>
  %e = tensor.empty() : tensor<2x2x2xi32>
  %t = linalg.transpose ins(%w : tensor<2x2x2xi32>) outs(%e : tensor<2x2x2xi32>) permutation = [1, 2, 0]
  return %t : tensor<2x2x2xi32>
}

// A chain of a transpose and a reshape folds from its constant on.
// CHECK-LABEL: func.func @chain
// CHECK: arith.constant dense<[1.000000e+00, 4.000000e+00, 2.000000e+00, 5.000000e+00, 3.000000e+00, 6.000000e+00]> : tensor<6xf32>
func.func @chain() -> tensor<6xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %e = tensor.empty() : tensor<3x2xf32>
  %t = linalg.transpose ins(%w : tensor<2x3xf32>) outs(%e : tensor<3x2xf32>) permutation = [1, 0]
  %c = tensor.collapse_shape %t [[0, 1]] : tensor<3x2xf32> into tensor<6xf32>
  return %c : tensor<6xf32>
}

// A generic operation that only permutes is a transpose.
// CHECK-LABEL: func.func @generic
// CHECK: arith.constant dense<{{\[\[}}1, 4], [2, 5], [3, 6]]> : tensor<3x2xi8>
// CHECK-NOT: linalg.generic
func.func @generic() -> tensor<3x2xi8> {
  %w = arith.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %e = tensor.empty() : tensor<3x2xi8>
  %t = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%w : tensor<2x3xi8>) outs(%e : tensor<3x2xi8>) {
  ^bb0(%in: i8, %out: i8):
    linalg.yield %in : i8
  } -> tensor<3x2xi8>
  return %t : tensor<3x2xi8>
}

// A splat stays a splat, of the new shape.
// CHECK-LABEL: func.func @splat
// CHECK: arith.constant dense<7> : tensor<3x2xi32>
func.func @splat() -> tensor<3x2xi32> {
  %w = arith.constant dense<7> : tensor<2x3xi32>
  %e = tensor.empty() : tensor<3x2xi32>
  %t = linalg.transpose ins(%w : tensor<2x3xi32>) outs(%e : tensor<3x2xi32>) permutation = [1, 0]
  return %t : tensor<3x2xi32>
}

// What is not constant, computes something or broadcasts stays.
// CHECK-LABEL: func.func @kept
// CHECK: linalg.transpose
// CHECK: linalg.generic
// CHECK: linalg.generic
func.func @kept(%x: tensor<2x3xf32>) -> (tensor<3x2xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %e = tensor.empty() : tensor<3x2xf32>
  %t = linalg.transpose ins(%x : tensor<2x3xf32>) outs(%e : tensor<3x2xf32>) permutation = [1, 0]
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %e2 = tensor.empty() : tensor<2x3xf32>
  %n = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%w : tensor<2x3xf32>) outs(%e2 : tensor<2x3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.negf %in : f32
    linalg.yield %m : f32
  } -> tensor<2x3xf32>
  %v = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %b = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%v : tensor<3xf32>) outs(%e2 : tensor<2x3xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<2x3xf32>
  return %t, %n, %b : tensor<3x2xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}
