// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: elements that are no tensor of this dialect.
func.func @vector() {
  // expected-error @+1 {{'graph.weight' op value has type 'vector<2xf32>' but must be a ranked tensor of floats or integers up to 64 bits without encoding, of at most 16 dimensions of at most 2^40 elements}}
  %0 = graph.weight dense<1.0> : vector<2xf32>
  return
}

// -----

// C1: the result has another type than the elements.
func.func @type() {
  // expected-error @+1 {{'graph.weight' op result #0 must have the inferred type 'tensor<2xf32>', but got 'tensor<3xf32>'}}
  %0 = "graph.weight"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<3xf32>
  return
}
