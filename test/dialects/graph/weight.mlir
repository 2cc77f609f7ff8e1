// RUN: aic-opt %s | aic-opt | FileCheck %s

// A weight prints its elements once, with their type.
// CHECK-LABEL: @weight
// CHECK: graph.weight dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
func.func @weight() -> tensor<2xf32> {
  %0 = graph.weight dense<[1.0, 2.0]> : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// Large weights are resources.
// CHECK-LABEL: @resource
// CHECK: graph.weight dense_resource<w> : tensor<2xf32>
func.func @resource() -> tensor<2xf32> {
  %0 = graph.weight dense_resource<w> : tensor<2xf32>
  return %0 : tensor<2xf32>
}
{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000803F00000040"
    }
  }
#-}
