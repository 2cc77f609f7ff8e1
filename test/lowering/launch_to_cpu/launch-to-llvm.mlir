// RUN: aic-opt --aic-launch-to-llvm -split-input-file -verify-diagnostics %s | FileCheck %s

// The bytes become an external global and join the weights; a function that launches gets the AicCall as its last argument.
// CHECK: module attributes {aic.weights = {aic_program_0 = dense<[1, 2, 3]> : tensor<3xi8>, aic_weight_0 = dense<7> : tensor<2xi32>}}
// CHECK-NOT: npu.{{[a-z]}}
// CHECK: llvm.func internal @aicNpuInvoke
// CHECK: llvm.mlir.global external constant @aic_program_0() {addr_space = 0 : i32} : !llvm.array<3 x i8>
// CHECK-LABEL: func.func @dense
// CHECK-SAME: %[[X:.*]]: memref<4x8xf32> {llvm.noalias}, %[[Y:.*]]: memref<4x8xf32>, %[[CALL:.*]]: !llvm.ptr {aic.call})
// CHECK: %[[TWO:.*]] = llvm.mlir.constant(2 : i64)
// CHECK: %[[BUFFERS:.*]] = llvm.alloca %[[TWO]] x !llvm.ptr
// CHECK: memref.extract_aligned_pointer_as_index %[[X]]
// CHECK: llvm.getelementptr %[[BUFFERS]][0]
// CHECK: memref.extract_aligned_pointer_as_index %[[Y]]
// CHECK: llvm.getelementptr %[[BUFFERS]][1]
// CHECK: %[[CODE:.*]] = llvm.mlir.addressof @aic_program_0
// CHECK: %[[BYTES:.*]] = llvm.mlir.constant(3 : i64)
// CHECK: %[[COUNT:.*]] = llvm.mlir.constant(2 : i64)
// CHECK: llvm.call @aicNpuInvoke(%[[CALL]], %[[CODE]], %[[BYTES]], %[[BUFFERS]], %[[COUNT]])

// The device takes dense buffers: a part of a larger one is copied there and back.
// CHECK-LABEL: func.func @strided
// CHECK-SAME: %[[X:.*]]: memref<4x8xf32, strided<[16, 1]>>, %[[Y:.*]]: memref<4x8xf32, strided<[16, 1]>>,
// CHECK: %[[IN:.*]] = memref.alloc() {alignment = 64 : i64} : memref<4x8xf32>
// CHECK: memref.copy %[[X]], %[[IN]]
// CHECK: %[[OUT:.*]] = memref.alloc() {alignment = 64 : i64} : memref<4x8xf32>
// CHECK: llvm.call @aicNpuInvoke
// CHECK-DAG: memref.copy %[[OUT]], %[[Y]]
// CHECK-DAG: memref.dealloc %[[IN]]
// CHECK: memref.dealloc %[[OUT]]

// A function that launches nothing stays as it is.
// CHECK-LABEL: func.func @other() {
module attributes {aic.weights = {aic_weight_0 = dense<7> : tensor<2xi32>}} {
  npu.target @edge4 {array = {rows = 4, cols = 4}}
  npu.program @f target(@edge4) ins(%x: memref<4x8xf32, #npu.space<dram>>) outs(%y: memref<4x8xf32, #npu.space<dram>>)
      attributes {aic.code = dense<[1, 2, 3]> : tensor<3xi8>} {}
  func.func @dense(%x: memref<4x8xf32> {llvm.noalias}, %y: memref<4x8xf32>) {
    npu.launch @f ins(%x : memref<4x8xf32>) outs(%y : memref<4x8xf32>)
    return
  }
  func.func @strided(%x: memref<4x8xf32, strided<[16, 1]>>, %y: memref<4x8xf32, strided<[16, 1]>>) {
    npu.launch @f ins(%x : memref<4x8xf32, strided<[16, 1]>>) outs(%y : memref<4x8xf32, strided<[16, 1]>>)
    return
  }
  func.func @other() {
    return
  }
}

// -----

npu.target @edge4 {array = {rows = 4, cols = 4}}
// A program that was not encoded cannot be called.
// expected-error @below {{'npu.program' op has no 'aic.code'; run aic-embed-programs before}}
npu.program @f target(@edge4) outs(%y: memref<4x8xf32, #npu.space<dram>>) {}

// -----

npu.target @edge4 {array = {rows = 4, cols = 4}}
npu.program @f target(@edge4) outs(%y: memref<4x8xf32, #npu.space<dram>>)
    attributes {aic.code = dense<[1, 2, 3]> : tensor<3xi8>} {}
func.func @tensors(%y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // Tensors have no address yet.
  // expected-error @below {{'npu.launch' op is not on buffers; bufferize before}}
  %r = npu.launch @f outs(%y : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// An 'aic.code' that nobody encoded is none.
npu.target @edge4
// expected-error @+1 {{'npu.program' op has no 'aic.code'; run aic-embed-programs before}}
npu.program @f target(@edge4) attributes {aic.code = 3 : i64} {}
