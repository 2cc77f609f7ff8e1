// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: rows of rank 3 into sums of rank 2.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<2x4x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<2x4x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op lhs and acc must have rank 2 or 3 and rhs rank 2, have 3, 2 and 2}}
  npu.matmul %a, %w into %p : memref<2x4x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
}

// -----

// C2: rows differ.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<7x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<7x4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op lhs has 8 rows but acc has 7}}
  npu.matmul %a, %w into %p : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<7x4xi32, #npu.space<acc>>
}

// -----

// C2: depths differ.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<5x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<5x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op lhs has 6 columns but rhs has 5 rows}}
  npu.matmul %a, %w into %p : memref<8x6xi8, #npu.space<spad>>, memref<5x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
}

// -----

// C2: columns differ.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x5xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x5xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op rhs has 4 columns but acc has 5}}
  npu.matmul %a, %w into %p : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x5xi32, #npu.space<acc>>
}

// -----

// C3: floats into integers.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xf32, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xf32, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xf32, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xf32, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op element types must be those of i8*i8+i32, bf16*bf16+f32, f32*f32+f32, f16*f16+f32, i4*i4+i32 or i8*i4+i32}}
  npu.matmul %a, %w into %p : memref<8x6xf32, #npu.space<spad>>, memref<6x4xf32, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
}

// -----

// C4: columns of the right operand lie apart.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, strided<[1, 6]>, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, strided<[1, 6]>, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op last dimension of operand #1 has stride 6, must be contiguous}}
  npu.matmul %a, %w into %p : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, strided<[1, 6]>, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
}

// -----

// C4: sums with a gap between groups of rows.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<2x4x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<2x4x4xi32, strided<[32, 4, 1]>, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<2x4x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<2x4x4xi32, strided<[32, 4, 1]>, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op rows of acc have strides 32 and 4, must have one}}
  npu.matmul %a, %w into %p : memref<2x4x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<2x4x4xi32, strided<[32, 4, 1]>, #npu.space<acc>>
}

// -----

// C5: accumulating over an index from elsewhere.
func.func @f(%a: memref<8x6xi8, #npu.space<spad>>, %w: memref<6x4xi8, #npu.space<spad>>, %p: memref<8x4xi32, #npu.space<acc>>, %i: index) {
  // expected-error@+1 {{'npu.matmul' op index #0 is not the index of an npu.loop around it}}
  npu.matmul %a, %w into %p over(%i) : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
  return
}

// -----

// C6: a command has room for three semaphores.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op posts has 4 semaphores, at most 3}}
  npu.matmul %a, %w into %p {posts = array<i64: 0, 1, 2, 3>} : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
}

// -----

// There are three dataflows.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %rw = npu.ring : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %rp = npu.ring : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<8x6xi8, #npu.space<spad>>, 1>
  %w = npu.wait %rw : !npu.ring<memref<6x4xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %rp : !npu.ring<memref<8x4xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op attribute 'dataflow' must be one of ws, os, is, but got "rs"}}
  npu.matmul %a, %w into %p {dataflow = "rs"} : memref<8x6xi8, #npu.space<spad>>, memref<6x4xi8, #npu.space<spad>>, memref<8x4xi32, #npu.space<acc>>
}
