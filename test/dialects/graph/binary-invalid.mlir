// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: floats of different width.
func.func @elements(%x: tensor<4xf32>, %y: tensor<4xf16>) {
  // expected-error @+1 {{'graph.binary' op elements of lhs and rhs differ: 'tensor<4xf32>' and 'tensor<4xf16>'}}
  %0 = graph.binary add %x, %y : (tensor<4xf32>, tensor<4xf16>) -> tensor<4xf32>
  return
}

// -----

// C2: sizes 3 and 4 do not broadcast.
func.func @shape(%x: tensor<2x3xf32>, %y: tensor<4xf32>) {
  // expected-error @+1 {{'graph.binary' op 'tensor<2x3xf32>' and 'tensor<4xf32>' do not broadcast: they differ in dimension 1 of the result}}
  %0 = graph.binary add %x, %y : (tensor<2x3xf32>, tensor<4xf32>) -> tensor<2x3xf32>
  return
}

// -----

// C2: the result is larger than the broadcast shape.
func.func @result(%x: tensor<1x3xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{'graph.binary' op result #0 must have the inferred type 'tensor<1x3xf32>', but got 'tensor<2x3xf32>'}}
  %0 = graph.binary add %x, %y : (tensor<1x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// C3: sums of booleans.
func.func @bool(%x: tensor<4xi1>) {
  // expected-error @+1 {{'graph.binary' op kind 'add' is not defined on elements of 'tensor<4xi1>'}}
  %0 = graph.binary add %x, %x : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

// C3: bits of floats.
func.func @bits(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.binary' op kind 'or' is not defined on elements of 'tensor<4xf32>'}}
  %0 = graph.binary or %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}
