// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: another shape.
func.func @shape(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.cast' op result must be 'tensor<4xi32>' but is 'tensor<2x2xi32>'}}
  %0 = graph.cast %x : tensor<4xf32> to tensor<2x2xi32>
  return
}

// -----

// C1: a size is not forgotten.
func.func @dynamic(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.cast' op result must be 'tensor<4xi32>' but is 'tensor<?xi32>'}}
  %0 = graph.cast %x : tensor<4xf32> to tensor<?xi32>
  return
}
