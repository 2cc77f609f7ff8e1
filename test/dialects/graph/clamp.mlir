// RUN: aic-opt %s | aic-opt | FileCheck %s

// Both bounds, one, or none.
// CHECK-LABEL: @clamp
// CHECK: graph.clamp %{{.*}} min 0.000000e+00 : f32 max 6.000000e+00 : f32 : tensor<4xf32>
// CHECK: graph.clamp %{{.*}} max 5 : i8 : tensor<4xi8>
// CHECK: graph.clamp %{{.*}} : tensor<4xf32>
func.func @clamp(%x: tensor<4xf32>, %i: tensor<4xi8>) {
  %0 = graph.clamp %x min 0.0 : f32 max 6.0 : f32 : tensor<4xf32>
  %1 = graph.clamp %i max 5 : i8 : tensor<4xi8>
  %2 = graph.clamp %x : tensor<4xf32>
  return
}
