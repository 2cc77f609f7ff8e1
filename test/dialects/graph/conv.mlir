// RUN: aic-opt %s | aic-opt | FileCheck %s

// Absent strides and dilations are 1, absent pads 0.
// CHECK-LABEL: @plain
// CHECK: graph.conv %{{.*}}, %{{.*}} : (tensor<?x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<?x8x6x6xf32>
func.func @plain(%x: tensor<?x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) -> tensor<?x8x6x6xf32> {
  %0 = graph.conv %x, %w : (tensor<?x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<?x8x6x6xf32>
  return %0 : tensor<?x8x6x6xf32>
}

// The stem of a residual network: (224 + 6 - 7) / 2 rounds down.
// CHECK-LABEL: @stem
// CHECK: graph.conv %{{.*}}, %{{.*}}, %{{.*}} strides [2, 2] pads [3, 3, 3, 3] :
func.func @stem(%x: tensor<1x3x224x224xf32>, %w: tensor<64x3x7x7xf32>, %b: tensor<64xf32>) -> tensor<1x64x112x112xf32> {
  %0 = graph.conv %x, %w, %b strides [2, 2] pads [3, 3, 3, 3] : (tensor<1x3x224x224xf32>, tensor<64x3x7x7xf32>, tensor<64xf32>) -> tensor<1x64x112x112xf32>
  return %0 : tensor<1x64x112x112xf32>
}

// Groups divide the channels, one spatial dimension is enough, dynamic sizes stay.
// CHECK-LABEL: @groups
// CHECK: graph.conv %{{.*}}, %{{.*}} dilations [2] groups 4 :
func.func @groups(%x: tensor<?x4x?xf32>, %w: tensor<8x1x3xf32>) -> tensor<?x8x?xf32> {
  %0 = graph.conv %x, %w dilations [2] groups 4 : (tensor<?x4x?xf32>, tensor<8x1x3xf32>) -> tensor<?x8x?xf32>
  return %0 : tensor<?x8x?xf32>
}

// A window that does not fit has no positions.
// CHECK-LABEL: @empty
// CHECK: graph.conv
func.func @empty(%x: tensor<1x4x2x8xf32>, %w: tensor<8x4x3x3xf32>) -> tensor<1x8x0x6xf32> {
  %0 = graph.conv %x, %w : (tensor<1x4x2x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x0x6xf32>
  return %0 : tensor<1x8x0x6xf32>
}
