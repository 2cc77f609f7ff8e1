// RUN: aic-opt %s | aic-opt | FileCheck %s

// A slice of DRAM at a constant place; the overlapping rows of a convolution
// at a place that a loop walks.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %t = npu.buffer : memref<4x4xi8, #npu.space<dram>>
  // CHECK: npu.view %{{.*}}[#{{.*}}]() : memref<4x4xi8, #npu.space<dram>> to memref<8xi8, #npu.space<dram>>
  %v = npu.view %t[affine_map<() -> (8)>]() : memref<4x4xi8, #npu.space<dram>> to memref<8xi8, #npu.space<dram>>
  %r = npu.ring : !npu.ring<memref<6x12xi8, #npu.space<spad>>, 1>
  %s = npu.wait %r : !npu.ring<memref<6x12xi8, #npu.space<spad>>, 1>
  // CHECK: npu.loop %[[I:.*]] = 3
  npu.loop %i = 3 {
    // CHECK: npu.view %{{.*}}[#{{.*}}](%[[I]]) : memref<6x12xi8, #npu.space<spad>> to memref<4x4x6xi8, strided<[12, 2, 1]>, #npu.space<spad>>
    %a = npu.view %s[affine_map<(d0) -> (d0 * 12)>](%i) : memref<6x12xi8, #npu.space<spad>> to memref<4x4x6xi8, strided<[12, 2, 1]>, #npu.space<spad>>
  }
}
