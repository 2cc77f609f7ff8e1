// RUN: aic-opt --aic-narrow-products --mlir-print-local-scope %s | FileCheck %s
// RUN: aic-opt --aic-narrow-products=type=f16 --mlir-print-local-scope %s | FileCheck --check-prefix=F16 %s
// RUN: not aic-opt --aic-narrow-products=type=i8 %s 2>&1 | FileCheck --check-prefix=WORD %s
// WORD: 'type' is 'i8', must be one of bf16, f16

// An argument is rounded once for both products, a constant at compile time, to nearest even, and moved before it is reshaped.
// CHECK-LABEL: func.func @matmuls
// CHECK: %[[X:.*]] = linalg.generic {{.*}} ins(%arg0 : tensor<2x2xf32>) outs(%{{.*}} : tensor<2x2xbf16>)
// CHECK: arith.truncf %{{.*}} : f32 to bf16
// CHECK-NOT: truncf
// CHECK: %[[W:.*]] = arith.constant dense<[1.000000e+00, 1.007810e+00, -3.000000e+00, 1.001360e-05]> : tensor<4xbf16>
// CHECK: %[[V:.*]] = tensor.expand_shape %[[W]] {{.*}} : tensor<4xbf16> into tensor<2x2xbf16>
// CHECK: linalg.matmul ins(%[[X]], %[[V]] : tensor<2x2xbf16>, tensor<2x2xbf16>) outs(%{{.*}} : tensor<2x2xf32>) -> tensor<2x2xf32>
// CHECK: linalg.matmul ins(%[[V]], %[[X]] : tensor<2x2xbf16>, tensor<2x2xbf16>)
// F16-LABEL: func.func @matmuls
// F16: arith.constant dense<[1.001950e+00, 1.003910e+00, -3.000000e+00, 1.001360e-05]> : tensor<4xf16>
func.func @matmuls(%x: tensor<2x2xf32>, %z: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %flat = arith.constant dense<[1.001953125, 1.004, -3.0, 1.0e-5]> : tensor<4xf32>
  %w = tensor.expand_shape %flat [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%z : tensor<2x2xf32>) -> tensor<2x2xf32>
  %u = linalg.matmul ins(%w, %x : tensor<2x2xf32>, tensor<2x2xf32>) outs(%z : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y, %u : tensor<2x2xf32>, tensor<2x2xf32>
}

// What alone makes an operand yields it rounded; the padding of a convolution is rounded with it.
// CHECK-LABEL: func.func @fused
// CHECK: %[[R:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<1x3x3x2xbf16>)
// CHECK: %[[M:.*]] = arith.maximumf
// CHECK-NEXT: %[[T:.*]] = arith.truncf %[[M]] : f32 to bf16
// CHECK-NEXT: linalg.yield %[[T]] : bf16
// CHECK: tensor.pad %[[R]]
// CHECK: tensor.yield %{{.*}} : bf16
// CHECK: linalg.conv_2d_nhwc_hwcf ins(%{{.*}}, %{{.*}} : tensor<1x4x4x2xbf16>, tensor<2x2x2x4xbf16>) outs(%{{.*}} : tensor<1x3x3x4xf32>)
#id = affine_map<(a, b, c, d) -> (a, b, c, d)>
func.func @fused(%x: tensor<1x3x3x2xf32>, %w: tensor<2x2x2x4xf32>, %z: tensor<1x3x3x4xf32>) -> tensor<1x3x3x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x3x3x2xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<1x3x3x2xf32>) outs(%e : tensor<1x3x3x2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %a, %zero : f32
    linalg.yield %m : f32
  } -> tensor<1x3x3x2xf32>
  %p = tensor.pad %r low[0, 0, 0, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<1x3x3x2xf32> to tensor<1x4x4x2xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%p, %w : tensor<1x4x4x2xf32>, tensor<2x2x2x4xf32>) outs(%z : tensor<1x3x3x4xf32>) -> tensor<1x3x3x4xf32>
  return %y : tensor<1x3x3x4xf32>
}

// Depthwise convolutions, products of integers and open sizes stay.
// CHECK-LABEL: func.func @stay
// CHECK-NOT: bf16
// CHECK: return
func.func @stay(%x: tensor<1x3x3x2xf32>, %w: tensor<2x2x2xf32>, %z: tensor<1x2x2x2xf32>, %i: tensor<2x2xi32>, %d: tensor<?x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<2x2xi32>, tensor<?x2xf32>) {
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x3x3x2xf32>, tensor<2x2x2xf32>) outs(%z : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %j = linalg.matmul ins(%i, %i : tensor<2x2xi32>, tensor<2x2xi32>) outs(%i : tensor<2x2xi32>) -> tensor<2x2xi32>
  %v = arith.constant dense<1.0> : tensor<2x2xf32>
  %u = linalg.matmul ins(%d, %v : tensor<?x2xf32>, tensor<2x2xf32>) outs(%d : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y, %j, %u : tensor<1x2x2x2xf32>, tensor<2x2xi32>, tensor<?x2xf32>
}

// What is padded from an open size is rounded behind the padding.
// CHECK-LABEL: func.func @open
// CHECK: %[[P:.*]] = tensor.pad
// CHECK: %[[X:.*]] = linalg.generic {{.*}} ins(%[[P]] : tensor<4x8xf32>) outs(%{{.*}} : tensor<4x8xbf16>)
// CHECK: linalg.matmul ins(%[[X]],
func.func @open(%x: tensor<?x8xf32>, %w: tensor<8x2xf32>, %z: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %x low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<?x8xf32> to tensor<4x8xf32>
  %r = linalg.matmul ins(%p, %w : tensor<4x8xf32>, tensor<8x2xf32>) outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %r : tensor<4x2xf32>
}
