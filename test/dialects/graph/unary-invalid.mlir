// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a function of floats on integers.
func.func @integer(%x: tensor<4xi32>) {
  // expected-error @+1 {{'graph.unary' op kind 'exp' is not defined on elements of 'tensor<4xi32>'}}
  %0 = graph.unary exp %x : tensor<4xi32>
  return
}

// -----

// C1: a function of booleans on floats.
func.func @not(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.unary' op kind 'not' is not defined on elements of 'tensor<4xf32>'}}
  %0 = graph.unary not %x : tensor<4xf32>
  return
}

// -----

// C2: a parameter that the kind does not have.
func.func @alpha(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.unary' op kind 'relu' has no alpha}}
  %0 = graph.unary relu %x {alpha = 1.0 : f32} : tensor<4xf32>
  return
}

// -----

// C2: only one of two parameters exists.
func.func @beta(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.unary' op kind 'elu' has no beta}}
  %0 = graph.unary elu %x {beta = 1.0 : f32} : tensor<4xf32>
  return
}
