// RUN: aic-opt %s | aic-opt | FileCheck %s

// Only the element type changes.
// CHECK-LABEL: @cast
// CHECK: graph.cast %{{.*}} : tensor<?x3xf32> to tensor<?x3xi8>
func.func @cast(%x: tensor<?x3xf32>) -> tensor<?x3xi8> {
  %0 = graph.cast %x : tensor<?x3xf32> to tensor<?x3xi8>
  return %0 : tensor<?x3xi8>
}
