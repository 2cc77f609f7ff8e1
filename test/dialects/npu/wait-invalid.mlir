// RUN: aic-opt %s -verify-diagnostics -split-input-file

// The operand is a ring.
npu.program @f target(@edge4) {
  %b = npu.buffer : memref<4xi8, #npu.space<dram>>
  // expected-error@+1 {{'npu.wait' op operand #0 'ring' must be !npu.ring, but got 'memref<4xi8, #npu.space<dram>>'}}
  %s = "npu.wait"(%b) : (memref<4xi8, #npu.space<dram>>) -> memref<4xi8, #npu.space<spad>>
}

// -----

// C1: outside of a program there is no engine.
func.func @f(%r: !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>) {
  // expected-error@+1 {{'npu.wait' op must lie in an npu.program, in at most 4 npu.loop and nothing else}}
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  return
}

// -----

// The slot has the type that the ring says.
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.wait' op result #0 must have the inferred type 'memref<4x4xi8, #npu.space<spad>>', but got 'memref<8xi8, #npu.space<spad>>'}}
  %s = "npu.wait"(%r) : (!npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>) -> memref<8xi8, #npu.space<spad>>
}
