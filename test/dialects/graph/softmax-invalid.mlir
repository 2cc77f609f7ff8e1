// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: an axis outside of the rank.
func.func @axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.softmax' op axis 2 is not within 'tensor<2x3xf32>'}}
  %0 = graph.softmax %x along 2 : tensor<2x3xf32>
  return
}

// -----

// C1: a negative axis.
func.func @negative(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.softmax' op axis -1 is not within 'tensor<2x3xf32>'}}
  %0 = graph.softmax %x along -1 : tensor<2x3xf32>
  return
}
