// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: an axis outside of the rank.
func.func @axis(%x: tensor<4xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{'graph.gather' op axis 1 is not within 'tensor<4xf32>'}}
  %0 = graph.gather %x at %i along 1 : (tensor<4xf32>, tensor<2xi64>) -> tensor<2xf32>
  return
}

// -----

// C2: 8 + 9 dimensions.
func.func @rank(%x: tensor<1x1x1x1x1x1x1x1x1xf32>, %i: tensor<1x1x1x1x1x1x1x1x1xi64>) {
  // expected-error @+1 {{'graph.gather' op result would have rank 17, at most 16 is possible}}
  %0 = graph.gather %x at %i along 0 : (tensor<1x1x1x1x1x1x1x1x1xf32>, tensor<1x1x1x1x1x1x1x1x1xi64>) -> tensor<1x1x1x1x1x1x1x1x1xf32>
  return
}
