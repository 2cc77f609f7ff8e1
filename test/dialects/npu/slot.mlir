// RUN: aic-opt %s | aic-opt | FileCheck %s

// The slot that a loop nest has reached.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  npu.loop %i = 2 {
    npu.loop %j = 3 {
      // CHECK: npu.slot %{{.*}} phase 1 advance [1, 0] : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
      %s = npu.slot %r phase 1 advance [1, 0] : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
    }
  }
}
