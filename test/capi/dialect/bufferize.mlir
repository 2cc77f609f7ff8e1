// Destination-style operations of tables in the stock one-shot-bufferize.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s --one-shot-bufferize='bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map' --cse | FileCheck %s

// Operands become memrefs, the result is the destination: no copy.
// CHECK-LABEL: func @in_place(
// CHECK-SAME:    %[[A:.*]]: memref<4xf32>, %[[B:.*]]: memref<4xf32>)
// CHECK-NEXT:    toy.accumulate %[[A]], %[[A]] into %[[B]] : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT:    return %[[B]]
func.func @in_place(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %r = toy.accumulate %a, %a into %b
      : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// The old contents of %b are used later, so the destination is a copy.
// CHECK-LABEL: func @copied(
// CHECK-SAME:    %[[A:.*]]: memref<4xf32>, %[[B:.*]]: memref<4xf32>)
// CHECK:         %[[N:.*]] = memref.alloc()
// CHECK-NEXT:    memref.copy %[[B]], %[[N]]
// CHECK-NEXT:    toy.accumulate %[[A]] into %[[N]]
// CHECK-NEXT:    toy.accumulate %[[B]] into %[[N]]
func.func @copied(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %r = toy.accumulate %a into %b
      : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %s = toy.accumulate %b into %r
      : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %s : tensor<4xf32>
}

// A destination that is only written needs a buffer, but no copy into it.
// CHECK-LABEL: func @overwritten(
// CHECK-SAME:    %[[V:.*]]: f32, %[[B:.*]]: memref<4xf32>)
// CHECK:         %[[N:.*]] = memref.alloc()
// CHECK-NOT:     memref.copy
// CHECK:         toy.fill %[[V]] into %[[N]] : (f32, memref<4xf32>) -> ()
// CHECK-NEXT:    toy.accumulate %[[B]] into %[[N]]
func.func @overwritten(%v: f32, %b: tensor<4xf32>) -> tensor<4xf32> {
  %r = toy.fill %v into %b : (f32, tensor<4xf32>) -> tensor<4xf32>
  %s = toy.accumulate %b into %r
      : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %s : tensor<4xf32>
}

// Several destinations, a result that is no tensor, and a region: the first
// go, the others stay, and the sizes of the groups follow.
// CHECK-LABEL: func @groups(
// CHECK-SAME:    %[[A:.*]]: memref<4xf32>, %[[B:.*]]: memref<4xf32>, %[[C:.*]]: memref<8xf32>)
// CHECK-NEXT:    %[[N:.*]] = "toy.tally"(%[[A]], %[[B]], %[[C]]) ({
// CHECK-NEXT:      toy.noise
// CHECK-NEXT:    }) {name = "x", operandSegmentSizes = array<i32: 1, 2>, resultSegmentSizes = array<i32: 0, 1>}
// CHECK-SAME:      : (memref<4xf32>, memref<4xf32>, memref<8xf32>) -> index
// CHECK-NEXT:    return %[[B]], %[[C]], %[[N]]
func.func @groups(%a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<8xf32>)
    -> (tensor<4xf32>, tensor<8xf32>, index) {
  %r:3 = "toy.tally"(%a, %b, %c) ({
    toy.noise
  }) {name = "x", operandSegmentSizes = array<i32: 1, 2>,
      resultSegmentSizes = array<i32: 2, 1>}
      : (tensor<4xf32>, tensor<4xf32>, tensor<8xf32>)
      -> (tensor<4xf32>, tensor<8xf32>, index)
  return %r#0, %r#1, %r#2 : tensor<4xf32>, tensor<8xf32>, index
}
