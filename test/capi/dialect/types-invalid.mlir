// Every way in which the text of a type or attribute can be wrong.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s -split-input-file -verify-diagnostics

// expected-error @below {{dialect 'toy' has no type 'rung'}}
func.func private @f(!toy.rung<i8, 2>)

// -----

// expected-error @below {{dialect 'toy' has no attribute 'spice'}}
func.func private @f(memref<4xf32, #toy.spice<spad>>)

// -----

// expected-error @below {{'toy.space' parameter 'memory' must be one of 'spad', 'acc', but got "dram"}}
func.func private @f(memref<4xf32, #toy.space<dram>>)

// -----

// expected-error @below {{expected '<'}}
func.func private @f(!toy.ring)

// -----

// expected-error @below {{expected ','}}
func.func private @f(!toy.ring<i8>)

// -----

// expected-error @below {{expected '>'}}
func.func private @f(!toy.ring<i8, 2, 3>)

// -----

// expected-error @below {{expected integer value}}
func.func private @f(!toy.ring<i8, i8>)

// -----

// expected-error @below {{expected non-function type}}
func.func private @f(!toy.ring<2, 2>)

// -----

// expected-error @below {{integer value too large}}
func.func private @f(!toy.ring<i8, 9223372036854775808>)

// -----

// Where the type of an integer is written, it is i64.
// expected-error @below {{expected 'i64'}}
func.func private @f(!toy.ring<i8, 2 : i32>)

// -----

// expected-error @below {{a ring needs at least one slot}}
func.func private @f(!toy.ring<i8, 0>)

// -----

// expected-error @below {{unbalanced '<' character in pretty dialect name}}
func.func private @f(!toy.ring<i8, 2)
