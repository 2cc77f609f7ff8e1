// RUN: aic-opt %s | aic-opt | FileCheck %s

// A tile over the edge of its tensor.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) outs(%y: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // CHECK: npu.store %{{.*}} into %{{.*}}[#{{.*}}]() : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi8, #npu.space<dram>>
  npu.store %s into %y[affine_map<() -> (4, 6)>]() : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi8, #npu.space<dram>>
}
