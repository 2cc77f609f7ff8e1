// RUN: aic-opt %s | aic-opt | FileCheck %s

// Sizes of 1 repeat, -1 keeps a size, dimensions are added in front.
// CHECK-LABEL: @repeat
// CHECK: graph.broadcast %{{.*}} to [2, -1, 4] : (tensor<?x1xf32>) -> tensor<2x?x4xf32>
func.func @repeat(%x: tensor<?x1xf32>) -> tensor<2x?x4xf32> {
  %0 = graph.broadcast %x to [2, -1, 4] : (tensor<?x1xf32>) -> tensor<2x?x4xf32>
  return %0 : tensor<2x?x4xf32>
}
