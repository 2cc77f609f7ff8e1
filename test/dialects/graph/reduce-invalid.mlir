// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: an axis outside of the rank.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.reduce' op axes[0] is 2 but axes must increase within rank 2}}
  %0 = graph.reduce sum %x over [2] : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}

// -----

// C1: a negative axis.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.reduce' op axes[0] is -1 but axes must increase within rank 2}}
  %0 = graph.reduce sum %x over [-1] : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}

// -----

// C1: an axis twice.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.reduce' op axes[1] is 1 but axes must increase within rank 2}}
  %0 = graph.reduce sum %x over [1, 1] : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}

// -----

// C1: the result keeps a dimension.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.reduce' op result #0 must have the inferred type 'tensor<2xf32>', but got 'tensor<2x1xf32>'}}
  %0 = graph.reduce sum %x over [1] : (tensor<2x3xf32>) -> tensor<2x1xf32>
  return
}

// -----

// C2: a sum of booleans.
func.func @f(%x: tensor<2x3xi1>) {
  // expected-error @+1 {{'graph.reduce' op cannot reduce 'tensor<2x3xi1>'}}
  %0 = graph.reduce sum %x over [1] : (tensor<2x3xi1>) -> tensor<2xi1>
  return
}
