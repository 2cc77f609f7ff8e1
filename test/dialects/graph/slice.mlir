// RUN: aic-opt %s | aic-opt | FileCheck %s

// Every second element, a whole dynamic dimension, and backward.
// CHECK-LABEL: @slice
// CHECK: graph.slice %{{.*}} from [0, 1, 3] take [-1, 3, 4] step [1, 2, -1] : (tensor<?x8x4xf32>) -> tensor<?x3x4xf32>
func.func @slice(%x: tensor<?x8x4xf32>) -> tensor<?x3x4xf32> {
  %0 = graph.slice %x from [0, 1, 3] take [-1, 3, 4] step [1, 2, -1] : (tensor<?x8x4xf32>) -> tensor<?x3x4xf32>
  return %0 : tensor<?x3x4xf32>
}
