// RUN: aic-opt --aic-outline-weights=min-bytes=16 -split-input-file -verify-diagnostics %s | FileCheck %s

// A large constant becomes a global without a value; its value lies on the module. Equal constants share one.
// CHECK: module attributes {aic.weights = {aic_weight_0 = dense<[1, 2, 3, 4]> : tensor<4xi32>}}
// CHECK: memref.global @aic_weight_0 : memref<4xi32> {alignment = 64 : i64}
// CHECK-LABEL: func.func @main
// CHECK: %[[GLOBAL:.*]] = memref.get_global @aic_weight_0 : memref<4xi32>
// CHECK: bufferization.to_tensor %[[GLOBAL]] restrict : memref<4xi32> to tensor<4xi32>
// CHECK: memref.get_global @aic_weight_0
// CHECK: return
func.func @main() -> (tensor<4xi32>, tensor<4xi32>) {
  %a = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  %b = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  return %a, %b : tensor<4xi32>, tensor<4xi32>
}

// -----

// What is small, a splat or packed by bits stays.
// CHECK-LABEL: func.func @small
// CHECK-NOT: memref.
// CHECK: return
func.func @small() -> (tensor<3xi32>, tensor<64xf32>, tensor<256xi1>) {
  %a = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  %b = arith.constant dense<1.0> : tensor<64xf32>
  %c = arith.constant dense<true> : tensor<256xi1>
  return %a, %b, %c : tensor<3xi32>, tensor<64xf32>, tensor<256xi1>
}

// -----

// A name that the module has already is left to it.
// CHECK: memref.global @aic_weight_1 : memref<4xi32>
func.func private @aic_weight_0()
func.func @main() -> tensor<4xi32> {
  %a = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  return %a : tensor<4xi32>
}

// -----

// Text with elided values parses and verifies; without values there is no model.
func.func @elided() -> tensor<4xf32> {
  // expected-error @+1 {{'arith.constant' op has a resource without the data that its type needs}}
  %a = arith.constant dense_resource<__elided__> : tensor<4xf32>
  return %a : tensor<4xf32>
}

// -----

// A second run adds to the weights of the first and shares them.
// CHECK: module attributes {aic.weights = {aic_weight_0 = dense<[1, 2, 3, 4]> : tensor<4xi32>, aic_weight_1 = dense<[5, 6, 7, 8]> : tensor<4xi32>}}
// CHECK: memref.get_global @aic_weight_0 : memref<4xi32>
// CHECK: memref.get_global @aic_weight_1 : memref<4xi32>
module attributes {aic.weights = {aic_weight_0 = dense<[1, 2, 3, 4]> : tensor<4xi32>}} {
  memref.global @aic_weight_0 : memref<4xi32> {alignment = 64 : i64}
  func.func @main() -> (tensor<4xi32>, tensor<4xi32>) {
    %a = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
    %b = arith.constant dense<[5, 6, 7, 8]> : tensor<4xi32>
    return %a, %b : tensor<4xi32>, tensor<4xi32>
  }
}
