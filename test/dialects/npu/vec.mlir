// RUN: aic-opt %s | aic-opt | FileCheck %s
// RUN: aic-opt %s --canonicalize --cse | FileCheck %s

// Elementwise in f32, from bf16 to i8 with the unit's conversions.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x8xbf16, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4x8xi8, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x8xbf16, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4x8xi8, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<4x8xbf16, #npu.space<spad>>) outs(%o : memref<4x8xi8, #npu.space<spad>>) parallel [4, 8] maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
  ^bb0(%x: f32):
    // CHECK: ^bb0(%[[X:.*]]: f32):
    // CHECK: arith.maximumf %[[X]]
    %z = arith.constant 0.0 : f32
    %r = arith.maximumf %x, %z : f32
    // CHECK: npu.yield
    npu.yield %r : f32
  }
}

// Max pooling: windows are a map, the reduction an operation.
// CHECK-LABEL: npu.program @pool
// CHECK: npu.vec ins(%{{.*}} : memref<9x9x8xf32, #npu.space<spad>>) outs(%{{.*}} : memref<4x4x8xf32, #npu.space<spad>>) parallel [4, 4, 8] reduce [3, 3] maps [#{{.*}}, #{{.*}}] {
// CHECK: npu.reduce max %{{.*}} init
npu.program @pool target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<9x9x8xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4x4x8xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<9x9x8xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4x4x8xf32, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<9x9x8xf32, #npu.space<spad>>) outs(%o : memref<4x4x8xf32, #npu.space<spad>>) parallel [4, 4, 8] reduce [3, 3] maps [affine_map<(i, j, c, r, s) -> (i * 2 + r, j * 2 + s, c)>, affine_map<(i, j, c, r, s) -> (i, j, c)>] {
  ^bb0(%x: f32):
    %m = npu.reduce max %x init 0xFF800000 : f32 : f32
    npu.yield %m : f32
  }
}

// No input at all: a fill, whose constant stays inside when canonicalized. The other forms of the body are checked where they
// are encoded.
// CHECK-LABEL: npu.program @fill
// CHECK: npu.vec outs(%{{.*}} : memref<4xi8, #npu.space<spad>>) parallel [4] maps [#{{.*}}] {
npu.program @fill target(@edge4) {
  %ro = npu.ring : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  npu.vec outs(%o : memref<4xi8, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>] {
    %c = arith.constant 3 : i32
    npu.yield %c : i32
  }
}
