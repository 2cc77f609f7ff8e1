// RUN: aic-opt --pass-pipeline='builtin.module(aic-describe-model,aic-check-sizes)' -split-input-file %s | FileCheck %s

// An open size that meets a constant.
// CHECK: check = "aic_check_sizes"
// CHECK-SAME: rules = {{\[\[}}"dimension 1 ('K') of input 0 ('a') is ", " but must be ", " (at 'product')"]]
// CHECK: func.func @main
// CHECK: linalg.matmul
// CHECK: func.func @aic_check_sizes(%arg0: tensor<2x?xf32>, %arg1: tensor<3x4xf32>, %arg2: tensor<2x4xf32>) -> (index, index, index)
// CHECK-NOT: linalg
// CHECK: %[[K:.*]] = tensor.dim %arg0, %c1
// CHECK: %[[HOLDS:.*]] = arith.cmpi eq, %[[K]], %c3
// CHECK: %[[BROKEN:.*]] = arith.select %[[HOLDS]], %{{.*}}, %{{.*}} : index
// CHECK: %[[LEFT:.*]] = arith.select %[[HOLDS]], %{{.*}}, %[[K]]
// CHECK: %[[RIGHT:.*]] = arith.select %[[HOLDS]], %{{.*}}, %c3
// CHECK: return %[[BROKEN]], %[[LEFT]], %[[RIGHT]]
func.func @main(%a: tensor<2x?xf32> {graph.name = "a", graph.dims = [unit, "K"]}, %b: tensor<3x4xf32>, %c: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = linalg.matmul ins(%a, %b : tensor<2x?xf32>, tensor<3x4xf32>) outs(%c : tensor<2x4xf32>) -> tensor<2x4xf32> loc("product")
  return %0 : tensor<2x4xf32>
}

// -----

// Sizes of two inputs; of three equal conditions one is left.
// CHECK: rules = {{\[\[}}"dimension 0 of input 1 ('input_1') is ", " but must be ", ", the size of dimension 0 of input 0 ('input_0') (at 'sum')"]]
func.func @main(%a: tensor<?xf32>, %b: tensor<?xf32>) -> tensor<?xf32> {
  %0 = linalg.add ins(%a, %b : tensor<?xf32>, tensor<?xf32>) outs(%a : tensor<?xf32>) -> tensor<?xf32> loc("sum")
  %1 = linalg.add ins(%0, %b : tensor<?xf32>, tensor<?xf32>) outs(%0 : tensor<?xf32>) -> tensor<?xf32> loc("again")
  return %1 : tensor<?xf32>
}

// -----

