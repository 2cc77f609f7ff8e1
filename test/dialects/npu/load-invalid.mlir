// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a row into a square.
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.load' op source and dest must have the same rank, 1 to 4, have 1 and 2}}
  npu.load %x[affine_map<() -> (0)>]() into %s : memref<8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
}

// -----

// C2: no conversion from i32 to i8.
npu.program @f target(@edge4) ins(%x: memref<8x8xi32, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.load' op source and dest must have the same element type, or f32 and bf16 or f16}}
  npu.load %x[affine_map<() -> (0, 0)>]() into %s : memref<8x8xi32, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
}

// -----

// C3: one start coordinate for two dimensions.
npu.program @f target(@edge4) ins(%x: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.load' op map must take 0 to 2 dimensions, takes 0 to 1}}
  npu.load %x[affine_map<() -> (0)>]() into %s : memref<8x8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
}

// -----

// C4: an index from elsewhere.
func.func @f(%x: memref<8x8xi8, #npu.space<dram>>, %s: memref<4x4xi8, #npu.space<spad>>, %i: index) {
  // expected-error@+1 {{'npu.load' op index #0 is not the index of an npu.loop around it}}
  npu.load %x[affine_map<(d0) -> (d0, 0)>](%i) into %s : memref<8x8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
  return
}

// -----

// C5: a product of indices.
npu.program @f target(@edge4) ins(%x: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.load' op result #1 of map is not linear in the indices}}
    npu.load %x[affine_map<(d0) -> (d0, d0 floordiv 2)>](%i) into %s : memref<8x8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
  }
}

// -----

// C6: a pad value of another type.
npu.program @f target(@edge4) ins(%x: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.load' op pad must be a number of source's element type}}
  npu.load %x[affine_map<() -> (0, 0)>]() into %s {pad = 0.0 : f32} : memref<8x8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
}

// -----

// C7: a command has room for three semaphores.
npu.program @f target(@edge4) ins(%x: memref<8x8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  // expected-error@+1 {{'npu.load' op waits has 4 semaphores, at most 3}}
  npu.load %x[affine_map<() -> (0, 0)>]() into %s {waits = array<i64: 0, 1, 2, 3>} : memref<8x8xi8, #npu.space<dram>>, memref<4x4xi8, #npu.space<spad>>
}

// -----

// Loads go to the scratchpad.
npu.program @f target(@edge4) ins(%x: memref<8xi32, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<4xi32, #npu.space<acc>>, 1>
  %s = npu.acquire %r : !npu.ring<memref<4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.load' op operand #1 'dest' must be static memref of i4, i8, i32, f16, bf16 or f32 in #npu.space<spad>, but got 'memref<4xi32, #npu.space<acc>>'}}
  npu.load %x[affine_map<() -> (0)>]() into %s : memref<8xi32, #npu.space<dram>>, memref<4xi32, #npu.space<acc>>
}
