// RUN: aic-opt %s | aic-opt | FileCheck %s

// Operands broadcast as in numpy.
// CHECK-LABEL: @broadcast
// CHECK: graph.binary mul %{{.*}}, %{{.*}} : (tensor<2x1x3xf32>, tensor<4x1xf32>) -> tensor<2x4x3xf32>
func.func @broadcast(%x: tensor<2x1x3xf32>, %y: tensor<4x1xf32>) -> tensor<2x4x3xf32> {
  %0 = graph.binary mul %x, %y : (tensor<2x1x3xf32>, tensor<4x1xf32>) -> tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}

// A dynamic size that meets a static one has that size; two stay dynamic.
// CHECK-LABEL: @dynamic
// CHECK: graph.binary add
func.func @dynamic(%x: tensor<?x?xf32>, %y: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = graph.binary add %x, %y : (tensor<?x?xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// Bits of integers and booleans.
// CHECK-LABEL: @bits
// CHECK: graph.binary and
// CHECK: graph.binary xor
func.func @bits(%x: tensor<4xi32>, %b: tensor<4xi1>) {
  %0 = graph.binary and %x, %x : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %1 = graph.binary xor %b, %b : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}
