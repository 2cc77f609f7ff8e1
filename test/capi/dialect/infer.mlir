// Result types that a table infers, and operand groups that it counts.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s | FileCheck %s

// The type of the result is not written; attributes that are absent have
// their fallback.
// CHECK-LABEL: func @stack(
// CHECK-NEXT:    %[[A:.*]] = toy.stack %{{.*}} : tensor<4x?xf32>
// CHECK-NEXT:    %[[B:.*]] = toy.stack %[[A]] times 5 : tensor<2x4x?xf32>
// CHECK-NEXT:    return %[[B]] : tensor<5x2x4x?xf32>
func.func @stack(%x: tensor<4x?xf32>) -> tensor<5x2x4x?xf32> {
  %a = toy.stack %x : tensor<4x?xf32>
  %b = toy.stack %a times 5 : tensor<2x4x?xf32>
  return %b : tensor<5x2x4x?xf32>
}

// A pass may know more about the operands than about the results, where the
// text says what they are.
// CHECK-LABEL: func @refined(
// CHECK-NEXT:    toy.stack_as %{{.*}} : (tensor<4xf32>) -> tensor<2x?xf32>
func.func @refined(%x: tensor<4xf32>) -> tensor<2x?xf32> {
  %a = toy.stack_as %x : (tensor<4xf32>) -> tensor<2x?xf32>
  return %a : tensor<2x?xf32>
}

// Without assembly the generic form prints, with all groups.
// CHECK-LABEL: func @groups(
// CHECK-NEXT:    "toy.split"(%{{.*}}, %{{.*}}) {operandSegmentSizes = array<i32: 1, 0, 1>} : (i32, i32) -> ()
func.func @groups(%x: i32) {
  "toy.split"(%x, %x) {operandSegmentSizes = array<i32: 1, 0, 1>}
      : (i32, i32) -> ()
  return
}
