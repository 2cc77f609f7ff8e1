// RUN: aic-opt %s | aic-opt | FileCheck %s

// A plain product in each type, one that a loop accumulates, one that always
// does, and the walk of a convolution.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  // CHECK: npu.matmul %{{.*}}, %{{.*}} into %{{[^ ]*}} : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
  npu.matmul %a, %w into %p : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
  npu.loop %i = 2 {
    // CHECK: npu.loop %[[J:.*]] = 3
    npu.loop %j = 3 {
      // CHECK: npu.matmul %{{.*}}, %{{.*}} into %{{.*}} over(%{{.*}}, %[[J]]) :
      npu.matmul %a, %w into %p over(%i, %j) : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
    }
  }
  // CHECK: npu.matmul %{{.*}}, %{{.*}} into %{{.*}} {accumulate} :
  npu.matmul %a, %w into %p {accumulate} : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
}

// CHECK-LABEL: npu.program @walk
npu.program @walk target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<5x20xf32, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<12x8xf32, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<2x2x8xf32, #npu.space<acc>>, 1>
  %x = npu.wait %ra : !npu.ring<memref<5x20xf32, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<12x8xf32, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<2x2x8xf32, #npu.space<acc>>, 1>
  %a = npu.view %x[affine_map<() -> (20)>]() : memref<5x20xf32, #npu.space<spad>> to memref<2x2x12xf32, strided<[40, 8, 1]>, #npu.space<spad>>
  // CHECK: npu.matmul %{{.*}} : memref<2x2x12xf32, strided<[40, 8, 1]>, #npu.space<spad>>, memref<12x8xf32, #npu.space<spad>>, memref<2x2x8xf32, #npu.space<acc>>
  npu.matmul %a, %w into %p : memref<2x2x12xf32, strided<[40, 8, 1]>, #npu.space<spad>>, memref<12x8xf32, #npu.space<spad>>, memref<2x2x8xf32, #npu.space<acc>>
}
