// RUN: aic-opt %s | aic-opt | FileCheck %s

// A producer makes its slot full; the type of the slot follows from the ring.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // CHECK: npu.commit %{{.*}} : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  npu.commit %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
}
