// RUN: aic-opt --aic-partition=target=edge16 %s | FileCheck %s

// The name of a part is one that the module does not have yet.
// CHECK-LABEL: func.func private @main_npu_0(tensor<4xf32>)
// CHECK: func.func @main(
// CHECK: call @main_npu_0_0(
// CHECK: func.func private @main_npu_0_0(
func.func private @main_npu_0(tensor<4xf32>) -> tensor<4xf32>
func.func @main(%a: tensor<16x16xf32>, %b: tensor<16x16xf32>, %c: tensor<16x16xf32>) -> tensor<16x16xf32> {
  %0 = linalg.matmul ins(%a, %b : tensor<16x16xf32>, tensor<16x16xf32>) outs(%c : tensor<16x16xf32>) -> tensor<16x16xf32>
  return %0 : tensor<16x16xf32>
}
