// RUN: aic-opt %s | aic-opt | FileCheck %s

// Each kind, with its value of no points.
// CHECK-LABEL: npu.program @add
// CHECK: npu.reduce add %{{.*}} init 0 : i32 : i32
npu.program @add target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x2xi32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x2xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<4x2xi32, #npu.space<spad>>) outs(%o : memref<4xi32, #npu.space<spad>>) parallel [4] reduce [2] maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (i)>] {
  ^bb0(%x: i32):
    %m = npu.reduce add %x init 0 : i32 : i32
    npu.yield %m : i32
  }
}

// Each kind, with its value of no points.
// CHECK-LABEL: npu.program @max
// CHECK: npu.reduce max %{{.*}} init -2147483648 : i32 : i32
npu.program @max target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x2xi32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x2xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<4x2xi32, #npu.space<spad>>) outs(%o : memref<4xi32, #npu.space<spad>>) parallel [4] reduce [2] maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (i)>] {
  ^bb0(%x: i32):
    %m = npu.reduce max %x init -2147483648 : i32 : i32
    npu.yield %m : i32
  }
}

// Each kind, with its value of no points.
// CHECK-LABEL: npu.program @min
// CHECK: npu.reduce min %{{.*}} init 2147483647 : i32 : i32
npu.program @min target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x2xi32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x2xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<4x2xi32, #npu.space<spad>>) outs(%o : memref<4xi32, #npu.space<spad>>) parallel [4] reduce [2] maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (i)>] {
  ^bb0(%x: i32):
    %m = npu.reduce min %x init 2147483647 : i32 : i32
    npu.yield %m : i32
  }
}
