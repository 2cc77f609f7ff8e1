// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: four parallel dimensions.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<2x2x2x2xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<2x2x2x2xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<2x2x2x2xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<2x2x2x2xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op has 4 parallel and 0 reduction dimensions, possible are 1 to 3 and 0 to 2}}
  npu.vec ins(%a : memref<2x2x2x2xf32, #npu.space<spad>>) outs(%o : memref<2x2x2x2xf32, #npu.space<spad>>) parallel [2, 2, 2, 2] maps [affine_map<(a, b, c, d) -> (a, b, c, d)>, affine_map<(a, b, c, d) -> (a, b, c, d)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C1: no points.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op size of dimension 0 is 0}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [0] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C2: a map is missing.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op has 1 maps for 2 memrefs}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C2: a map of another rank.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op map #0 must take 1 to 1 dimensions}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C2: no map.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op map #1 is no affine map}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, 3] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C2: a remainder.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op map #0 is not linear}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i mod 2)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C2: backwards.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op map #0 walks dimension 0 with stride -1, which is impossible}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (3 - i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C3: over the end.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op map #0 reaches 1 to 4 in dimension 0 of size 4}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i + 1)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C4: the output is one per parallel point.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op the output's map uses a reduction dimension}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [1] reduce [4] maps [affine_map<(i, r) -> (r)>, affine_map<(i, r) -> (r)>] {
  ^bb0(%x: f32):
    %m = npu.reduce add %x init 0.0 : f32 : f32
    npu.yield %m : f32
  }
}

// -----

// C5: an argument of another type.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body must have 1 arguments of type f32, which it yields}}
  npu.vec ins(%a : memref<4xi8, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: i8):
    %c = arith.constant 0.0 : f32
    npu.yield %c : f32
  }
}

// -----

// C6: an operation that the unit does not have.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body has 'math.sin', which the vector unit cannot run}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    %c = math.sin %x : f32
    npu.yield %c : f32
  }
}

// -----

// C6: an unordered comparison.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body has 'arith.cmpf', which the vector unit cannot run}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    %c = arith.cmpf ult, %x, %x : f32
    %d = arith.select %c, %x, %x : f32
    npu.yield %d : f32
  }
}

// -----

// C6: a second type.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op 'arith.addi' in the body computes in another type than f32}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    %c = arith.constant 1 : i32
    %d = arith.addi %c, %c : i32
    npu.yield %x : f32
  }
}

// -----

// C6: a truncation.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op 'arith.trunci' in the body may only make an i8 input the shift of 'tosa.apply_scale'}}
  npu.vec ins(%a : memref<4xi32, #npu.space<spad>>) outs(%o : memref<4xi8, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: i32):
    %d = arith.trunci %x : i32 to i8
    npu.yield %x : i32
  }
}

// -----

// C7: dimensions to reduce, but no reduction.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x2xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x2xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body has 0 npu.reduce, must have 1}}
  npu.vec ins(%a : memref<4x2xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] reduce [2] maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// C7: a reduction of nothing.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body has 1 npu.reduce, must have 0}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    %m = npu.reduce add %x init 0.0 : f32 : f32
    npu.yield %m : f32
  }
}

// -----

// C8: the input behind the reduction.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4x2xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4x2xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op input #0 walks over the reduction but is read behind it}}
  npu.vec ins(%a : memref<4x2xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] reduce [2] maps [affine_map<(i, r) -> (i, r)>, affine_map<(i, r) -> (i)>] {
  ^bb0(%x: f32):
    %m = npu.reduce add %x init 0.0 : f32 : f32
    %d = arith.addf %m, %x : f32
    npu.yield %d : f32
  }
}

// -----

// C1: seven inputs.
npu.program @f target(@edge4) {
  %r = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %r : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %b = npu.acquire %o : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op has 7 inputs, at most 6 are possible}}
  npu.vec ins(%a, %a, %a, %a, %a, %a, %a : memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<spad>>) outs(%b : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  }
}

// -----

// The body sees its arguments only.
npu.program @f target(@edge4) {
  %ro = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  npu.loop %i = 2 {
    // expected-note@+1 {{required by region isolation constraints}}
    npu.vec outs(%o : memref<4xi32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>] {
      // expected-error@+1 {{'arith.index_cast' op using value defined outside the region}}
      %c = arith.index_cast %i : index to i32
      npu.yield %c : i32
    }
  }
}

// -----

// C6: too many values at a time.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body needs more than 16 registers}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    %0 = arith.addf %x, %x : f32
    %1 = arith.addf %x, %x : f32
    %2 = arith.addf %x, %x : f32
    %3 = arith.addf %x, %x : f32
    %4 = arith.addf %x, %x : f32
    %5 = arith.addf %x, %x : f32
    %6 = arith.addf %x, %x : f32
    %7 = arith.addf %x, %x : f32
    %8 = arith.addf %x, %x : f32
    %9 = arith.addf %x, %x : f32
    %10 = arith.addf %x, %x : f32
    %11 = arith.addf %x, %x : f32
    %12 = arith.addf %x, %x : f32
    %13 = arith.addf %x, %x : f32
    %14 = arith.addf %x, %x : f32
    %15 = arith.addf %x, %x : f32
    %16 = arith.addf %x, %x : f32
    %17 = arith.addf %0, %16 : f32
    %18 = arith.addf %1, %17 : f32
    %19 = arith.addf %2, %18 : f32
    %20 = arith.addf %3, %19 : f32
    %21 = arith.addf %4, %20 : f32
    %22 = arith.addf %5, %21 : f32
    %23 = arith.addf %6, %22 : f32
    %24 = arith.addf %7, %23 : f32
    %25 = arith.addf %8, %24 : f32
    %26 = arith.addf %9, %25 : f32
    %27 = arith.addf %10, %26 : f32
    %28 = arith.addf %11, %27 : f32
    %29 = arith.addf %12, %28 : f32
    %30 = arith.addf %13, %29 : f32
    %31 = arith.addf %14, %30 : f32
    %32 = arith.addf %15, %31 : f32
    npu.yield %32 : f32
  }
}

// -----

// C9: a command has room for three semaphores.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op waits has 4 semaphores, at most 3}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    npu.yield %x : f32
  } {waits = array<i64: 0, 1, 2, 3>
  }
}

// -----

// C10: a table that is walked over.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op input #1 is a table of npu.lut: it must have one contiguous dimension of at most 2^24 - 1 entries, a map that is constant 0, and no other use}}
  npu.vec ins(%a, %a : memref<4xi32, #npu.space<spad>>, memref<4xi32, #npu.space<spad>>) outs(%o : memref<4xi32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: i32, %t: i32):
    %y = npu.lut %x in %t : i32
    npu.yield %y : i32
  }
}

// -----

// C10: a table that is also an operand.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op input #1 is a table of npu.lut}}
  npu.vec ins(%a, %a : memref<4xi32, #npu.space<spad>>, memref<4xi32, #npu.space<spad>>) outs(%o : memref<4xi32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (0)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: i32, %t: i32):
    %y = npu.lut %t in %t : i32
    npu.yield %y : i32
  }
}
