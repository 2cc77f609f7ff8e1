// Effects of a table decide what stock passes may remove, merge and move.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s --cse | FileCheck %s
// RUN: %t.opt %s --loop-invariant-code-motion | FileCheck %s --check-prefix=LICM

// Unused operations go away when they only read or compute.
// CHECK-LABEL: func @dead(
// CHECK-NEXT:    toy.noise
// CHECK-NEXT:    toy.peek : i32
// CHECK-NEXT:    toy.body {
// CHECK-NEXT:      toy.noise
// CHECK-NEXT:    }
// CHECK-NEXT:    return
func.func @dead(%x: i32, %m: memref<4xf32>) {
  toy.noise
  %a = toy.peek : i32
  %b = toy.add %x, %x : i32
  %c = toy.load %m : memref<4xf32> -> f32
  %d = toy.constant 4 : i32
  toy.body {
    toy.noise
  }
  toy.body {
    %e = toy.add %x, %x : i32
  }
  return
}

// Equal operations are one, also with attributes in another order; different
// attributes keep them apart.
// CHECK-LABEL: func @equal(
// CHECK-SAME:    %[[X:.*]]: i32)
// CHECK-NEXT:    %[[A:.*]] = toy.scale %[[X]] by 3 {other = 1 : i32}
// CHECK-NEXT:    %[[B:.*]] = toy.scale %[[X]] by 4
// CHECK-NEXT:    return %[[A]], %[[A]], %[[B]]
func.func @equal(%x: i32) -> (i32, i32, i32) {
  %a = "toy.scale"(%x) {factor = 3 : i64, other = 1 : i32} : (i32) -> i32
  %b = "toy.scale"(%x) {other = 1 : i32, factor = 3 : i64} : (i32) -> i32
  %c = toy.scale %x by 4 : i32
  return %a, %b, %c : i32, i32, i32
}

// Two reads are one unless something writes between them.
// CHECK-LABEL: func @reads(
// CHECK-NEXT:    %[[A:.*]] = toy.load
// CHECK-NEXT:    toy.store
// CHECK-NEXT:    %[[C:.*]] = toy.load
// CHECK-NEXT:    return %[[A]], %[[A]], %[[C]]
func.func @reads(%m: memref<4xf32>, %v: f32) -> (f32, f32, f32) {
  %a = toy.load %m : memref<4xf32> -> f32
  %b = toy.load %m : memref<4xf32> -> f32
  toy.store %v in %m : f32, memref<4xf32>
  %c = toy.load %m : memref<4xf32> -> f32
  return %a, %b, %c : f32, f32, f32
}

// An unused allocation goes away, one that is written stays.
// CHECK-LABEL: func @allocations(
// CHECK-NEXT:    %[[A:.*]] = toy.allocate
// CHECK-NEXT:    toy.store %{{.*}} in %[[A]]
// CHECK-NEXT:    toy.free %[[A]]
// CHECK-NEXT:    return
func.func @allocations(%v: f32) {
  %a = toy.allocate : memref<4xf32>
  %b = toy.allocate : memref<8xf32>
  toy.store %v in %a : f32, memref<4xf32>
  toy.free %a : memref<4xf32>
  return
}

// A destination operation is pure on tensors and writes its memref.
// CHECK-LABEL: func @destinations(
// CHECK-NEXT:    toy.accumulate %{{.*}} into %{{.*}} : (memref<4xf32>, memref<4xf32>) -> ()
// CHECK-NEXT:    return
func.func @destinations(%t: tensor<4xf32>, %m: memref<4xf32>,
                        %n: memref<4xf32>) {
  %a = toy.accumulate %t into %t
      : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  toy.accumulate %m into %n : (memref<4xf32>, memref<4xf32>) -> ()
  return
}

// Pure operations may be executed speculatively, so they leave loops.
// LICM-LABEL: func @loop(
// LICM-NEXT:    toy.add
// LICM-NEXT:    scf.for
// LICM-NEXT:      toy.store
func.func @loop(%x: i32, %n: index, %m: memref<4xi32>) {
  scf.for %i = %n to %n step %n {
    %a = toy.add %x, %x : i32
    toy.store %a in %m : i32, memref<4xi32>
  }
  return
}
