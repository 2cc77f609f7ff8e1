// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a negative width.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.pad' op low[0] is -1 but must lie in [0, 1048576]}}
  %0 = graph.pad %x low [-1] high [2] with 0.0 : f32 : (tensor<8xf32>) -> tensor<9xf32>
  return
}

// -----

// C1: one width too many.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.pad' op high has 2 entries but must have 1}}
  %0 = graph.pad %x low [1] high [0, 0] with 0.0 : f32 : (tensor<8xf32>) -> tensor<9xf32>
  return
}

// -----

// C2: an integer among floats.
func.func @f(%x: tensor<8xf32>) {
  // expected-error @+1 {{'graph.pad' op value has type 'i32' but elements have type 'f32'}}
  %0 = graph.pad %x low [1] high [0] with 0 : i32 : (tensor<8xf32>) -> tensor<9xf32>
  return
}
