// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: one advance per loop.
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.slot' op advance has 2 entries for 1 loops around it}}
    %s = npu.slot %r phase 0 advance [1, 1] : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  }
}

// -----

// C2: rings turn forwards.
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.slot' op phase and advance must be at least 0, got -1}}
  %s = npu.slot %r phase -1 advance [] : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
}
