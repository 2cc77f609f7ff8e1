// RUN: aic-opt --aic-partition=target=edge16 %s | FileCheck %s

// What works on buffers keeps its place among the operations with side effects, although it reads nothing from the device.
// CHECK-LABEL: func.func @main
// CHECK: %[[R:.*]] = call @main_npu_0
// CHECK-NEXT: bufferization.materialize_in_destination %[[R]]
// CHECK-NEXT: memref.copy
// CHECK-NEXT: linalg.fill
// CHECK-NEXT: return
func.func @main(%a: tensor<16x16xf32>, %b: tensor<16x16xf32>, %c: tensor<16x16xf32>, %z: f32, %m: memref<16x16xf32>, %n: memref<16x16xf32>) -> tensor<16x16xf32> {
  %0 = linalg.matmul ins(%a, %b : tensor<16x16xf32>, tensor<16x16xf32>) outs(%c : tensor<16x16xf32>) -> tensor<16x16xf32>
  bufferization.materialize_in_destination %0 in restrict writable %m : (tensor<16x16xf32>, memref<16x16xf32>) -> ()
  memref.copy %m, %n : memref<16x16xf32> to memref<16x16xf32>
  linalg.fill ins(%z : f32) outs(%m : memref<16x16xf32>)
  return %0 : tensor<16x16xf32>
}
