// RUN: aic-opt --aic-apply-schedule %s | FileCheck %s
// RUN: aic-opt --aic-apply-schedule=file=%S/Inputs/mark.mlir %s | FileCheck %s --check-prefix=FILE
// RUN: not aic-opt --aic-apply-schedule=file=%S/Inputs/no-entry.mlir %s 2>&1 | FileCheck %s --check-prefix=ENTRY
// RUN: not aic-opt --aic-apply-schedule=file=%S/Inputs/missing.mlir %s 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not aic-opt --aic-apply-schedule=schedule=none %s 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not aic-opt --aic-apply-schedule=file=%S/Inputs/fails.mlir %s 2>&1 | FileCheck %s --check-prefix=FAILS

// RUN: aic-opt --aic-apply-schedule=features=+sse2 %s | FileCheck %s --check-prefix=SSE
// RUN: aic-opt --aic-apply-schedule=features=+avx,+avx2,-avx512f %s | FileCheck %s --check-prefix=AVX2
// RUN: aic-opt --aic-apply-schedule=features=+avx2,+avx512f,+avx512vl %s | FileCheck %s --check-prefix=AVX512

// The register tile follows the features, not the name of a processor.
// SSE: vector.contract {{.*}} : vector<6x1xf32>, vector<1x8xf32> into vector<6x8xf32>
// AVX2: vector.contract {{.*}} : vector<6x1xf32>, vector<1x16xf32> into vector<6x16xf32>
// AVX512: vector.contract {{.*}} : vector<12x1xf32>, vector<1x32xf32> into vector<12x32xf32>

// ENTRY: error: schedule '{{.*}}no-entry.mlir' has no named sequence '__transform_main'
// MISSING: error: the schedule: cannot open '{{.*}}missing.mlir': No such file or directory
// NAME: error: there is no built-in schedule 'none'
// FAILS: fails.mlir:3:10: error:

// The sizes are for the time of the schedule only.
// CHECK-NOT: dlti.map
// FILE-NOT: dlti.map

// A static matmul becomes register tiles, its ragged end too; the fill in front of it stays a loop of its own.
// CHECK-LABEL: func.func @matmul
// CHECK: linalg.fill
// CHECK-NOT: linalg.
// CHECK: scf.for
// CHECK: vector.contract
// CHECK-NOT: linalg.
// CHECK-LABEL: func.func @chain
// CHECK-COUNT-2: vector.contract
// CHECK-NOT: vector.contract
// CHECK: return
// FILE-LABEL: func.func @matmul
// FILE: linalg.matmul {marked}
func.func @matmul(%a: tensor<37x64xf32>, %b: tensor<64x50xf32>) -> tensor<37x50xf32> {
  %e = tensor.empty() : tensor<37x50xf32>
  %c0 = arith.constant 0.0 : f32
  %z = linalg.fill ins(%c0 : f32) outs(%e : tensor<37x50xf32>) -> tensor<37x50xf32>
  %r = linalg.matmul ins(%a, %b : tensor<37x64xf32>, tensor<64x50xf32>) outs(%z : tensor<37x50xf32>) -> tensor<37x50xf32>
  return %r : tensor<37x50xf32>
}

// One product after another: no tile of the second computes the first again.
func.func @chain(%a: tensor<24x64xf32>, %b: tensor<64x64xf32>) -> tensor<24x64xf32> {
  %e = tensor.empty() : tensor<24x64xf32>
  %c0 = arith.constant 0.0 : f32
  %z = linalg.fill ins(%c0 : f32) outs(%e : tensor<24x64xf32>) -> tensor<24x64xf32>
  %r = linalg.matmul ins(%a, %b : tensor<24x64xf32>, tensor<64x64xf32>) outs(%z : tensor<24x64xf32>) -> tensor<24x64xf32>
  %e1 = tensor.empty() : tensor<24x64xf32>
  %c1 = arith.constant 1.0 : f32
  %z1 = linalg.fill ins(%c1 : f32) outs(%e1 : tensor<24x64xf32>) -> tensor<24x64xf32>
  %s = linalg.matmul ins(%r, %b : tensor<24x64xf32>, tensor<64x64xf32>) outs(%z1 : tensor<24x64xf32>) -> tensor<24x64xf32>
  return %s : tensor<24x64xf32>
}

// A product of one row reads eight rows of the right operand at a time, along each of them; ragged ends are vectors, too.
// AVX512-LABEL: func.func @row
// AVX512-NOT: linalg.
// AVX512: vector.contract {{.*}} : vector<8xf32>, vector<8x64xf32> into vector<64xf32>
// AVX512: vector.contract {{.*}} : vector<8xf32>, vector<8x36xf32> into vector<36xf32>
// AVX512: vector.contract {{.*}} : vector<3xf32>, vector<3x36xf32> into vector<36xf32>
// AVX512: return
func.func @row(%a: tensor<1x67xf32>, %b: tensor<67x100xf32>, %c: tensor<1x100xf32>) -> tensor<1x100xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<1x67xf32>, tensor<67x100xf32>) outs(%c : tensor<1x100xf32>) -> tensor<1x100xf32>
  return %r : tensor<1x100xf32>
}

