// RUN: aic-opt %s | aic-opt | FileCheck %s

// Channels go last.
// CHECK-LABEL: @last
// CHECK: graph.transpose %{{.*}} [0, 2, 3, 1] : (tensor<?x3x8x6xf32>) -> tensor<?x8x6x3xf32>
func.func @last(%x: tensor<?x3x8x6xf32>) -> tensor<?x8x6x3xf32> {
  %0 = graph.transpose %x [0, 2, 3, 1] : (tensor<?x3x8x6xf32>) -> tensor<?x8x6x3xf32>
  return %0 : tensor<?x8x6x3xf32>
}
