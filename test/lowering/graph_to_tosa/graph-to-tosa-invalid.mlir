// RUN: aic-opt %s --pass-pipeline='builtin.module(func.func(aic-graph-to-tosa))' -verify-diagnostics -split-input-file

// A power of 64 unsigned bits has no wider type to go through.
func.func @power(%x: tensor<4xui64>) -> tensor<4xui64> {
  // expected-error @+1 {{'graph.binary' op cannot be lowered for 64 unsigned bits}}
  %0 = graph.binary pow %x, %x : (tensor<4xui64>, tensor<4xui64>) -> tensor<4xui64>
  return %0 : tensor<4xui64>
}

// -----

// A resource without data cannot become signless.
func.func @missing() -> tensor<4xui8> {
  // expected-error @+1 {{'graph.weight' op elements cannot be read}}
  %0 = graph.weight dense_resource<nothing> : tensor<4xui8>
  return %0 : tensor<4xui8>
}
