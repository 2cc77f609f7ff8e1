// RUN: aic-opt %s | aic-opt | FileCheck %s

// Largest elements of 2x2 windows.
// CHECK-LABEL: @max
// CHECK: graph.pool max %{{.*}} window [2, 2] strides [2, 2] : (tensor<?x16x8x8xf32>) -> tensor<?x16x4x4xf32>
func.func @max(%x: tensor<?x16x8x8xf32>) -> tensor<?x16x4x4xf32> {
  %0 = graph.pool max %x window [2, 2] strides [2, 2] : (tensor<?x16x8x8xf32>) -> tensor<?x16x4x4xf32>
  return %0 : tensor<?x16x4x4xf32>
}

// Sizes round up with ceil_mode, but a window that starts in the padding behind is dropped: 4 and not 5.
// CHECK-LABEL: @ceil
// CHECK: graph.pool average %{{.*}} window [2] strides [2] pads [0, 1] {ceil_mode = true, count_include_pad = true} :
func.func @ceil(%x: tensor<1x1x7xf32>) -> tensor<1x1x4xf32> {
  %0 = graph.pool average %x window [2] strides [2] pads [0, 1] {ceil_mode = true, count_include_pad = true} : (tensor<1x1x7xf32>) -> tensor<1x1x4xf32>
  return %0 : tensor<1x1x4xf32>
}
