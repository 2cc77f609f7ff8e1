// RUN: aic-opt %s | aic-opt | FileCheck %s

// A function of i8: 256 entries.
// CHECK-LABEL: npu.program @bytes
// CHECK: npu.lut %{{.*}} in %{{.*}} : i32
npu.program @bytes target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x8xi8, #npu.space<spad>>, 1>
  %rt = npu.ring : !npu.ring<memref<256xi8, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4x8xi8, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x8xi8, #npu.space<spad>>, 1>
  %t = npu.wait %rt : !npu.ring<memref<256xi8, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4x8xi8, #npu.space<spad>>, 1>
  npu.vec ins(%a, %t : memref<4x8xi8, #npu.space<spad>>, memref<256xi8, #npu.space<spad>>) outs(%o : memref<4x8xi8, #npu.space<spad>>) parallel [4, 8] maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (0)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%x: i32, %f: i32):
    %c = arith.constant 128 : i32
    %i = arith.addi %x, %c : i32
    %y = npu.lut %i in %f : i32
    npu.yield %y : i32
  }
}

// In front of a reduction, in f32, and twice in one table.
// CHECK-LABEL: npu.program @floats
// CHECK-COUNT-2: npu.lut %{{.*}} in %{{.*}} : f32
npu.program @floats target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x8xf32, #npu.space<spad>>, 1>
  %rt = npu.ring : !npu.ring<memref<17xbf16, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x8xf32, #npu.space<spad>>, 1>
  %t = npu.wait %rt : !npu.ring<memref<17xbf16, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  npu.vec ins(%a, %t : memref<4x8xf32, #npu.space<spad>>, memref<17xbf16, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] reduce [8] maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (0)>, affine_map<(i, r) -> (i)>] {
  ^bb0(%x: f32, %f: f32):
    %y = npu.lut %x in %f : f32
    %z = npu.lut %y in %f : f32
    %m = npu.reduce add %z init 0.0 : f32 : f32
    npu.yield %m : f32
  }
}
