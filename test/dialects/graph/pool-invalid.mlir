// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: no spatial dimension.
func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'graph.pool' op input 'tensor<4x8xf32>' must have at least rank 3}}
  %0 = graph.pool max %x window [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

// C2: one size for two dimensions.
func.func @f(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'graph.pool' op kernel has 1 entries but must have 2}}
  %0 = graph.pool max %x window [2] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

// C2: a window of size 0.
func.func @f(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'graph.pool' op kernel[0] is 0 but must lie in [1, 1048576]}}
  %0 = graph.pool max %x window [0, 2] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

// C2: a stride of 0.
func.func @f(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'graph.pool' op strides[0] is 0 but must lie in [1, 1048576]}}
  %0 = graph.pool max %x window [2, 2] strides [0, 1] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

// C3: the padding covers the window.
func.func @f(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'graph.pool' op pads 2 and 0 of spatial dimension 0 must be below the window's extent 2}}
  %0 = graph.pool max %x window [2, 2] pads [2, 0, 0, 0] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

// C2: the result has the size without a window.
func.func @f(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'graph.pool' op result #0 must have the inferred type 'tensor<1x4x7x7xf32>', but got 'tensor<1x4x8x8xf32>'}}
  %0 = graph.pool max %x window [2, 2] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}
