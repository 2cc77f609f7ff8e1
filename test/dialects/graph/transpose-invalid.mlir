// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a dimension is missing.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.transpose' op perm has 1 entries but 'tensor<2x3xf32>' has rank 2}}
  %0 = graph.transpose %x [0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

// C1: a dimension twice.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.transpose' op perm[1] is 1: perm must hold each of 0 to 1 once}}
  %0 = graph.transpose %x [1, 1] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

// C1: a dimension outside of the rank.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.transpose' op perm[0] is 2: perm must hold each of 0 to 1 once}}
  %0 = graph.transpose %x [2, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

// C1: the result is not transposed.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.transpose' op result #0 must have the inferred type 'tensor<3x2xf32>', but got 'tensor<2x3xf32>'}}
  %0 = graph.transpose %x [1, 0] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
