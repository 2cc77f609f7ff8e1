// RUN: aic-opt %s | aic-opt | FileCheck %s

// Sizes along the axis add up, dynamic ones stay open.
// CHECK-LABEL: @concat
// CHECK: graph.concat %{{.*}}, %{{.*}}, %{{.*}} along 1 :
func.func @concat(%x: tensor<?x2xf32>, %y: tensor<?x3xf32>) -> tensor<?x7xf32> {
  %0 = graph.concat %x, %y, %x along 1 : (tensor<?x2xf32>, tensor<?x3xf32>, tensor<?x2xf32>) -> tensor<?x7xf32>
  return %0 : tensor<?x7xf32>
}

// One input is enough.
// CHECK-LABEL: @one
// CHECK: graph.concat %{{.*}} along 0
func.func @one(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %0 = graph.concat %x along 0 : (tensor<?x2xf32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}
