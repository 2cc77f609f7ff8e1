// RUN: not aic-opt '--aic-partition=target=edge4 require' %s 2>&1 | FileCheck %s

// One error says what all others would follow from.

// CHECK: open-input.mlir:[[#@LINE+3]]:1: error: dimension 0 of input 1 is open, but a program for an NPU needs static sizes
// CHECK-NOT: error:
// CHECK-NOT: note:
func.func @main(%c: tensor<4xf32>, %x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %zero = arith.constant 0 : index
  %n = tensor.dim %x, %zero : tensor<?x4xf32>
  %init = tensor.empty(%n) : tensor<?x4xf32>
  %y = linalg.exp ins(%x : tensor<?x4xf32>) outs(%init : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
