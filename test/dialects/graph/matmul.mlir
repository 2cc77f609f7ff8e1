// RUN: aic-opt %s | aic-opt | FileCheck %s

// A dense layer with dynamic batch.
// CHECK-LABEL: @dense
// CHECK: graph.matmul %{{.*}}, %{{.*}} {transpose_b = true} : (tensor<?x64xf32>, tensor<10x64xf32>) -> tensor<?x10xf32>
func.func @dense(%x: tensor<?x64xf32>, %w: tensor<10x64xf32>) -> tensor<?x10xf32> {
  %0 = graph.matmul %x, %w {transpose_b = true} : (tensor<?x64xf32>, tensor<10x64xf32>) -> tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// Batches broadcast; a flag that is false is not printed.
// CHECK-LABEL: @batches
// CHECK: graph.matmul %{{.*}}, %{{.*}} : (tensor<5x1x2x3xf32>, tensor<7x3x4xf32>) -> tensor<5x7x2x4xf32>
func.func @batches(%x: tensor<5x1x2x3xf32>, %y: tensor<7x3x4xf32>) -> tensor<5x7x2x4xf32> {
  %0 = graph.matmul %x, %y {transpose_a = false} : (tensor<5x1x2x3xf32>, tensor<7x3x4xf32>) -> tensor<5x7x2x4xf32>
  return %0 : tensor<5x7x2x4xf32>
}

// Vectors leave no dimension.
// CHECK-LABEL: @vectors
// CHECK: (tensor<3xf32>, tensor<2x3x4xf32>) -> tensor<2x4xf32>
// CHECK: (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
func.func @vectors(%x: tensor<3xf32>, %y: tensor<2x3x4xf32>) -> (tensor<2x4xf32>, tensor<f32>) {
  %0 = graph.matmul %x, %y : (tensor<3xf32>, tensor<2x3x4xf32>) -> tensor<2x4xf32>
  %1 = graph.matmul %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  return %0, %1 : tensor<2x4xf32>, tensor<f32>
}
