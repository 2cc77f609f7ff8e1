// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: outside of a vector command there is nothing to reduce over.
func.func @f(%x: f32) {
  // expected-error@+1 {{'npu.reduce' op must lie in the body of an npu.vec}}
  %m = npu.reduce add %x init 0.0 : f32 : f32
  return
}

// -----

// C2: the first value has another type.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x2xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x2xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<4x2xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] reduce [2] maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (i)>] {
  ^bb0(%x: f32):
    // expected-error@+1 {{'npu.reduce' op init must be a number of value's type}}
    %m = npu.reduce add %x init 0 : i32 : f32
    npu.yield %m : f32
  }
}

// -----

// There are three kinds.
func.func @f(%x: f32) {
  // expected-error@+1 {{custom op 'npu.reduce' expected 'kind' to be one of: add, max, min, but got 'mul'}}
  %m = npu.reduce mul %x init 0.0 : f32 : f32
  return
}
