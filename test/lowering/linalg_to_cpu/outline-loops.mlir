// RUN: aic-opt --aic-outline-loops=min-loops=3 %s | FileCheck %s
// RUN: aic-opt --aic-outline-loops %s | FileCheck %s --check-prefix=FEW

// Few loops stay where they are.
// FEW-NOT: call
// FEW-LABEL: func.func @main
// FEW-COUNT-3: scf.for
// FEW-NOT: call

// An outermost loop becomes a function: what it uses is an argument, a constant is repeated.
// CHECK-LABEL: func.func private @aic_loop_1(
// CHECK-SAME: %[[V:.*]]: f32, %[[M:.*]]: memref<8x?xf32>, %[[N:.*]]: index) {
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK: scf.for %[[I:.*]] = %[[C0]] to %[[C8]] step %[[C1]] {
// CHECK-NEXT: scf.for %[[J:.*]] = %[[C0]] to %[[N]] step %[[C1]] {
// CHECK-NEXT: memref.store %[[V]], %[[M]][%[[I]], %[[J]]]
// CHECK: return

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.*]]: f32, %[[BUFFER:.*]]: memref<8x?xf32>)
// CHECK: %[[SIZE:.*]] = memref.dim
// CHECK: call @aic_loop_1(%[[X]], %[[BUFFER]], %[[SIZE]]) : (f32, memref<8x?xf32>, index) -> ()
// A loop with a result gives it to what follows, so it stays.
// CHECK-NEXT: %[[SUM:.*]] = scf.for
// CHECK: return %[[SUM]]
func.func private @aic_loop_0()
func.func @main(%x: f32, %m: memref<8x?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %n = memref.dim %m, %c1 : memref<8x?xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    scf.for %j = %c0 to %n step %c1 {
      memref.store %x, %m[%i, %j] : memref<8x?xf32>
    }
  }
  %s = scf.for %i = %c0 to %c8 step %c1 iter_args(%a = %x) -> f32 {
    %v = memref.load %m[%i, %c0] : memref<8x?xf32>
    %b = arith.addf %a, %v : f32
    scf.yield %b : f32
  }
  return %s : f32
}

// Weights are arguments, so that two layers of one shape become the same function twice.
// CHECK-LABEL: func.func private @aic_loop_2(
// CHECK-SAME: %[[W:.*]]: memref<8xf32>, %[[O:.*]]: memref<8xf32>) {
// CHECK-NOT: memref.get_global
// CHECK: return
// CHECK-LABEL: func.func private @aic_loop_3(
// CHECK-SAME: %{{.*}}: memref<8xf32>, %{{.*}}: memref<8xf32>) {
// CHECK-LABEL: func.func private @aic_loop_4(
// CHECK-LABEL: func.func @layers
memref.global "private" @w0 : memref<8xf32>
memref.global "private" @w1 : memref<8xf32>
func.func @layers(%o: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %w0 = memref.get_global @w0 : memref<8xf32>
  %w1 = memref.get_global @w1 : memref<8xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    %v = memref.load %w0[%i] : memref<8xf32>
    memref.store %v, %o[%i] : memref<8xf32>
  }
  scf.for %i = %c0 to %c8 step %c1 {
    %v = memref.load %w1[%i] : memref<8xf32>
    memref.store %v, %o[%i] : memref<8xf32>
  }
  scf.for %i = %c0 to %c8 step %c1 {
    %v = memref.load %w0[%i] : memref<8xf32>
    memref.store %v, %o[%i] : memref<8xf32>
  }
  return
}
