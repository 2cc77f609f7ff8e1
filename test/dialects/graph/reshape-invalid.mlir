// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: two open sizes.
func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.reshape' op shape[1] is -1 but must lie in [0, 1099511627776], or be -1 once}}
  %0 = graph.reshape %x to [-1, -1] : (tensor<4xf32>) -> tensor<?x?xf32>
  return
}

// -----

// C1: a negative size.
func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.reshape' op shape[0] is -2 but must lie in [0, 1099511627776], or be -1 once}}
  %0 = graph.reshape %x to [-2] : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

// C1: 17 dimensions.
func.func @f(%x: tensor<1xf32>) {
  // expected-error @+1 {{'graph.reshape' op shape has 17 entries, at most 16 are possible}}
  %0 = graph.reshape %x to [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] : (tensor<1xf32>) -> tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1xf32>
  return
}

// -----

// C2: 6 elements of 4.
func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.reshape' op 'tensor<4xf32>' has 4 elements but the shape has 6}}
  %0 = graph.reshape %x to [2, 3] : (tensor<4xf32>) -> tensor<2x3xf32>
  return
}

// -----

// C2: no multiple of 3.
func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.reshape' op 'tensor<4xf32>' has 4 elements, no multiple of the shape's 3}}
  %0 = graph.reshape %x to [-1, 3] : (tensor<4xf32>) -> tensor<?x3xf32>
  return
}

// -----

// C3: an open size beside 0.
func.func @f(%x: tensor<0xf32>) {
  // expected-error @+1 {{'graph.reshape' op shape[0] is -1 beside sizes with a product of 0}}
  %0 = graph.reshape %x to [-1, 0] : (tensor<0xf32>) -> tensor<0x0xf32>
  return
}
