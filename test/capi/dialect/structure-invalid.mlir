// What the traits of a table forbid, also in the generic form, in which
// nothing has been checked before the verifier.
// RUN: %cc -I%S/Inputs %S/Inputs/toy.c %S/Inputs/toy_memory.c %S/Inputs/toy_opt.c -o %t.opt %aic_opt_lib %aic_lib
// RUN: %t.opt %s -split-input-file -verify-diagnostics

func.func @terminator() {
  // expected-error @below {{'toy.end' op must be the last operation in the parent block}}
  toy.end
  return
}

// -----

toy.graph @outer {
  %x = toy.constant 1 : i32
  // expected-note @below {{required by region isolation constraints}}
  toy.graph @inner {
    // expected-error @below {{using value defined outside the region}}
    %a = toy.add %x, %x : i32
  }
}

// -----

toy.graph @g {
  // expected-note @below {{see existing symbol definition here}}
  toy.node @twice
  // expected-error @below {{redefinition of symbol named 'twice'}}
  toy.node @twice
}

// -----

func.func @parent() {
  toy.body {
    // expected-error @below {{'toy.node' op symbol's parent must have the SymbolTable trait}}
    toy.node @n
  }
  return
}

// -----

// expected-error @below {{requires string attribute 'sym_name'}}
"toy.node"() : () -> ()

// -----

// expected-error @below {{'toy.graph' op needs at least one operation}}
toy.graph @g {
}

// -----

// The regions of an operation have been verified before this hook runs.
toy.graph @g {
  // expected-error @below {{'toy.add' op}}
  "toy.add"() : () -> ()
}

// -----

func.func @ties(%a: tensor<4xf32>) {
  // expected-error @below {{'toy.accumulate' op expected type of operand #1 ('tensor<4xf32>') to match type of corresponding result ('tensor<8xf32>')}}
  %r = toy.accumulate %a into %a
      : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @tie_count(%a: tensor<4xf32>) {
  // expected-error @below {{'toy.accumulate' op expected the number of tensor results (0) to be equal to the number of output tensors (1)}}
  toy.accumulate %a into %a : (tensor<4xf32>, tensor<4xf32>) -> ()
  return
}

// -----

func.func @successors() {
  // expected-error @below {{'toy.end' op}}
  "toy.end"()[^next] : () -> ()
^next:
  return
}

// -----

func.func @properties(%x: i32) {
  // expected-error @below {{'toy.scale' op has no properties; write its attributes in braces}}
  %a = "toy.scale"(%x) <{factor = 2 : i64}> : (i32) -> i32
  return
}

// -----

// expected-error @below {{'toy.unknown'}}
"toy.unknown"() : () -> ()

// -----

// expected-error @below {{'toy.unknown'}}
toy.unknown

// -----

func.func @split(%x: i32) {
  // expected-error @below {{'toy.split' op has no custom assembly form}}
  toy.split %x
  return
}
