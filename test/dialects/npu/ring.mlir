// RUN: aic-opt %s | aic-opt | FileCheck %s

// A ring as written, and as aic-npu-allocate leaves it.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  // CHECK: npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // CHECK: npu.ring {address = 64 : i64, empty = 1 : i64, full = 0 : i64, slot = 256 : i64} : !npu.ring<memref<8x8xi32, #npu.space<acc>>, 1>
  %p = npu.ring {address = 64, slot = 256, full = 0, empty = 1} : !npu.ring<memref<8x8xi32, #npu.space<acc>>, 1>
}
