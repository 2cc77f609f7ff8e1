// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: an f64 bound of f32 elements.
func.func @bound(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.clamp' op min has type 'f64' but elements have type 'f32'}}
  %0 = graph.clamp %x min 0.0 : f64 : tensor<4xf32>
  return
}

// -----

// C1: an integer bound of floats.
func.func @upper(%x: tensor<4xf32>) {
  // expected-error @+1 {{'graph.clamp' op max has type 'i32' but elements have type 'f32'}}
  %0 = graph.clamp %x max 1 : i32 : tensor<4xf32>
  return
}
