// RUN: aic-opt --aic-mark-layers -split-input-file %s | FileCheck %s

// Pieces of one layer have one mark; a fused piece is a layer of its own; the device is layer -1, behind which a layer begins again.
// The multiply-accumulates go to the first piece.
// CHECK: aic.layers = [{kind = "conv", macs = 64 : i64, name = "a"}, {kind = "conv, relu", macs = 0 : i64, name = "a, b"}]
#model = {entry = "main", inputs = [], outputs = []}
#layers = [{kind = "conv", macs = 64, name = "a"}, {kind = "relu", macs = 0, name = "b"}, {kind = "add", macs = 0, name = "unused"}]
module attributes {aic.model = #model, aic.layers = #layers} {
  // CHECK: llvm.func internal @aicObserve(
  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: %[[M:.*]]: memref<8xf32>, %[[P:.*]]: !llvm.ptr, %[[CALL:.*]]: !llvm.ptr {aic.call})
  func.func @main(%m: memref<8xf32>, %p: !llvm.ptr) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %f = arith.constant 0.0 : f32
    %n = arith.constant 0 : i64
    // CHECK: %[[A:.*]] = llvm.mlir.constant(0 : i64)
    // CHECK-NEXT: llvm.call @aicObserve(%[[CALL]], %[[A]])
    // CHECK-NEXT: memref.store
    // CHECK-NEXT: scf.for
    memref.store %f, %m[%c0] : memref<8xf32> loc("a")
    scf.for %i = %c0 to %c8 step %c1 {
      memref.store %f, %m[%i] : memref<8xf32> loc("a")
    } loc("a")
    // CHECK: %[[B:.*]] = llvm.mlir.constant(1 : i64)
    // CHECK-NEXT: llvm.call @aicObserve(%[[CALL]], %[[B]])
    // CHECK-NEXT: scf.for
    scf.for %i = %c0 to %c8 step %c1 {
      memref.store %f, %m[%i] : memref<8xf32> loc("b")
    } loc("a")
    // A loop that no layer names belongs to the one before.
    // CHECK-NOT: aicObserve
    // CHECK: scf.for
    scf.for %i = %c0 to %c8 step %c1 {
      memref.store %f, %m[%i] : memref<8xf32> loc("other")
    } loc("other")
    // CHECK: %[[NONE:.*]] = llvm.mlir.constant(-1 : i64)
    // CHECK-NEXT: llvm.call @aicObserve(%[[CALL]], %[[NONE]])
    // CHECK-NEXT: llvm.call @aicNpuInvoke
    llvm.call @aicNpuInvoke(%p, %p, %n, %p, %n) : (!llvm.ptr, !llvm.ptr, i64, !llvm.ptr, i64) -> ()
    // CHECK: %[[AGAIN:.*]] = llvm.mlir.constant(1 : i64)
    // CHECK-NEXT: llvm.call @aicObserve(%[[CALL]], %[[AGAIN]])
    scf.for %i = %c0 to %c8 step %c1 {
      memref.store %f, %m[%i] : memref<8xf32> loc("a")
    } loc("b")
    return
  }
  llvm.func @aicNpuInvoke(!llvm.ptr, !llvm.ptr, i64, !llvm.ptr, i64)
}

// -----

// Nothing is marked without a list of layers, or with one that is something else.
// CHECK-NOT: aicObserve
// CHECK: func.func @main(%{{.*}}: memref<8xf32>) {
// CHECK-NOT: aicObserve
module attributes {aic.model = {entry = "main", inputs = [], outputs = []}, aic.layers = [{name = "a"}]} {
  func.func @main(%m: memref<8xf32>) {
    %c0 = arith.constant 0 : index
    %f = arith.constant 0.0 : f32
    memref.store %f, %m[%c0] : memref<8xf32> loc("a")
    return
  }
}
