// Folding, constants and canonicalization patterns of a table.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s --canonicalize | FileCheck %s

// A fold to an attribute becomes the constant operation of the dialect, for
// constants of this dialect and of another one.
// CHECK-LABEL: func @constants
// CHECK-NEXT:    %[[C:.*]] = toy.constant 42 : i32
// CHECK-NEXT:    return %[[C]]
func.func @constants() -> i32 {
  %a = arith.constant 1 : i32
  %b = toy.constant 40 : i32
  %c = toy.add %a, %b : i32
  %d = toy.add %c, %a : i32
  return %d : i32
}

// Constants of a commutative operation move to the right; then the fold hook
// sees them there and gives a value.
// CHECK-LABEL: func @commute(
// CHECK-SAME:    %[[X:.*]]: i32)
// CHECK-NEXT:    %[[C:.*]] = toy.constant 7 : i32
// CHECK-NEXT:    %[[R:.*]] = toy.add %[[X]], %[[C]] : i32
// CHECK-NEXT:    return %[[R]]
func.func @commute(%x: i32) -> i32 {
  %zero = toy.constant 0 : i32
  %seven = toy.constant 7 : i32
  %a = toy.add %zero, %x : i32
  %b = toy.add %seven, %a : i32
  return %b : i32
}

// A fallback is what the attribute is when absent: scaling by it goes away.
// A fold may also change the operation in place.
// CHECK-LABEL: func @in_place(
// CHECK-SAME:    %[[X:.*]]: i32)
// CHECK-NEXT:    %[[R:.*]] = toy.scale %[[X]] by 3 : i32
// CHECK-NEXT:    return %[[R]]
func.func @in_place(%x: i32) -> i32 {
  %a = toy.scale %x : i32
  %b = toy.scale %a by -3 : i32
  %c = toy.scale %b by 1 : i32
  return %c : i32
}

// The patterns of a table run in the stock canonicalizer.
// CHECK-LABEL: func @pattern(
// CHECK-SAME:    %[[X:.*]]: f32)
// CHECK-NEXT:    %[[R:.*]] = toy.negate %[[X]] : f32
// CHECK-NEXT:    return %[[R]]
func.func @pattern(%x: f32) -> f32 {
  %a = toy.negate %x : f32
  %b = toy.negate %a : f32
  %c = toy.negate %b : f32
  return %c : f32
}

// aicBuild infers a type, takes a given one and skips a null attribute.
// CHECK-LABEL: func @build(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>)
// CHECK-NEXT:    %[[S:.*]] = toy.stack %[[X]] times 3 : tensor<4xf32>
// CHECK-NEXT:    %[[R:.*]] = toy.scale %[[S]] by 5 {on = true} : tensor<3x4xf32>
// CHECK-NEXT:    return %[[R]]
func.func @build(%x: tensor<4xf32>) -> tensor<3x4xf32> {
  %a = toy.build %x : tensor<4xf32> -> tensor<3x4xf32>
  return %a : tensor<3x4xf32>
}
