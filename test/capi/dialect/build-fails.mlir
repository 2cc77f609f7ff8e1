// A pattern that cannot build what it wants emits one error and changes
// nothing.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s --canonicalize 2>&1 | FileCheck %s

// CHECK: build-fails.mlir:[[#@LINE+2]]:8: error: 'toy.stack' op count must be positive, got -1
func.func @f(%x: tensor<4xf32>) -> tensor<3x4xf32> {
  %a = toy.build %x {count = -1 : i64} : tensor<4xf32> -> tensor<3x4xf32>
  return %a : tensor<3x4xf32>
}
