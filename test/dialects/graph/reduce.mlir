// RUN: aic-opt %s | aic-opt | FileCheck %s

// Reduced dimensions go.
// CHECK-LABEL: @mean
// CHECK: graph.reduce mean %{{.*}} over [2, 3] : (tensor<?x16x4x4xf32>) -> tensor<?x16xf32>
func.func @mean(%x: tensor<?x16x4x4xf32>) -> tensor<?x16xf32> {
  %0 = graph.reduce mean %x over [2, 3] : (tensor<?x16x4x4xf32>) -> tensor<?x16xf32>
  return %0 : tensor<?x16xf32>
}

// Or they stay with size 1.
// CHECK-LABEL: @keep
// CHECK: graph.reduce max %{{.*}} over [0] keepdims true : (tensor<?x4xi32>) -> tensor<1x4xi32>
func.func @keep(%x: tensor<?x4xi32>) -> tensor<1x4xi32> {
  %0 = graph.reduce max %x over [0] keepdims true : (tensor<?x4xi32>) -> tensor<1x4xi32>
  return %0 : tensor<1x4xi32>
}
