// RUN: aic-opt --aic-describe-model --aic-describe-layers -split-input-file %s | FileCheck %s

// One entry per name in the order of the operations; what only prepares a layer does not name its kind.
// CHECK: aic.layers = [{kind = "conv", macs = 0 : i64, name = "conv1"}, {kind = "relu", macs = 0 : i64, name = "node \222\22"},
// CHECK-SAME: {kind = "pool max", macs = 0 : i64, name = "describe-layers.mlir:11:8"}]
func.func @main(%x: tensor<1x3x8x8xf32>) -> tensor<1x4x4x4xf32> {
  %w = graph.weight dense<1.0> : tensor<4x3x1x1xf32> loc("w")
  %0 = graph.transpose %x [0, 1, 2, 3] : (tensor<1x3x8x8xf32>) -> tensor<1x3x8x8xf32> loc("conv1")
  %1 = graph.conv %0, %w : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x8x8xf32> loc("conv1"("model.onnx":1:1))
  %2 = graph.unary relu %1 : tensor<1x4x8x8xf32> loc("node \"2\"")
  %3 = graph.pool max %2 window [2, 2] strides [2, 2] : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return %3 : tensor<1x4x4x4xf32>
}

// -----

// A fused location names several; what was inlined counts as itself, not as its caller.
// CHECK: aic.layers = [{kind = "add", macs = 0 : i64, name = "a"}, {kind = "add", macs = 0 : i64, name = "b"}, {kind = "sub", macs = 0 : i64, name = "c"}]
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = linalg.add ins(%x, %x : tensor<4xf32>, tensor<4xf32>) outs(%x : tensor<4xf32>) -> tensor<4xf32> loc(fused["a", "b"])
  %1 = linalg.sub ins(%0, %x : tensor<4xf32>, tensor<4xf32>) outs(%x : tensor<4xf32>) -> tensor<4xf32> loc(callsite("c" at "main"))
  return %1 : tensor<4xf32>
}

// -----

// What is there stays.
// CHECK: module attributes {aic.layers = 1 : i64,
module attributes {aic.layers = 1} {
  func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
    return %x : tensor<4xf32>
  }
}

// -----

// No model, no layers.
// CHECK: module {
// CHECK-NOT: aic.layers
func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32>
