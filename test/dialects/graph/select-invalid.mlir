// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a choice between two types.
func.func @elements(%c: tensor<i1>, %x: tensor<4xf32>, %y: tensor<4xi32>) {
  // expected-error @+1 {{'graph.select' op elements of on_true and on_false differ: 'tensor<4xf32>' and 'tensor<4xi32>'}}
  %0 = graph.select %c, %x, %y : (tensor<i1>, tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
  return
}

// -----

// C2: the condition has another size.
func.func @shape(%c: tensor<2xi1>, %x: tensor<3xf32>) {
  // expected-error @+1 {{'graph.select' op 'tensor<2xi1>' and 'tensor<3xf32>' do not broadcast: they differ in dimension 0 of the result}}
  %0 = graph.select %c, %x, %x : (tensor<2xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}
