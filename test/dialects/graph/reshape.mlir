// RUN: aic-opt %s | aic-opt | FileCheck %s

// -1 is what the number of elements leaves.
// CHECK-LABEL: @open
// CHECK: graph.reshape %{{.*}} to [-1, 4] : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
func.func @open(%x: tensor<2x3x4xf32>) -> tensor<6x4xf32> {
  %0 = graph.reshape %x to [-1, 4] : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
  return %0 : tensor<6x4xf32>
}

// Of a dynamic number it stays dynamic.
// CHECK-LABEL: @dynamic
// CHECK: graph.reshape %{{.*}} to [-1, 256]
func.func @dynamic(%x: tensor<?x16x4x4xf32>) -> tensor<?x256xf32> {
  %0 = graph.reshape %x to [-1, 256] : (tensor<?x16x4x4xf32>) -> tensor<?x256xf32>
  return %0 : tensor<?x256xf32>
}

// Scalars have an empty shape; 0 is a size as any other.
// CHECK-LABEL: @scalar
// CHECK: graph.reshape %{{.*}} to [] : (tensor<1x1xf32>) -> tensor<f32>
func.func @scalar(%x: tensor<1x1xf32>, %y: tensor<0x3xf32>) -> (tensor<f32>, tensor<7x0xf32>) {
  %0 = graph.reshape %x to [] : (tensor<1x1xf32>) -> tensor<f32>
  %1 = graph.reshape %y to [7, 0] : (tensor<0x3xf32>) -> tensor<7x0xf32>
  return %0, %1 : tensor<f32>, tensor<7x0xf32>
}
