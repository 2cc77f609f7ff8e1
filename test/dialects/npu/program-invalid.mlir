// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: an argument on the chip.
// expected-error@+1 {{'npu.program' op argument #0 must be static memref of i4, i8, i32, f16, bf16 or f32 in #npu.space<dram>}}
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<spad>>) {
}

// -----

// C1: an argument of unknown size.
// expected-error@+1 {{'npu.program' op argument #0 must be static memref of i4, i8, i32, f16, bf16 or f32 in #npu.space<dram>}}
npu.program @f target(@edge4) ins(%x: memref<?xi8, #npu.space<dram>>) {
}

// -----

// C1: an argument with gaps.
// expected-error@+1 {{'npu.program' op argument #0 must be contiguous}}
npu.program @f target(@edge4) ins(%x: memref<4x4xi8, strided<[8, 1]>, #npu.space<dram>>) {
}

// -----

// C2: more inputs than arguments.
// expected-error@+1 {{'npu.program' op num_inputs is 2 but there are 1 arguments}}
"npu.program"() ({
^bb0(%x: memref<8xi8, #npu.space<dram>>):
}) {sym_name = "f", target = @edge4, num_inputs = 2 : i64} : () -> ()

// -----

// C3: a name for each argument.
// expected-error@+1 {{'npu.program' op has 2 names for 1 arguments}}
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) attributes {names = ["a", "b"]} {
}

// -----

// C3: names are text.
// expected-error@+1 {{'npu.program' op name #0 is not a string}}
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) attributes {names = [1]} {
}

// -----

// C3: names tell arguments apart.
// expected-error@+1 {{'npu.program' op names #0 and #1 are the same}}
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<8xi8, #npu.space<dram>>) attributes {names = ["a", "a"]} {
}

// -----

// C4: the machine runs commands only.
// expected-error@+1 {{'npu.program' op contains 'arith.constant', which no engine runs}}
npu.program @f target(@edge4) {
  %0 = arith.constant 0 : i32
}

// -----

// C6: fewer than no multiplications.
// expected-error@+1 {{'npu.program' op macs is -1}}
npu.program @f target(@edge4) attributes {macs = -1 : i64} {
}

// -----

// C5: no body.
// expected-error@+1 {{'npu.program' op has no body}}
"npu.program"() ({}) {sym_name = "f", target = @edge4, num_inputs = 0 : i64} : () -> ()

// -----

// A program belongs to a module.
func.func @f() {
  // expected-error@+1 {{'npu.program' op symbol's parent must have the SymbolTable trait}}
  npu.program @g target(@edge4) {
  }
  return
}
