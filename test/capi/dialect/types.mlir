// Types and attributes of a table, as text and as bytecode.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s | FileCheck %s
// RUN: %t.opt %s --emit-bytecode | %t.opt | FileCheck %s
// RUN: %t.opt %s --mlir-print-op-generic | %t.opt | FileCheck %s
// RUN: %t.opt %s --verify-roundtrip | FileCheck %s

// Every kind of parameter, nested, and inside of builtin types.
// CHECK-LABEL: func.func private @kinds(
// CHECK-SAME:    !toy.ring<memref<4xf32, #toy.space<spad>>, 2>
// CHECK-SAME:    !toy.ring<!toy.ring<i8, 1>, 9223372036854775807>
// CHECK-SAME:    !toy.mark
// CHECK-SAME:    memref<4xf32, #toy.space<acc>>
// CHECK-SAME:    attributes {box = #toy.box<[1, #toy.space<spad>], any.word>,
// CHECK-SAME:      map = #toy.box<#{{.*}}, a>}
func.func private @kinds(
    !toy.ring<memref<4xf32, #toy.space<spad>>, 2>,
    !toy.ring<!toy.ring<i8, 1>, 9223372036854775807>,
    !toy.mark,
    memref<4xf32, #toy.space<acc>>)
    attributes {box = #toy.box<[1, #toy.space<spad>], any.word>,
                map = #toy.box<affine_map<(d0) -> (d0)>, a>}

// The same parameters give the same type.
// CHECK-LABEL: func @same(
func.func @same(%x: !toy.ring<i8, 2>) -> !toy.ring<i8, 2> {
  return %x : !toy.ring<i8, 2>
}

// Words may be quoted and integers may name their type, as IRDL prints them.
// CHECK-LABEL: func.func private @quoted(
// CHECK-SAME:    !toy.ring<memref<4xf32, #toy.space<spad>>, 2>)
func.func private @quoted(!toy.ring<memref<4xf32, #toy.space<"spad">>, 2 : i64>)
