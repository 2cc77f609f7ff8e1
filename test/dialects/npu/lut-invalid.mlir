// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: outside of a vector command there is no table.
func.func @f(%x: i32, %t: i32) {
  // expected-error@+1 {{'npu.lut' op must lie in the body of an npu.vec}}
  %y = npu.lut %x in %t : i32
  return
}

// -----

// C2: a computed table.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  npu.vec ins(%a : memref<4xi32, #npu.space<spad>>) outs(%o : memref<4xi32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: i32):
    %t = arith.constant 7 : i32
    // expected-error@+1 {{'npu.lut' op table must be an argument of the npu.vec}}
    %y = npu.lut %x in %t : i32
    npu.yield %y : i32
  }
}

// -----

// An index of another type than the entries.
func.func @f(%x: f32, %t: i32) {
  // expected-error@+1 {{custom op 'npu.lut' expected 'in'}}
  %y = npu.lut %x, %t : f32
  return
}
