// RUN: aic-opt --aic-plan-arena -split-input-file %s | FileCheck %s

// Needed one after the other: %a and %c share memory, the largest lies lowest. What is in use at the same time does not overlap.
// CHECK: module attributes {aic.arena = 192 : i64,
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  // CHECK: func.func private @aicArena(%{{.*}}: !llvm.ptr) -> memref<192xi8>
  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: %[[X:.*]]: memref<16xf32>, %[[CALL:.*]]: !llvm.ptr {aic.call})
  // CHECK: %[[ARENA:.*]] = call @aicArena(%[[CALL]])
  // CHECK: %[[A_AT:.*]] = arith.constant 128 : index
  // CHECK: %[[A:.*]] = memref.view %[[ARENA]][%[[A_AT]]][] : memref<192xi8> to memref<16xf32>
  // CHECK: %[[B_AT:.*]] = arith.constant 0 : index
  // CHECK: %[[B:.*]] = memref.view %[[ARENA]][%[[B_AT]]][] : memref<192xi8> to memref<4x5xf32>
  // CHECK: %[[C_AT:.*]] = arith.constant 128 : index
  // CHECK: %[[C:.*]] = memref.view %[[ARENA]][%[[C_AT]]][] : memref<192xi8> to memref<3xi1>
  // CHECK-NOT: memref.dealloc
  func.func @main(%x: memref<16xf32>) {
    %c0 = arith.constant 0 : index
    %f = arith.constant 0.0 : f32
    %i = arith.constant 0 : i1
    %a = memref.alloc() : memref<16xf32>
    %b = memref.alloc() : memref<4x5xf32>
    %c = memref.alloc() : memref<3xi1>
    linalg.copy ins(%x : memref<16xf32>) outs(%a : memref<16xf32>)
    memref.store %f, %b[%c0, %c0] : memref<4x5xf32>
    linalg.copy ins(%a : memref<16xf32>) outs(%x : memref<16xf32>)
    memref.store %i, %c[%c0] : memref<3xi1>
    memref.store %f, %b[%c0, %c0] : memref<4x5xf32>
    memref.dealloc %a : memref<16xf32>
    memref.dealloc %b : memref<4x5xf32>
    memref.dealloc %c : memref<3xi1>
    return
  }
}

// -----

// A part of a buffer, what a condition yields and what a loop uses keep the buffer: no two of these share memory.
// CHECK: aic.arena = 256 : i64
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  func.func @main(%x: memref<16xf32>, %cond: i1) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %f = arith.constant 0.0 : f32
    %a = memref.alloc() : memref<16xf32>
    %b = memref.alloc() : memref<16xf32>
    %c = memref.alloc() : memref<16xf32>
    %d = memref.alloc() : memref<16xf32>
    %part = memref.subview %a[4] [4] [1] : memref<16xf32> to memref<4xf32, strided<[1], offset: 4>>
    %chosen = scf.if %cond -> memref<16xf32> {
      scf.yield %b : memref<16xf32>
    } else {
      scf.yield %x : memref<16xf32>
    }
    linalg.copy ins(%x : memref<16xf32>) outs(%d : memref<16xf32>)
    scf.for %i = %c0 to %c4 step %c1 {
      memref.store %f, %c[%i] : memref<16xf32>
      memref.store %f, %chosen[%i] : memref<16xf32>
      memref.store %f, %part[%i] : memref<4xf32, strided<[1], offset: 4>>
      memref.store %f, %d[%i] : memref<16xf32>
    }
    memref.dealloc %a : memref<16xf32>
    memref.dealloc %b : memref<16xf32>
    memref.dealloc %c : memref<16xf32>
    memref.dealloc %d : memref<16xf32>
    return
  }
}

// -----

// What stays a buffer of its own: of dynamic size, returned, freed under a condition or in a loop, seen as a number.
// CHECK-NOT: aic.arena
// CHECK: func.func @main
// CHECK-COUNT-5: memref.alloc
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  func.func @main(%n: index, %cond: i1) -> (memref<16xf32>, index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %dynamic = memref.alloc(%n) : memref<?xf32>
    %returned = memref.alloc() : memref<16xf32>
    %maybe = memref.alloc() : memref<16xf32>
    %address = memref.alloc() : memref<16xf32>
    %number = memref.extract_aligned_pointer_as_index %address : memref<16xf32> -> index
    scf.if %cond {
      memref.dealloc %maybe : memref<16xf32>
    }
    scf.for %i = %c0 to %n step %c1 {
      %inner = memref.alloc() : memref<16xf32>
      memref.dealloc %inner : memref<16xf32>
    }
    memref.dealloc %dynamic : memref<?xf32>
    memref.dealloc %address : memref<16xf32>
    return %returned, %number : memref<16xf32>, index
  }
}

// -----

// No model, no arena.
// CHECK-NOT: memref.view
// CHECK: memref.dealloc
func.func @main() {
  %a = memref.alloc() : memref<16xf32>
  memref.dealloc %a : memref<16xf32>
  return
}

// -----

// No more than fits into the arena's size: the second huge buffer stays out.
// CHECK: module attributes {aic.arena = 1152921504606847040 : i64,
// CHECK: func.func @main(
// CHECK-NOT: memref.alloc
// CHECK: memref.view %{{.*}} to memref<1152921504606846976xi8>
// CHECK: memref.alloc() : memref<2305843009213693888xi8>
// CHECK-NOT: memref.alloc
// CHECK: return
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  func.func @main() {
    %a = memref.alloc() : memref<1152921504606846976xi8>
    %b = memref.alloc() : memref<2305843009213693888xi8>
    %c = memref.alloc() : memref<16xf32>
    %v = arith.constant 1 : i8
    linalg.fill ins(%v : i8) outs(%a : memref<1152921504606846976xi8>)
    %w = arith.constant 1.0 : f32
    linalg.fill ins(%w : f32) outs(%c : memref<16xf32>)
    linalg.fill ins(%v : i8) outs(%a : memref<1152921504606846976xi8>)
    memref.dealloc %c : memref<16xf32>
    memref.dealloc %b : memref<2305843009213693888xi8>
    memref.dealloc %a : memref<1152921504606846976xi8>
    return
  }
}
