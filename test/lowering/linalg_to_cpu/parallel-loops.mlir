// RUN: aic-opt --aic-parallel-loops=min-cost=100 -split-input-file %s | FileCheck %s
// RUN: aic-opt --aic-parallel-loops -split-input-file %s | FileCheck %s --check-prefix=DEFAULT

// A few thousand instructions are not worth a second thread.
// DEFAULT-NOT: aic_loop_parallel
// DEFAULT: func.func @main(%{{.*}}: memref<100x7xf32>

// The outer dimension becomes a range of numbers, the inner one stays a loop. What the body uses travels in a struct on the stack.
// CHECK: llvm.func internal @aicParallelFor
// CHECK: func.func private @aic_loop_parallel_0(%[[RECORD:.*]]: !llvm.ptr, %[[BEGIN:.*]]: i64, %[[END:.*]]: i64)
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> f32
// CHECK: %[[Y:.*]] = builtin.unrealized_conversion_cast %{{.*}} to memref<100x7xf32>
// CHECK: %[[B:.*]] = arith.index_cast %[[BEGIN]]
// CHECK: %[[E:.*]] = arith.index_cast %[[END]]
// CHECK: scf.for %{{.*}} = %[[B]] to %[[E]] step
// CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c7) step (%c1)
// CHECK: memref.store %{{.*}}, %[[Y]]
// CHECK: func.func @main(%{{.*}}: memref<100x7xf32>, %{{.*}}: memref<100x7xf32>, %{{.*}}: f32, %[[CALL:.*]]: !llvm.ptr {aic.call})
// CHECK: %[[STRUCT:.*]] = llvm.alloca
// CHECK-NOT: scf.
// CHECK: %[[F:.*]] = constant @aic_loop_parallel_0
// CHECK: %[[BODY:.*]] = builtin.unrealized_conversion_cast %[[F]]
// CHECK: llvm.call @aicParallelFor(%[[CALL]], %{{.*}}, %[[BODY]], %[[STRUCT]], %{{.*}})
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  func.func @main(%x: memref<100x7xf32>, %y: memref<100x7xf32>, %f: f32) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c7 = arith.constant 7 : index
    %c100 = arith.constant 100 : index
    scf.parallel (%i, %j) = (%c0, %c0) to (%c100, %c7) step (%c1, %c1) {
      %v = memref.load %x[%i, %j] : memref<100x7xf32>
      %w = arith.mulf %v, %f : f32
      memref.store %w, %y[%i, %j] : memref<100x7xf32>
    }
    return
  }
}

// -----

// Two marked loops, one in the other but for an address, become one range. Of unknown length: the model decides when it runs.
// CHECK: func.func private @aic_loop_parallel_0
// CHECK: scf.for %[[N:.*]] = %{{.*}} to %{{.*}} step
// CHECK: %[[SIZE:.*]] = arith.ceildivsi
// CHECK: arith.remui %[[N]], %[[SIZE]]
// CHECK: arith.divui %[[N]], %[[SIZE]]
// CHECK: memref.subview
// CHECK: memref.store
// CHECK: func.func @main
// CHECK: %[[COUNT:.*]] = arith.muli
// CHECK: %[[LARGE:.*]] = arith.cmpi sge, %[[COUNT]], %c50
// CHECK: llvm.call @aicParallelFor(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %[[LARGE]])
// DEFAULT: llvm.call @aicParallelFor
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  func.func @main(%x: memref<?x64x8xf32, strided<[?, 8, 1], offset: ?>>, %n: index, %f: f32) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c64 = arith.constant 64 : index
    scf.for %i = %c1 to %n step %c4 {
      %part = memref.subview %x[%i, 0, 0] [1, 64, 8] [1, 1, 1] : memref<?x64x8xf32, strided<[?, 8, 1], offset: ?>> to memref<64x8xf32, strided<[8, 1], offset: ?>>
      scf.for %j = %c0 to %c64 step %c1 {
        memref.store %f, %part[%j, %c0] : memref<64x8xf32, strided<[8, 1], offset: ?>>
      } {aic.parallel}
    } {aic.parallel}
    return
  }
}

// -----

// A scratch buffer of all iterations is no place for threads; one of each is.
// CHECK: func.func private @aic_loop_parallel_0
// CHECK: memref.alloc
// CHECK: memref.dealloc
// CHECK: func.func @main
// CHECK: %[[SHARED:.*]] = memref.alloc
// CHECK: scf.for
// CHECK: memref.store %{{.*}}, %[[SHARED]]
// CHECK: llvm.call @aicParallelFor
// CHECK-NOT: scf.for
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  func.func @main(%x: memref<100xf32>, %f: f32) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c100 = arith.constant 100 : index
    %shared = memref.alloc() : memref<4xf32>
    scf.for %i = %c0 to %c100 step %c1 {
      memref.store %f, %shared[%c0] : memref<4xf32>
      %v = memref.load %shared[%c0] : memref<4xf32>
      memref.store %v, %x[%i] : memref<100xf32>
    } {aic.parallel}
    scf.for %i = %c0 to %c100 step %c1 {
      %own = memref.alloc() : memref<4xf32>
      memref.store %f, %own[%c0] : memref<4xf32>
      %v = memref.load %own[%c0] : memref<4xf32>
      memref.store %v, %x[%i] : memref<100xf32>
      memref.dealloc %own : memref<4xf32>
    } {aic.parallel}
    return
  }
}

// -----

// What is not marked, has results, or calls something unknown stays.
// CHECK-NOT: aicParallelFor
// CHECK: func.func @main(%{{.*}}: memref<100xf32>, %{{.*}}: f32) -> f32
// CHECK-COUNT-3: scf.for
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}} {
  func.func private @f(index)
  func.func @main(%x: memref<100xf32>, %f: f32) -> f32 {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c100 = arith.constant 100 : index
    scf.for %i = %c0 to %c100 step %c1 {
      memref.store %f, %x[%i] : memref<100xf32>
    }
    scf.for %i = %c0 to %c100 step %c1 {
      func.call @f(%i) : (index) -> ()
    } {aic.parallel}
    %sum = scf.for %i = %c0 to %c100 step %c1 iter_args(%s = %f) -> f32 {
      %v = memref.load %x[%i] : memref<100xf32>
      %t = arith.addf %s, %v : f32
      scf.yield %t : f32
    } {aic.parallel}
    return %sum : f32
  }
}

// -----

// A module that is no model has no caller to ask.
// CHECK-NOT: aicParallelFor
// CHECK: scf.parallel
func.func @main(%x: memref<100xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  scf.parallel (%i) = (%c0) to (%c100) step (%c1) {
    memref.store %f, %x[%i] : memref<100xf32>
  }
  return
}
