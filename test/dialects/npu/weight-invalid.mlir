// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: shapes differ.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.weight' op memref and value differ in shape or element type}}
  %0 = npu.weight dense<1> : tensor<4xi8> -> memref<5xi8, #npu.space<dram>>
}

// -----

// C1: element types differ.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.weight' op memref and value differ in shape or element type}}
  %0 = npu.weight dense<1> : tensor<4xi32> -> memref<4xi8, #npu.space<dram>>
}

// -----

// C2: a gap between rows.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.weight' op memref must be contiguous}}
  %0 = npu.weight dense<1> : tensor<4x4xi8> -> memref<4x4xi8, strided<[8, 1]>, #npu.space<dram>>
}

// -----

// C3: constants belong to the program, not to an iteration.
npu.program @f target(@edge4) {
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.weight' op must lie directly in an npu.program}}
    %0 = npu.weight dense<1> : tensor<4xi8> -> memref<4xi8, #npu.space<dram>>
  }
}
