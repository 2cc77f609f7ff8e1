// RUN: aic-opt --pass-pipeline='builtin.module(func.func(aic-own-results))' %s | FileCheck %s
// RUN: aic-opt --pass-pipeline='builtin.module(func.func(aic-own-results),buffer-deallocation-pipeline)' %s | FileCheck %s --check-prefix=FREED

// A buffer that is returned twice is copied once, and nothing frees either.
// CHECK-LABEL: func.func @twice
// CHECK: %[[A:.*]] = memref.alloc
// CHECK: %[[B:.*]] = bufferization.clone %[[A]] : memref<4xf32> to memref<4xf32>
// CHECK-NOT: clone
// CHECK: return %[[A]], %[[B]]
// FREED-LABEL: func.func @twice
// FREED: %[[A:.*]] = memref.alloc
// FREED: %[[B:.*]] = bufferization.clone %[[A]]
// FREED-NOT: dealloc
// FREED: return %[[A]], %[[B]]
func.func @twice(%v: f32) -> (memref<4xf32>, memref<4xf32>) {
  %a = memref.alloc() : memref<4xf32>
  linalg.fill ins(%v : f32) outs(%a : memref<4xf32>)
  return %a, %a : memref<4xf32>, memref<4xf32>
}

// Views of one buffer share its memory, the buffer itself among them.
// CHECK-LABEL: func.func @views
// CHECK: %[[A:.*]] = memref.alloc
// CHECK: %[[E:.*]] = memref.expand_shape %[[A]]
// CHECK: %[[C:.*]] = memref.cast %[[E]]
// CHECK: %[[X:.*]] = bufferization.clone %[[C]] : memref<?x2xf32> to memref<?x2xf32>
// CHECK: %[[Y:.*]] = bufferization.clone %[[A]] : memref<4xf32> to memref<4xf32>
// CHECK: return %[[E]], %[[X]], %[[Y]]
func.func @views(%v: f32) -> (memref<2x2xf32>, memref<?x2xf32>, memref<4xf32>) {
  %a = memref.alloc() : memref<4xf32>
  linalg.fill ins(%v : f32) outs(%a : memref<4xf32>)
  %e = memref.expand_shape %a [[0, 1]] output_shape [2, 2] : memref<4xf32> into memref<2x2xf32>
  %c = memref.cast %e : memref<2x2xf32> to memref<?x2xf32>
  return %e, %c, %a : memref<2x2xf32>, memref<?x2xf32>, memref<4xf32>
}

// Two buffers, and a number between them, stay as they are.
// CHECK-LABEL: func.func @apart
// CHECK-NOT: clone
// CHECK: return
func.func @apart(%v: f32) -> (memref<4xf32>, f32, memref<4xf32>) {
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  linalg.fill ins(%v : f32) outs(%a : memref<4xf32>)
  linalg.fill ins(%v : f32) outs(%b : memref<4xf32>)
  return %a, %v, %b : memref<4xf32>, f32, memref<4xf32>
}

// Where the run decides which buffer it is, it may be the other one.
// CHECK-LABEL: func.func @chosen
// CHECK: %[[S:.*]] = arith.select
// CHECK: %[[B:.*]] = bufferization.clone %[[S]]
// CHECK: return %{{.*}}, %[[B]]
func.func @chosen(%x: i1, %b: memref<4xf32>) -> (memref<4xf32>, memref<4xf32>) {
  %a = memref.alloc() : memref<4xf32>
  %s = arith.select %x, %a, %b : memref<4xf32>
  return %a, %s : memref<4xf32>, memref<4xf32>
}

// One result is nobody else's; an argument is copied by the deallocation.
// CHECK-LABEL: func.func @one
// CHECK-NOT: clone
// CHECK: return %arg0
// FREED-LABEL: func.func @one
// FREED: bufferization.clone %arg0
func.func @one(%a: memref<4xf32>) -> memref<4xf32> {
  return %a : memref<4xf32>
}
