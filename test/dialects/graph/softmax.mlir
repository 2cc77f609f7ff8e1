// RUN: aic-opt %s | aic-opt | FileCheck %s

// The axis is written as a word.
// CHECK-LABEL: @softmax
// CHECK: graph.softmax %{{.*}} along 1 : tensor<?x10xf32>
func.func @softmax(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %0 = graph.softmax %x along 1 : tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}
