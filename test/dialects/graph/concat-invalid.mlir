// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: nothing to join.
func.func @none() {
  // expected-error @+1 {{'graph.concat' op needs at least one input}}
  %0 = "graph.concat"() {axis = 0 : i64} : () -> tensor<1xf32>
  return
}

// -----

// C2: an axis outside of the rank.
func.func @axis(%x: tensor<2xf32>) {
  // expected-error @+1 {{'graph.concat' op axis 1 is not within 'tensor<2xf32>'}}
  %0 = graph.concat %x, %x along 1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  return
}

// -----

// C3: different sizes beside the axis.
func.func @size(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) {
  // expected-error @+1 {{'graph.concat' op input #1 is 'tensor<2x4xf32>' and input #0 'tensor<2x3xf32>': they differ outside of axis 0}}
  %0 = graph.concat %x, %y along 0 : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<4x3xf32>
  return
}
