// RUN: aic-opt %s | aic-opt | FileCheck %s

// The axis is replaced by the dimensions of the indices.
// CHECK-LABEL: @gather
// CHECK: graph.gather %{{.*}} at %{{.*}} along 1 : (tensor<4x100x8xf32>, tensor<?x3xi64>) -> tensor<4x?x3x8xf32>
func.func @gather(%x: tensor<4x100x8xf32>, %i: tensor<?x3xi64>) -> tensor<4x?x3x8xf32> {
  %0 = graph.gather %x at %i along 1 : (tensor<4x100x8xf32>, tensor<?x3xi64>) -> tensor<4x?x3x8xf32>
  return %0 : tensor<4x?x3x8xf32>
}
