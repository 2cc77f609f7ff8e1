// RUN: aic-opt %s | aic-opt | FileCheck %s

// The result holds one bit per pair.
// CHECK-LABEL: @compare
// CHECK: graph.compare le %{{.*}}, %{{.*}} : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xi1>
func.func @compare(%x: tensor<?x3xf32>, %y: tensor<3xf32>) -> tensor<?x3xi1> {
  %0 = graph.compare le %x, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xi1>
  return %0 : tensor<?x3xi1>
}
