// RUN: aic-opt --pass-pipeline='builtin.module(func.func(aic-copy-to-linalg))' %s | FileCheck %s

// A copy into a part of a buffer is a structured operation, and so becomes loops.
// CHECK-LABEL: func.func @strided
// CHECK: linalg.copy ins(%{{.*}} : memref<4x4xf32>) outs(%{{.*}} : memref<4x4xf32, strided<[8, 1]>>)
// CHECK-NOT: memref.copy
func.func @strided(%a: memref<4x4xf32>, %b: memref<4x4xf32, strided<[8, 1]>>) {
  memref.copy %a, %b : memref<4x4xf32> to memref<4x4xf32, strided<[8, 1]>>
  return
}

// So is one of dynamic size; a buffer of unknown rank is not.
// CHECK-LABEL: func.func @dynamic
// CHECK: linalg.copy
// CHECK: memref.copy
func.func @dynamic(%a: memref<?xf32>, %b: memref<?xf32>, %c: memref<*xf32>) {
  memref.copy %a, %b : memref<?xf32> to memref<?xf32>
  memref.copy %c, %c : memref<*xf32> to memref<*xf32>
  return
}
