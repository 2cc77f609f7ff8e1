// RUN: echo 'npu.target @small {array = {rows = 4, cols = 4}, dram = {size = 4096}}' > %t.mlir
// RUN: aic-opt --aic-partition="target=%t.mlir explain=true" --split-input-file -verify-diagnostics %s | FileCheck %s

// The tensor is larger than the memory, though its slices are not.
// CHECK-LABEL: func.func @large
// CHECK-COUNT-2: tensor.insert_slice
// CHECK: return
func.func @large(%x: tensor<4x8xf32>) -> tensor<100x32xf32> {
  %e = tensor.empty() : tensor<100x32xf32>
  // expected-remark@+1 {{'tensor.insert_slice' stays on the host: its program would have 12928 bytes of tensors, but dram.size is 4096}}
  %0 = tensor.insert_slice %x into %e[0, 0] [4, 8] [1, 1] : tensor<4x8xf32> into tensor<100x32xf32>
  // expected-remark@+1 {{'tensor.insert_slice' stays on the host: the tensor that it writes into is made elsewhere}}
  %1 = tensor.insert_slice %x into %0[4, 0] [4, 8] [1, 1] : tensor<4x8xf32> into tensor<100x32xf32>
  return %1 : tensor<100x32xf32>
}

// -----

// It counts once, however many slices it has.
// CHECK-LABEL: func.func @once
// CHECK-NOT: insert_slice
// CHECK: return
// CHECK: func.func private @once_npu_0
// CHECK-COUNT-2: tensor.insert_slice
func.func @once(%x: tensor<4x8xf32>) -> tensor<16x32xf32> {
  %e = tensor.empty() : tensor<16x32xf32>
  %0 = tensor.insert_slice %x into %e[0, 0] [4, 8] [1, 1] : tensor<4x8xf32> into tensor<16x32xf32>
  %1 = tensor.insert_slice %x into %0[4, 0] [4, 8] [1, 1] : tensor<4x8xf32> into tensor<16x32xf32>
  return %1 : tensor<16x32xf32>
}
