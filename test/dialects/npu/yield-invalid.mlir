// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: it ends nothing but the body of an npu.vec.
func.func @f(%x: f32) {
  // expected-error@+1 {{'npu.yield' op must lie in the body of an npu.vec}}
  npu.yield %x : f32
}

// -----

// The vector unit computes in two types.
func.func @f(%x: f64) {
  // expected-error@+1 {{'npu.yield' op operand #0 'value' must be f32 or i32, but got 'f64'}}
  npu.yield %x : f64
}
