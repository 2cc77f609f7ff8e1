// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: different elements.
func.func @elements(%x: tensor<2x3xf32>, %y: tensor<3x4xi8>) {
  // expected-error @+1 {{'graph.matmul' op elements of lhs and rhs differ: 'tensor<2x3xf32>' and 'tensor<3x4xi8>'}}
  %0 = graph.matmul %x, %y : (tensor<2x3xf32>, tensor<3x4xi8>) -> tensor<2x4xf32>
  return
}

// -----

// C2: a scalar.
func.func @scalar(%x: tensor<2x3xf32>, %y: tensor<f32>) {
  // expected-error @+1 {{'graph.matmul' op rhs must not be a scalar}}
  %0 = graph.matmul %x, %y : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return
}

// -----

// C3: a transposed vector.
func.func @vector(%x: tensor<3xf32>, %y: tensor<3x4xf32>) {
  // expected-error @+1 {{'graph.matmul' op transpose_a needs a matrix but has 'tensor<3xf32>'}}
  %0 = graph.matmul %x, %y {transpose_a = true} : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
  return
}

// -----

// C4: 3x4 times 5x2.
func.func @inner(%x: tensor<3x4xf32>, %y: tensor<5x2xf32>) {
  // expected-error @+1 {{'graph.matmul' op lhs has 4 columns but rhs has 5 rows}}
  %0 = graph.matmul %x, %y : (tensor<3x4xf32>, tensor<5x2xf32>) -> tensor<3x2xf32>
  return
}

// -----

// C5: batches of 2 and 3.
func.func @batch(%x: tensor<2x3x4xf32>, %y: tensor<3x4x5xf32>) {
  // expected-error @+1 {{'graph.matmul' op batch dimensions of 'tensor<2x3x4xf32>' and 'tensor<3x4x5xf32>' do not broadcast: they differ in dimension 0 of the result}}
  %0 = graph.matmul %x, %y : (tensor<2x3x4xf32>, tensor<3x4x5xf32>) -> tensor<2x3x5xf32>
  return
}