// Of a dynamic size all whole tiles are vectors; the end stays linalg, never an error.
// CHECK-LABEL: func.func @dynamic
// CHECK: vector.contract
// CHECK: linalg.matmul
func.func @dynamic(%a: tensor<?x64xf32>, %b: tensor<64x32xf32>, %c: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<?x64xf32>, tensor<64x32xf32>) outs(%c : tensor<?x32xf32>) -> tensor<?x32xf32>
  return %r : tensor<?x32xf32>
}

// A convolution with stride is tiled by rows of the image. The accumulator stays a vector over the innermost reduction.
// CHECK-LABEL: func.func @conv
// CHECK-NOT: linalg.
// CHECK: %[[C:.*]] = vector.transfer_read
// CHECK: scf.for {{.*}} iter_args({{.*}}, %{{.*}} = %[[C]]) -> (tensor<{{.*}}>, vector<4x16xf32>) {
// CHECK-NOT: vector.transfer_write
// CHECK: vector.contract
// CHECK-NOT: vector.transfer_write
// CHECK: scf.yield %{{.*}}, %{{.*}} : tensor<{{.*}}>, vector<4x16xf32>
// CHECK: vector.transfer_write
// CHECK: return
func.func @conv(%i: tensor<1x9x9x4xf32>, %f: tensor<3x3x4x16xf32>, %o: tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32> {
  %r = linalg.conv_2d_nhwc_hwcf {strides = dense<2> : tensor<2xi64>} ins(%i, %f : tensor<1x9x9x4xf32>, tensor<3x3x4x16xf32>) outs(%o : tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32>
  return %r : tensor<1x4x4x16xf32>
}

// The channels of a pooling and of a depthwise convolution become the innermost loop.
// CHECK-LABEL: func.func @pool
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "parallel"]
// CHECK: arith.maximumf
// CHECK-LABEL: func.func @depthwise
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "parallel"]
// CHECK: arith.mulf
func.func @pool(%i: tensor<1x4x4x8xf32>, %w: tensor<2x2xf32>, %o: tensor<1x3x3x8xf32>) -> tensor<1x3x3x8xf32> {
  %r = linalg.pooling_nhwc_max ins(%i, %w : tensor<1x4x4x8xf32>, tensor<2x2xf32>) outs(%o : tensor<1x3x3x8xf32>) -> tensor<1x3x3x8xf32>
  return %r : tensor<1x3x3x8xf32>
}
func.func @depthwise(%i: tensor<1x6x6x16xf32>, %k: tensor<3x3x16xf32>, %o: tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32> {
  %r = linalg.depthwise_conv_2d_nhwc_hwc ins(%i, %k : tensor<1x6x6x16xf32>, tensor<3x3x16xf32>) outs(%o : tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32>
  return %r : tensor<1x4x4x16xf32>
}

// What no matcher knows stays as it is.
// CHECK-LABEL: func.func @other
// CHECK: linalg.pooling_nchw_max
func.func @other(%i: tensor<1x8x4x4xf32>, %w: tensor<2x2xf32>, %o: tensor<1x8x3x3xf32>) -> tensor<1x8x3x3xf32> {
  %r = linalg.pooling_nchw_max ins(%i, %w : tensor<1x8x4x4xf32>, tensor<2x2xf32>) outs(%o : tensor<1x8x3x3xf32>) -> tensor<1x8x3x3xf32>
  return %r : tensor<1x8x3x3xf32>
}
// A product over nothing is what it is added to.
// CHECK-LABEL: func.func @empty
// CHECK-SAME: %[[C:[^:]*]]: tensor<5x4xf32>)
// CHECK-NEXT: return %[[C]]
func.func @empty(%a: tensor<5x0xf32>, %b: tensor<0x4xf32>, %c: tensor<5x4xf32>) -> tensor<5x4xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<5x0xf32>, tensor<0x4xf32>) outs(%c : tensor<5x4xf32>) -> tensor<5x4xf32>
  return %r : tensor<5x4xf32>
}

// Columns that would be one odd tile of one and a half vectors become a tile of one vector and the rest.
// AVX512-LABEL: func.func @narrow
// AVX512-DAG: vector.contract {{.*}} into vector<12x16xf32>
// AVX512-DAG: vector.contract {{.*}} into vector<12x8xf32>
// AVX512: return
func.func @narrow(%a: tensor<12x64xf32>, %b: tensor<64x24xf32>, %c: tensor<12x24xf32>) -> tensor<12x24xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<12x64xf32>, tensor<64x24xf32>) outs(%c : tensor<12x24xf32>) -> tensor<12x24xf32>
  return %r : tensor<12x24xf32>
}
