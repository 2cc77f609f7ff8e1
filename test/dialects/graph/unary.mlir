// RUN: aic-opt %s | aic-opt | FileCheck %s

// A kind is a bare word; a dynamic size stays.
// CHECK-LABEL: @relu
// CHECK: graph.unary relu %{{.*}} : tensor<?x4xf32>
func.func @relu(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = graph.unary relu %x : tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// Parameters stand in the dictionary.
// CHECK-LABEL: @parameters
// CHECK: graph.unary hard_sigmoid %{{.*}} {alpha = 2.500000e-01 : f32, beta = 5.000000e-01 : f32} : tensor<4xf16>
func.func @parameters(%x: tensor<4xf16>) -> tensor<4xf16> {
  %0 = graph.unary hard_sigmoid %x {alpha = 0.25 : f32, beta = 0.5 : f32} : tensor<4xf16>
  return %0 : tensor<4xf16>
}

// Every kind of floats is one in the table.
// CHECK-LABEL: @floats
// CHECK: graph.unary abs
// CHECK: graph.unary tanh
func.func @floats(%x: tensor<f32>) {
  %0 = graph.unary abs %x : tensor<f32>
  %1 = graph.unary ceil %x : tensor<f32>
  %2 = graph.unary cos %x : tensor<f32>
  %3 = graph.unary elu %x : tensor<f32>
  %4 = graph.unary erf %x : tensor<f32>
  %5 = graph.unary exp %x : tensor<f32>
  %6 = graph.unary floor %x : tensor<f32>
  %7 = graph.unary gelu %x : tensor<f32>
  %8 = graph.unary gelu_tanh %x : tensor<f32>
  %9 = graph.unary hard_sigmoid %x : tensor<f32>
  %10 = graph.unary hard_swish %x : tensor<f32>
  %11 = graph.unary identity %x : tensor<f32>
  %12 = graph.unary leaky_relu %x : tensor<f32>
  %13 = graph.unary log %x : tensor<f32>
  %14 = graph.unary neg %x : tensor<f32>
  %15 = graph.unary reciprocal %x : tensor<f32>
  %16 = graph.unary relu %x : tensor<f32>
  %17 = graph.unary round %x : tensor<f32>
  %18 = graph.unary rsqrt %x : tensor<f32>
  %19 = graph.unary sigmoid %x : tensor<f32>
  %20 = graph.unary sign %x : tensor<f32>
  %21 = graph.unary silu %x : tensor<f32>
  %22 = graph.unary sin %x : tensor<f32>
  %23 = graph.unary softplus %x : tensor<f32>
  %24 = graph.unary sqrt %x : tensor<f32>
  %25 = graph.unary tanh %x : tensor<f32>
  return
}

// Integers and booleans have their own kinds.
// CHECK-LABEL: @integers
// CHECK: graph.unary not %{{.*}} : tensor<4xi1>
func.func @integers(%x: tensor<4xi32>, %b: tensor<4xi1>) {
  %0 = graph.unary abs %x : tensor<4xi32>
  %1 = graph.unary neg %x : tensor<4xi32>
  %2 = graph.unary sign %x : tensor<4xi32>
  %3 = graph.unary not %b : tensor<4xi1>
  %4 = graph.unary identity %b : tensor<4xi1>
  return
}
