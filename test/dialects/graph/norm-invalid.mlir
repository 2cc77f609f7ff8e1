// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: no channels.
func.func @rank(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.norm' op input 'tensor<4xf32>' must have at least rank 2}}
  %0 = graph.norm batch %x, %x, %x, %x, %x epsilon 1.0 : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

// C2: 5 means for 4 channels.
func.func @mean(%x: tensor<2x4xf32>, %p: tensor<4xf32>, %m: tensor<5xf32>) {
  // expected-error @+1 {{'graph.norm' op mean is 'tensor<5xf32>' but must have one element per channel of 'tensor<2x4xf32>'}}
  %0 = graph.norm batch %x, %p, %p, %m, %p epsilon 1.0 : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<5xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return
}

// -----

// C2: a scale of another type.
func.func @scale(%x: tensor<2x4xf32>, %p: tensor<4xf32>, %s: tensor<4xf16>) {
  // expected-error @+1 {{'graph.norm' op scale is 'tensor<4xf16>' but must have one element per channel of 'tensor<2x4xf32>'}}
  %0 = graph.norm batch %x, %s, %p, %p, %p epsilon 1.0 : (tensor<2x4xf32>, tensor<4xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return
}
