// RUN: aic-opt --lower-to-linalg %s | FileCheck %s

// tosa becomes named linalg, the elementwise chain behind it one operation,
// and the transposed filter a constant.
// CHECK-LABEL: func.func @main
// CHECK-NOT:     linalg.transpose
// CHECK-NOT:     tosa.
// CHECK:         linalg.conv_2d_nhwc_hwcf
// CHECK:         linalg.generic
// CHECK:           arith.minimumf
// CHECK:           arith.maximumf
// CHECK-NOT:     linalg.generic
func.func @main(%x: tensor<1x4x4x2xf32>, %b: tensor<3xf32>) -> tensor<1x4x4x3xf32> {
  %w = "tosa.const"() {values = dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]], [[[5.0, 6.0]]]]>
      : tensor<3x1x1x2xf32>} : () -> tensor<3x1x1x2xf32>
  %z = "tosa.const"() {values = dense<0.0> : tensor<1xf32>} : () -> tensor<1xf32>
  %0 = tosa.conv2d %x, %w, %b, %z, %z {acc_type = f32, dilation = array<i64: 1, 1>,
      pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>}
      : (tensor<1x4x4x2xf32>, tensor<3x1x1x2xf32>, tensor<3xf32>, tensor<1xf32>,
         tensor<1xf32>) -> tensor<1x4x4x3xf32>
  %1 = tosa.clamp %0 {min_val = 0.0 : f32, max_val = 6.0 : f32}
      : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return %1 : tensor<1x4x4x3xf32>
}

// arith and math on whole tensors are elementwise operations like any other.
// CHECK-LABEL: func.func @wave
// CHECK-SAME:    %[[X:.+]]: tensor<4xf32>
// CHECK:         linalg.generic
// CHECK-SAME:      ins(%[[X]]
// CHECK:           math.sin
// CHECK:           arith.addf
// CHECK-NOT:     linalg.generic
// CHECK:         return
func.func @wave(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = math.sin %x : tensor<4xf32>
  %1 = arith.addf %0, %x : tensor<4xf32>
  return %1 : tensor<4xf32>
}