// A window lies in the image.
// CHECK: rules = {{\[\[}}"dimension 1 of input 0 ('input_0') is ", " but must be at least ", " (at 'conv')"],
// CHECK-SAME: ["dimension 2 of input 0 ('input_0') is ", " but must be at least ", " (at 'conv')"]]
// CHECK: func.func @aic_check_sizes
// CHECK: %[[H:.*]] = tensor.dim %arg0, %c1
// CHECK: arith.cmpi sge, %[[H]], %c9
func.func @main(%x: tensor<1x?x?x1xf32>, %w: tensor<3x3x1x1xf32>, %y: tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xf32> {
  %0 = linalg.conv_2d_nhwc_hwcf {strides = dense<2> : tensor<2xi64>} ins(%x, %w : tensor<1x?x?x1xf32>, tensor<3x3x1x1xf32>) outs(%y : tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xf32> loc("conv")
  return %0 : tensor<1x4x4x1xf32>
}

// -----

// Reshapes, slices, insertions and what they make are inside of what is there.
// CHECK: rules = {{\[\[}}"dimension 0 of input 0 ('input_0') is ", " but must be ", " (at 'pairs')"],
// CHECK-SAME: ["a size that follows from the inputs is ", " but must be at least ", " (at 'empty')"],
// CHECK-SAME: "dimension 0 of input 1 ('input_1') is ", " but must be ", " (at 'put')"],
// CHECK-SAME: "a size that follows from the inputs is ", " but must be at most ", " (at 'put')"]
// CHECK: func.func @aic_check_sizes
// CHECK-NOT: tensor.empty
// CHECK: return
func.func @main(%x: tensor<?xf32>, %n: tensor<?xf32>) -> (tensor<?x2xf32>, tensor<?xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %size = tensor.dim %x, %c0 : tensor<?xf32>
  %half = arith.divsi %size, %c2 : index
  %pairs = tensor.expand_shape %x [[0, 1]] output_shape [%half, 2] : tensor<?xf32> into tensor<?x2xf32> loc("pairs")
  %less = arith.subi %size, %c2 : index
  %empty = tensor.empty(%less) : tensor<?xf32> loc("empty")
  %part = tensor.extract_slice %x[2] [%less] [1] : tensor<?xf32> to tensor<?xf32> loc("part")
  %copy = linalg.copy ins(%part : tensor<?xf32>) outs(%empty : tensor<?xf32>) -> tensor<?xf32> loc("copy")
  %whole = tensor.empty() : tensor<8xf32>
  %put = tensor.insert_slice %n into %whole[1] [%half] [1] : tensor<?xf32> into tensor<8xf32> loc("put")
  return %pairs, %copy, %put : tensor<?x2xf32>, tensor<?xf32>, tensor<8xf32>
}

// -----

// The size of a branch's result is chosen, without what the branch computes.
// CHECK: rules = {{\[\[}}"dimension 0 of input 0 ('input_0') is ", " but must be ", " (at 'cast')"]]
// CHECK: func.func @aic_check_sizes
// CHECK-NOT: tensor.extract
// CHECK: %[[SIZE:.*]] = arith.select %{{.*}}, %c3, %dim
// CHECK: arith.cmpi eq, %[[SIZE]], %c3
func.func @main(%x: tensor<?xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = tensor.dim %x, %c0 : tensor<?xf32>
  %one = arith.cmpi eq, %size, %c1 : index
  %wide = scf.if %one -> tensor<?xf32> {
    %first = tensor.extract %x[%c0] : tensor<?xf32>
    %all = tensor.splat %first : tensor<3xf32>
    %open = tensor.cast %all : tensor<3xf32> to tensor<?xf32>
    scf.yield %open : tensor<?xf32>
  } else {
    scf.yield %x : tensor<?xf32>
  }
  %z = tensor.cast %wide : tensor<?xf32> to tensor<3xf32> loc("cast")
  return %z : tensor<3xf32>
}

// -----

// An assertion of the model's own is a condition, and leaves the model.
// CHECK: rules = {{\[\[}}"the first bit must be set (at 'assertion')"]]
// CHECK: func.func @main
// CHECK-NOT: cf.assert
// CHECK: func.func @aic_check_sizes
// CHECK: %[[BIT:.*]] = tensor.extract
// CHECK: arith.select %[[BIT]]
func.func @main(%x: tensor<4xi1>) -> tensor<4xi1> {
  %c0 = arith.constant 0 : index
  %bit = tensor.extract %x[%c0] : tensor<4xi1>
  cf.assert %bit, "the first bit must be set" loc("assertion")
  return %x : tensor<4xi1>
}

// -----

// A size of 0 that something is divided by is an error, not a trap.
// CHECK: rules = {{\[\[}}"dimension 0 of input 1 ('input_1') is ", " but must not be ", " (at 'quotient')"],
// CHECK: func.func @aic_check_sizes
// CHECK: %[[SAFE:.*]] = arith.maxsi
// CHECK: arith.divsi %{{.*}}, %[[SAFE]]
func.func @main(%x: tensor<?xf32>, %n: tensor<?xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %size = tensor.dim %x, %c0 : tensor<?xf32>
  %by = tensor.dim %n, %c0 : tensor<?xf32>
  %quotient = arith.divsi %size, %by : index loc("quotient")
  %empty = tensor.empty(%quotient) : tensor<?xf32>
  %z = tensor.cast %empty : tensor<?xf32> to tensor<3xf32>
  return %z : tensor<3xf32>
}

// -----

// Static sizes have been verified: nothing is left to check.
// CHECK: module attributes
// CHECK-NOT: aic_check_sizes
// CHECK: func.func @main
func.func @main(%a: tensor<2x3xf32>, %b: tensor<3x4xf32>, %c: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = linalg.matmul ins(%a, %b : tensor<2x3xf32>, tensor<3x4xf32>) outs(%c : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// -----

// A module that is no model stays as it is.
// CHECK: module {
// CHECK-NOT: aic_check_sizes
// CHECK: func.func @one
func.func @one(%a: tensor<?xf32>) -> tensor<4xf32> {
  %0 = tensor.cast %a : tensor<?xf32> to tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @two(%a: tensor<?xf32>) -> tensor<?xf32> {
  return %a : tensor<?xf32>
}

// -----

// Nor does one whose description knows fewer inputs than the function takes.
// CHECK: module attributes {aic.model
// CHECK-NOT: aic_check_sizes
// CHECK: func.func @more
module attributes {aic.model = {entry = "more", inputs = [], outputs = []}} {
  func.func @more(%a: tensor<?xf32>) -> tensor<4xf32> {
    %0 = tensor.cast %a : tensor<?xf32> to tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}

// -----

// Or another rank.
// CHECK: module attributes {aic.model
// CHECK-NOT: aic_check_sizes
// CHECK: func.func @rank
module attributes {aic.model = {entry = "rank", inputs = [{name = "a", dims = [], type = tensor<f32>}], outputs = []}} {
  func.func @rank(%a: tensor<?xf32>) -> tensor<4xf32> {
    %0 = tensor.cast %a : tensor<?xf32> to tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}

// -----

// Calls are no conditions, and are not made for them.
// CHECK: rules = {{\[\[}}"dimension 0 of input 0 ('input_0') is ", " but must be ", {{.*}}]]
// CHECK: func.func @main
// CHECK: call @callee
// CHECK: func.func private @callee
// CHECK: func.func @aic_check_sizes
// CHECK-NOT: call
// CHECK: return
func.func @main(%a: tensor<?xf32>) -> tensor<4xf32> {
  %0 = tensor.cast %a : tensor<?xf32> to tensor<4xf32>
  %1 = call @callee(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @callee(%a: tensor<4xf32>) -> tensor<4xf32> {
  return %a : tensor<4xf32>
}
