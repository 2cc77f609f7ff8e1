// RUN: aic-opt %s | aic-opt | FileCheck %s

// A producer takes the next empty slot; the type of the slot follows from the ring.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // CHECK: %[[S:.*]] = npu.acquire %{{.*}} : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
}
