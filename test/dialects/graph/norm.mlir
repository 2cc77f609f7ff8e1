// RUN: aic-opt %s | aic-opt | FileCheck %s

// One parameter of each sort per channel.
// CHECK-LABEL: @batch
// CHECK: graph.norm batch %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} epsilon 1.000000e+00 : (tensor<?x4x8xf32>, tensor<4xf32>
func.func @batch(%x: tensor<?x4x8xf32>, %p: tensor<4xf32>) -> tensor<?x4x8xf32> {
  %0 = graph.norm batch %x, %p, %p, %p, %p epsilon 1.0 : (tensor<?x4x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x8xf32>
  return %0 : tensor<?x4x8xf32>
}
