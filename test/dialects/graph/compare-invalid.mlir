// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a float against an integer.
func.func @elements(%x: tensor<4xf32>, %y: tensor<4xi32>) {
  // expected-error @+1 {{'graph.compare' op elements of lhs and rhs differ: 'tensor<4xf32>' and 'tensor<4xi32>'}}
  %0 = graph.compare eq %x, %y : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xi1>
  return
}

// -----

// C2: sizes 3 and 4.
func.func @shape(%x: tensor<3xf32>, %y: tensor<4xf32>) {
  // expected-error @+1 {{'graph.compare' op 'tensor<3xf32>' and 'tensor<4xf32>' do not broadcast: they differ in dimension 0 of the result}}
  %0 = graph.compare eq %x, %y : (tensor<3xf32>, tensor<4xf32>) -> tensor<3xi1>
  return
}
