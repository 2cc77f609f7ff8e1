// Symbols, symbol tables, isolation, regions and inlining.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s | FileCheck %s
// RUN: %t.opt %s --symbol-dce | FileCheck %s --check-prefix=DCE
// RUN: %t.opt %s --pass-pipeline='builtin.module(toy.graph(print-op-stats))' -o %t.out
// RUN: %t.opt %s --inline | FileCheck %s --check-prefix=INLINE

// A symbol table that needs no terminator, and prints none.
// CHECK-LABEL: toy.graph @outer {
// CHECK-NEXT:    toy.node @public
// CHECK-NEXT:    toy.node @private {sym_visibility = "private"}
// CHECK-NEXT:    func.func private @used() attributes {by = @public}
// CHECK-NEXT:  }
// DCE-LABEL:   toy.graph @outer {
// DCE-NEXT:      toy.node @public
// DCE-NEXT:    }
toy.graph @outer {
  toy.node @public
  toy.node @private {sym_visibility = "private"}
  func.func private @used() attributes {by = @public}
}

// The end of a body is implied.
// CHECK-LABEL: func @ends
// CHECK-NEXT:    toy.body {
// CHECK-NEXT:      toy.noise
// CHECK-NEXT:    }
// CHECK-NEXT:    return
func.func @ends() {
  toy.body {
    toy.noise
    toy.end
  }
  return
}

// Operations without effects may be inlined, opaque ones may not.
// INLINE-LABEL: func @caller
// INLINE-NEXT:    %[[A:.*]] = toy.add
// INLINE-NEXT:    %[[B:.*]] = call @opaque
// INLINE-NEXT:    return %[[A]], %[[B]]
func.func private @pure(%x: i32) -> i32 {
  %a = toy.add %x, %x : i32
  return %a : i32
}
func.func private @opaque() -> i32 {
  %a = toy.peek : i32
  return %a : i32
}
func.func @caller(%x: i32) -> (i32, i32) {
  %a = call @pure(%x) : (i32) -> i32
  %b = call @opaque() : () -> i32
  return %a, %b : i32, i32
}
