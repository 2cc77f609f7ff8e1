// RUN: aic-opt %s --canonicalize | FileCheck %s

// Operations that change nothing go.
// CHECK-LABEL: @nothing
// CHECK-SAME: (%[[X:.*]]: tensor<?x4xf32>, %[[Y:.*]]: tensor<2x3xf32>)
// CHECK-NEXT: return %[[X]], %[[X]], %[[Y]], %[[Y]], %[[Y]], %[[Y]], %[[X]], %[[Y]], %[[X]]
func.func @nothing(%x: tensor<?x4xf32>, %y: tensor<2x3xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<?x4xf32>, tensor<2x3xf32>, tensor<?x4xf32>) {
  %0 = graph.unary identity %x : tensor<?x4xf32>
  %1 = graph.reshape %x to [-1, 4] : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %2 = graph.transpose %y [0, 1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = graph.concat %y along 0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = graph.slice %y from [0, 0] take [2, -1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = graph.pad %y low [0, 0] high [0, 0] with 1.0 : f32 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = graph.broadcast %x to [-1, 4] : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %7 = graph.cast %y : tensor<2x3xf32> to tensor<2x3xf32>
  %8 = graph.reduce sum %x over [] : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<?x4xf32>, tensor<2x3xf32>, tensor<?x4xf32>
}

// A backward slice, one that may be a part, and a broadcast of an unknown size
// do change something.
// CHECK-LABEL: @something
// CHECK: graph.slice
// CHECK: graph.slice
// CHECK: graph.broadcast
func.func @something(%x: tensor<3xf32>, %y: tensor<?xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %0 = graph.slice %x from [2] take [3] step [-1] : (tensor<3xf32>) -> tensor<3xf32>
  %1 = graph.slice %y from [0] take [3] : (tensor<?xf32>) -> tensor<3xf32>
  %2 = graph.broadcast %y to [3] : (tensor<?xf32>) -> tensor<3xf32>
  return %0, %1, %2 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// f(f(x)) = f(x) for idempotent kinds only.
// CHECK-LABEL: @twice
// CHECK-NEXT: %[[R:.*]] = graph.unary relu
// CHECK-NEXT: %[[A:.*]] = graph.unary tanh
// CHECK-NEXT: %[[B:.*]] = graph.unary tanh %[[A]]
// CHECK-NEXT: return %[[R]], %[[B]]
func.func @twice(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = graph.unary relu %x : tensor<4xf32>
  %1 = graph.unary relu %0 : tensor<4xf32>
  %2 = graph.unary tanh %x : tensor<4xf32>
  %3 = graph.unary tanh %2 : tensor<4xf32>
  return %1, %3 : tensor<4xf32>, tensor<4xf32>
}

// Identities are exact: x + 0.0 is not, for x = -0.0; of integers it is.
// CHECK-LABEL: @identities
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf32>, %[[I:.*]]: tensor<3xi32>)
// CHECK: %[[S:.*]] = graph.binary add %[[X]]
// CHECK: return %[[X]], %[[X]], %[[I]], %[[S]]
func.func @identities(%x: tensor<?x3xf32>, %i: tensor<3xi32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<3xi32>, tensor<?x3xf32>) {
  %one = graph.weight dense<1.0> : tensor<3xf32>
  %zero = graph.weight dense<0.0> : tensor<f32>
  %none = graph.weight dense<0> : tensor<i32>
  %0 = graph.binary mul %x, %one : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %1 = graph.binary sub %x, %zero : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %2 = graph.binary add %i, %none : (tensor<3xi32>, tensor<i32>) -> tensor<3xi32>
  %3 = graph.binary add %x, %zero : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  return %0, %1, %2, %3 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<3xi32>, tensor<?x3xf32>
}

// An identity that broadcasts is no identity.
// CHECK-LABEL: @enlarges
// CHECK: graph.binary mul
func.func @enlarges(%x: tensor<3xf32>) -> tensor<2x3xf32> {
  %one = graph.weight dense<1.0> : tensor<2x3xf32>
  %0 = graph.binary mul %x, %one : (tensor<3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// Constants are evaluated.
// CHECK-LABEL: @constants
// CHECK-DAG: %[[T:.*]] = graph.weight dense<{{\[}}[1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[R:.*]] = graph.weight dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
// CHECK-DAG: %[[S:.*]] = graph.weight dense<{{\[}}[1.000000e+00, 1.41421354], [1.73205078, 2.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[B:.*]] = graph.weight dense<{{\[}}[1.100000e+01, 2.200000e+01], [1.300000e+01, 2.400000e+01]]> : tensor<2x2xf32>
// CHECK: return %[[T]], %[[R]], %[[S]], %[[B]]
func.func @constants() -> (tensor<2x2xf32>, tensor<4xf32>, tensor<2x2xf32>, tensor<2x2xf32>) {
  %a = graph.weight dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b = graph.weight dense<[10.0, 20.0]> : tensor<2xf32>
  %0 = graph.transpose %a [1, 0] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = graph.reshape %a to [4] : (tensor<2x2xf32>) -> tensor<4xf32>
  %2 = graph.unary sqrt %a : tensor<2x2xf32>
  %3 = graph.binary add %a, %b : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  return %0, %1, %2, %3 : tensor<2x2xf32>, tensor<4xf32>, tensor<2x2xf32>, tensor<2x2xf32>
}
