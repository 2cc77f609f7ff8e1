// RUN: aic-opt %s -verify-diagnostics -split-input-file

// A ring holds at least one slot.
npu.program @f target(@edge4) {
  // expected-error@+1 {{depth of a ring must be 1 to 4, got 0}}
  %r = npu.ring : !npu.ring<memref<4xi8, #npu.space<spad>>, 0>
}

// -----

// Slots are on the chip.
npu.program @f target(@edge4) {
  // expected-error@+1 {{the slot of a ring must be a static memref of i4, i8, i32, f16, bf16 or f32 in #npu.space<spad> or #npu.space<acc>}}
  %r = npu.ring : !npu.ring<memref<4xi8, #npu.space<dram>>, 1>
}

// -----

// C1: a ring in a loop would be many.
npu.program @f target(@edge4) {
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.ring' op must lie directly in an npu.program}}
    %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  }
}
