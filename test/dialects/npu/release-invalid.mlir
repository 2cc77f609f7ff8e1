// RUN: aic-opt %s -verify-diagnostics -split-input-file

// The operand is a ring.
npu.program @f target(@edge4) {
  %b = npu.buffer : memref<4xi8, #npu.space<dram>>
  // expected-error@+1 {{'npu.release' op operand #0 'ring' must be !npu.ring, but got 'memref<4xi8, #npu.space<dram>>'}}
  "npu.release"(%b) : (memref<4xi8, #npu.space<dram>>) -> ()
}

// -----

// C1: outside of a program there is no engine.
func.func @f(%r: !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>) {
  // expected-error@+1 {{'npu.release' op must lie in an npu.program, in at most 4 npu.loop and nothing else}}
  npu.release %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  return
}
