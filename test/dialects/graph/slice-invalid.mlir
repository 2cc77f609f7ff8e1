// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: two starts for one dimension.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.slice' op starts has 2 entries but must have 1}}
  %0 = graph.slice %x from [0, 0] take [8] : (tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

// C1: a negative start.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.slice' op starts[0] is -1 but must lie in [0, 1099511627776]}}
  %0 = graph.slice %x from [-1] take [8] : (tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

// C2: a stride of 0.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.slice' op strides[0] is 0}}
  %0 = graph.slice %x from [0] take [8] step [0] : (tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

// C3: a part of all.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.slice' op sizes[0] is -1, which needs start 0 and stride 1}}
  %0 = graph.slice %x from [1] take [-1] : (tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

// C4: beyond the end.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.slice' op dimension 0 of 'tensor<8xf32>': 4 elements from 2 with stride 2 leave it}}
  %0 = graph.slice %x from [2] take [4] step [2] : (tensor<8xf32>) -> tensor<4xf32>
  return
}

// -----

// C4: before the beginning.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.slice' op dimension 0 of 'tensor<8xf32>': 4 elements from 2 with stride -1 leave it}}
  %0 = graph.slice %x from [2] take [4] step [-1] : (tensor<8xf32>) -> tensor<4xf32>
  return
}
