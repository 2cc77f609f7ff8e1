// RUN: aic-opt %s -verify-diagnostics -split-input-file

// A temporary is in DRAM; rings are for the chip.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.buffer' op result #0 'buffer' must be static memref of i4, i8, i32, f16, bf16 or f32 in #npu.space<dram>, but got 'memref<4xi8, #npu.space<spad>>'}}
  %0 = npu.buffer : memref<4xi8, #npu.space<spad>>
}

// -----

// C1: one buffer, not one per iteration.
npu.program @f target(@edge4) {
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.buffer' op must lie directly in an npu.program}}
    %0 = npu.buffer : memref<4xi8, #npu.space<dram>>
  }
}
