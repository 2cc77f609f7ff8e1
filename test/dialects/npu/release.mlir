// RUN: aic-opt %s | aic-opt | FileCheck %s

// A consumer makes its slot empty; the type of the slot follows from the ring.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // CHECK: npu.release %{{.*}} : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  npu.release %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
}
