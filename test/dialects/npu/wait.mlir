// RUN: aic-opt %s | aic-opt | FileCheck %s

// A consumer takes the next full slot; the type of the slot follows from the ring.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // CHECK: %[[S:.*]] = npu.wait %{{.*}} : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
}
