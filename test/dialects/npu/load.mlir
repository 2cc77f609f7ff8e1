// RUN: aic-opt %s | aic-opt | FileCheck %s

// A tile that starts at coordinates which loops walk, over the edge, with its
// pad value; a conversion on the way; the semaphores of the late form.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) ins(%x: memref<10x8xi8, #npu.space<dram>>, %y: memref<4xf32, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %c = npu.ring : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  %d = npu.acquire %c : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  // CHECK: npu.loop %[[I:.*]] = 4
  npu.loop %i = 4 {
    // CHECK: npu.load %{{.*}}[#{{.*}}](%[[I]]) into %{{.*}} {pad = -7 : i8} : memref<10x8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
    npu.load %x[affine_map<(d0) -> (d0 * 4, -1)>](%i) into %s {pad = -7 : i8} : memref<10x8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
  }
  // CHECK: npu.load %{{.*}}[#{{.*}}]() into %{{.*}} {posts = array<i64: 1>, waits = array<i64: 0, 2>} : memref<4xf32, #npu.space<dram>>, memref<4xbf16, #npu.space<spad>>
  npu.load %y[affine_map<() -> (0)>]() into %d {waits = array<i64: 0, 2>, posts = array<i64: 1>} : memref<4xf32, #npu.space<dram>>, memref<4xbf16, #npu.space<spad>>
}
