// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: no spatial dimension.
func.func @f(%x: tensor<1x4xf32>, %w: tensor<8x4xf32>) {
  // expected-error @+1 {{'graph.conv' op input and filter must have one rank of at least 3, but are 'tensor<1x4xf32>' and 'tensor<8x4xf32>'}}
  %0 = graph.conv %x, %w : (tensor<1x4xf32>, tensor<8x4xf32>) -> tensor<1x8xf32>
  return
}

// -----

// C1: different ranks.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3xf32>) {
  // expected-error @+1 {{'graph.conv' op input and filter must have one rank of at least 3, but are 'tensor<1x4x8x8xf32>' and 'tensor<8x4x3xf32>'}}
  %0 = graph.conv %x, %w : (tensor<1x4x8x8xf32>, tensor<8x4x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C2: a dynamic kernel.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x?x3xf32>) {
  // expected-error @+1 {{'graph.conv' op filter 'tensor<8x4x?x3xf32>' must have static sizes from 1 to 1048576}}
  %0 = graph.conv %x, %w : (tensor<1x4x8x8xf32>, tensor<8x4x?x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C2: a kernel without elements.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x0x3xf32>) {
  // expected-error @+1 {{'graph.conv' op filter 'tensor<8x4x0x3xf32>' must have static sizes from 1 to 1048576}}
  %0 = graph.conv %x, %w : (tensor<1x4x8x8xf32>, tensor<8x4x0x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C3: 3 groups of 8 outputs.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op groups is 3 but must divide the filter's 8 output channels}}
  %0 = graph.conv %x, %w groups 3 : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C3: no group.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op groups is 0 but must divide the filter's 8 output channels}}
  %0 = graph.conv %x, %w groups 0 : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C4: 3 channels for a filter of 4.
func.func @f(%x: tensor<1x3x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op input has 3 channels but the filter takes 4 in each of 1 groups}}
  %0 = graph.conv %x, %w : (tensor<1x3x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C5: a half filter.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf16>) {
  // expected-error @+1 {{'graph.conv' op elements of input and filter differ: 'tensor<1x4x8x8xf32>' and 'tensor<8x4x3x3xf16>'}}
  %0 = graph.conv %x, %w : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf16>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C6: a bias for 4 of 8 outputs.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{'graph.conv' op bias must be 'tensor<8xf32>' but is 'tensor<4xf32>'}}
  %0 = graph.conv %x, %w, %b : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>, tensor<4xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C7: a stride of 0.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op strides[1] is 0 but must lie in [1, 1048576]}}
  %0 = graph.conv %x, %w strides [1, 0] : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C7: two paddings instead of four.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op pads has 2 entries but must have 4}}
  %0 = graph.conv %x, %w pads [1, 1] : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C7: a negative padding.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op pads[0] is -1 but must lie in [0, 1048576]}}
  %0 = graph.conv %x, %w pads [-1, 0, 0, 0] : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C7: three dilations.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op dilations has 3 entries but must have 2}}
  %0 = graph.conv %x, %w dilations [1, 1, 1] : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}

// -----

// C7: the result has the size without stride.
func.func @f(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{'graph.conv' op result #0 must have the inferred type 'tensor<1x8x3x3xf32>', but got 'tensor<1x8x6x6xf32>'}}
  %0 = graph.conv %x, %w strides [2, 2] : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x6x6xf32>
  return
}
