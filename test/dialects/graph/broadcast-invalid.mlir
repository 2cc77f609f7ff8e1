// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: fewer dimensions.
func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'graph.broadcast' op shape has 1 entries but 'tensor<2x3xf32>' has rank 2}}
  %0 = graph.broadcast %x to [3] : (tensor<2x3xf32>) -> tensor<3xf32>
  return
}

// -----

// C2: -1 where the input has no dimension.
func.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'graph.broadcast' op shape[0] is -1 but must be a size, or -1 at a dimension of input}}
  %0 = graph.broadcast %x to [-1, 3] : (tensor<3xf32>) -> tensor<?x3xf32>
  return
}

// -----

// C3: 3 cannot become 4.
func.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'graph.broadcast' op dimension 0 of 'tensor<3xf32>' cannot become 4}}
  %0 = graph.broadcast %x to [4] : (tensor<3xf32>) -> tensor<4xf32>
  return
}
