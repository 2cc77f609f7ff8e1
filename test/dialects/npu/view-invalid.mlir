// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: other element type.
npu.program @f target(@edge4) {
  %t = npu.buffer : memref<8xi8, #npu.space<dram>>
  // expected-error@+1 {{'npu.view' op source and result differ in element type or space}}
  %v = npu.view %t[affine_map<() -> (0)>]() : memref<8xi8, #npu.space<dram>> to memref<2xi32, #npu.space<dram>>
}

// -----

// C2: a map with two results.
npu.program @f target(@edge4) {
  %t = npu.buffer : memref<8xi8, #npu.space<dram>>
  // expected-error@+1 {{'npu.view' op map must take 0 to 1 dimensions, takes 0 to 2}}
  %v = npu.view %t[affine_map<() -> (0, 1)>]() : memref<8xi8, #npu.space<dram>> to memref<4xi8, #npu.space<dram>>
}

// -----

// C3: an index from elsewhere.
func.func @f(%t: memref<8xi8, #npu.space<dram>>, %i: index) {
  // expected-error@+1 {{'npu.view' op index #0 is not the index of an npu.loop around it}}
  %v = npu.view %t[affine_map<(d0) -> (d0)>](%i) : memref<8xi8, #npu.space<dram>> to memref<4xi8, #npu.space<dram>>
  return
}

// -----

// C4: a remainder.
npu.program @f target(@edge4) {
  %t = npu.buffer : memref<8xi8, #npu.space<dram>>
  npu.loop %i = 4 {
    // expected-error@+1 {{'npu.view' op result #0 of map is not linear in the indices}}
    %v = npu.view %t[affine_map<(d0) -> (d0 mod 2)>](%i) : memref<8xi8, #npu.space<dram>> to memref<4xi8, #npu.space<dram>>
  }
}

// -----

// C5: DRAM is walked by the coordinates of loads and stores.
npu.program @f target(@edge4) {
  %t = npu.buffer : memref<8xi8, #npu.space<dram>>
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.view' op map must be constant for a view in DRAM}}
    %v = npu.view %t[affine_map<(d0) -> (d0 * 4)>](%i) : memref<8xi8, #npu.space<dram>> to memref<4xi8, #npu.space<dram>>
  }
}

// -----

// C6: the last iteration reaches over the end.
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<8xi8, #npu.space<spad>>, 1>
  %s = npu.wait %r : !npu.ring<memref<8xi8, #npu.space<spad>>, 1>
  npu.loop %i = 3 {
    // expected-error@+1 {{'npu.view' op names elements 0 to 11 of a source that has 8}}
    %v = npu.view %s[affine_map<(d0) -> (d0 * 4)>](%i) : memref<8xi8, #npu.space<spad>> to memref<4xi8, #npu.space<spad>>
  }
}
