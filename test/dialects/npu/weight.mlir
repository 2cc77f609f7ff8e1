// RUN: aic-opt %s | aic-opt | FileCheck %s

// Weights of each element type, spelled out and as one value.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  // CHECK: npu.weight dense<{{.*}}1, -2{{.*}}> : tensor<2xi8> -> memref<2xi8, #npu.space<dram>>
  %0 = npu.weight dense<[1, -2]> : tensor<2xi8> -> memref<2xi8, #npu.space<dram>>
  // CHECK: npu.weight dense<1.500000e+00> : tensor<4x4xbf16> -> memref<4x4xbf16, #npu.space<dram>>
  %1 = npu.weight dense<1.5> : tensor<4x4xbf16> -> memref<4x4xbf16, #npu.space<dram>>
}
