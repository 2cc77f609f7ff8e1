// Types that are not the inferred ones.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s -split-input-file -verify-diagnostics

func.func @wrong(%x: tensor<4xf32>) {
  // expected-error @below {{'toy.stack' op result #0 must have the inferred type 'tensor<2x4xf32>', but got 'tensor<3x4xf32>'}}
  %a = "toy.stack"(%x) : (tensor<4xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @count(%x: tensor<4xf32>) {
  // expected-error @below {{'toy.stack' op count must be positive, got 0}}
  %a = toy.stack %x times 0 : tensor<4xf32>
  return
}

// -----

func.func @same(%x: i32) {
  // expected-error @below {{'toy.add' op requires the same type for all operands and results, but got 'i32' and 'i64'}}
  %a = "toy.add"(%x, %x) : (i32, i32) -> i64
  return
}
