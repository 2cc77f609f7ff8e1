// RUN: aic-opt --aic-merge-functions %s | FileCheck %s
// RUN: aic-opt --aic-merge-functions --symbol-dce %s | FileCheck %s --check-prefix=DCE

// What is no longer called goes with symbol-dce.
// DCE: func.func private @first
// DCE-NOT: @second
// DCE: func.func private @other
// DCE-NOT: @fifth

func.func private @declared(memref<4xf32>)
func.func private @declared_too(memref<4xf32>)
func.func private @first(%a: memref<4xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  memref.store %v, %a[%c0] : memref<4xf32>
  return
}
func.func private @second(%b: memref<4xf32>, %w: f32) {
  %zero = arith.constant 0 : index
  memref.store %w, %b[%zero] : memref<4xf32>
  return
}
// Another constant, another type, another attribute: other functions.
func.func private @other(%a: memref<4xf32>, %v: f32) {
  %c1 = arith.constant 1 : index
  memref.store %v, %a[%c1] : memref<4xf32>
  return
}
func.func private @third(%a: memref<4xf32, strided<[1], offset: 4>>, %v: f32) {
  %c0 = arith.constant 0 : index
  memref.store %v, %a[%c0] : memref<4xf32, strided<[1], offset: 4>>
  return
}
func.func private @fourth(%a: memref<4xf32> {bufferization.writable = true}, %v: f32) {
  %c0 = arith.constant 0 : index
  memref.store %v, %a[%c0] : memref<4xf32>
  return
}
func.func private @fifth(%a: memref<4xf32>, %v: f32) {
  %c1 = arith.constant 1 : index
  memref.store %v, %a[%c1] : memref<4xf32>
  return
}
// Who is called from outside keeps its own body.
func.func @public(%a: memref<4xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  memref.store %v, %a[%c0] : memref<4xf32>
  return
}

// CHECK-LABEL: func.func @main
// CHECK-NEXT: call @first
// CHECK-NEXT: call @first
// CHECK-NEXT: call @other
// CHECK-NEXT: call @third
// CHECK-NEXT: call @fourth
// CHECK-NEXT: call @other
// CHECK-NEXT: call @public
// CHECK-NEXT: call @declared(
// CHECK-NEXT: call @declared_too(
// CHECK-NEXT: constant @first
func.func @main(%a: memref<4xf32>, %s: memref<4xf32, strided<[1], offset: 4>>, %v: f32) -> ((memref<4xf32>, f32) -> ()) {
  call @first(%a, %v) : (memref<4xf32>, f32) -> ()
  call @second(%a, %v) : (memref<4xf32>, f32) -> ()
  call @other(%a, %v) : (memref<4xf32>, f32) -> ()
  call @third(%s, %v) : (memref<4xf32, strided<[1], offset: 4>>, f32) -> ()
  call @fourth(%a, %v) : (memref<4xf32>, f32) -> ()
  call @fifth(%a, %v) : (memref<4xf32>, f32) -> ()
  call @public(%a, %v) : (memref<4xf32>, f32) -> ()
  call @declared(%a) : (memref<4xf32>) -> ()
  call @declared_too(%a) : (memref<4xf32>) -> ()
  %f = constant @second : (memref<4xf32>, f32) -> ()
  return %f : (memref<4xf32>, f32) -> ()
}
