// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a square into a row.
npu.program @f target(@edge4) outs(%y: memref<8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.store' op source and dest must have the same rank, 1 to 4, have 2 and 1}}
  npu.store %s into %y[affine_map<() -> (0)>]() : memref<4x4xi8, #npu.space<spad>>, memref<8xi8, #npu.space<dram>>
}

// -----

// C2: another element type.
npu.program @f target(@edge4) outs(%y: memref<8x8xi32, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.store' op source and dest must have the same element type}}
  npu.store %s into %y[affine_map<() -> (0, 0)>]() : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi32, #npu.space<dram>>
}

// -----

// C3: three coordinates for two dimensions.
npu.program @f target(@edge4) outs(%y: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.store' op map must take 0 to 2 dimensions, takes 0 to 3}}
  npu.store %s into %y[affine_map<() -> (0, 0, 0)>]() : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi8, #npu.space<dram>>
}

// -----

// C4: an index from elsewhere.
func.func @f(%y: memref<8x8xi8, #npu.space<dram>>, %s: memref<4x4xi8, #npu.space<spad>>, %i: index) {
  // expected-error@+1 {{'npu.store' op index #0 is not the index of an npu.loop around it}}
  npu.store %s into %y[affine_map<(d0) -> (d0, 0)>](%i) : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi8, #npu.space<dram>>
  return
}

// -----

// C5: a coefficient that no address has.
npu.program @f target(@edge4) outs(%y: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.store' op result #0 of map is not linear in the indices}}
    npu.store %s into %y[affine_map<(d0) -> (d0 * 4294967296, 0)>](%i) : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi8, #npu.space<dram>>
  }
}

// -----

// C6: a semaphore below zero.
npu.program @f target(@edge4) outs(%y: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.store' op posts names semaphore -1}}
  npu.store %s into %y[affine_map<() -> (0, 0)>]() {posts = array<i64: -1>} : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi8, #npu.space<dram>>
}
