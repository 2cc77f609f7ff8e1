// RUN: aic-opt %s | aic-opt | FileCheck %s

// The value that an npu.vec writes.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    // CHECK: npu.yield %{{.*}} : f32
    npu.yield %x : f32
  }
}
