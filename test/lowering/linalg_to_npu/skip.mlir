// RUN: aic-opt %s --lower-to-npu="target=edge32 async=true" | FileCheck %s

// A 1x1 convolution with a stride sees a tensor of the pixels that it uses, and
// loads nothing else.

// CHECK-LABEL: npu.program
// CHECK:       npu.view %{{.+}} : memref<{{.*}}8x8x64xi8, {{.*}}> to memref<{{.*}}4x4x64xi8, strided<[{{.*}}1024, 128, 1]>
// CHECK-NOT:   npu.ring : !npu.ring<memref<{{.*}}7x7x64xi8
// CHECK:       npu.matmul

func.func @main(%x: tensor<1x8x8x64xi8>, %w: tensor<1x1x64x32xi8>) -> tensor<1x4x4x32xi32> {
  %zero = arith.constant 0 : i32
  %empty = tensor.empty() : tensor<1x4x4x32xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<1x4x4x32xi32>) -> tensor<1x4x4x32xi32>
  %y = linalg.conv_2d_nhwc_hwcf {strides = dense<2> : tensor<2xi64>}
      ins(%x, %w : tensor<1x8x8x64xi8>, tensor<1x1x64x32xi8>)
      outs(%init : tensor<1x4x4x32xi32>) -> tensor<1x4x4x32xi32>
  return %y : tensor<1x4x4x32xi32>
}
