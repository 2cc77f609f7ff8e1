// RUN: aic-opt %s | aic-opt | FileCheck %s

// A temporary in DRAM.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  // CHECK: npu.buffer : memref<1x8x8x3xf32, #npu.space<dram>>
  %0 = npu.buffer : memref<1x8x8x3xf32, #npu.space<dram>>
}
