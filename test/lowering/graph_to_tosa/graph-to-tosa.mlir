// RUN: aic-opt %s --pass-pipeline='builtin.module(func.func(aic-graph-to-tosa))' | FileCheck %s
// RUN: aic-opt %s --pass-pipeline='builtin.module(func.func(aic-graph-to-tosa,aic-graph-to-linalg))' \
// RUN:   | mlir-opt-22 --pass-pipeline='builtin.module(func.func(tosa-to-linalg-named,tosa-to-linalg,tosa-to-arith,tosa-to-tensor),canonicalize,cse)' \
// RUN:   | FileCheck %s --check-prefix=LINALG

// A network with dynamic batch: no transpose is left between its layers, and
// upstream takes it on without looking at a size when the model runs.
// CHECK-LABEL: @network
// CHECK-NOT: tosa.transpose
// CHECK: %[[C1:.*]] = tosa.conv2d {{.*}} -> tensor<?x8x8x16xf32>
// CHECK-NEXT: %[[R1:.*]] = tosa.clamp %[[C1]] {max_val = 0x7F800000 : f32, min_val = 0.000000e+00 : f32}
// CHECK-NEXT: %[[P:.*]] = tosa.max_pool2d %[[R1]] {{.*}} -> tensor<?x4x4x16xf32>
// CHECK-NEXT: %[[D:.*]] = tosa.depthwise_conv2d %[[P]], {{.*}} -> tensor<?x4x4x16xf32>
// CHECK-NEXT: %[[C:.*]] = tosa.clamp %[[D]] {max_val = 6.000000e+00 : f32, min_val = 0.000000e+00 : f32}
// CHECK-NEXT: %[[S:.*]] = tosa.add %[[P]], %[[C]]
// CHECK: %[[M:.*]] = graph.reduce mean %{{.*}} over [1, 2] : (tensor<?x4x4x8xf32>) -> tensor<?x8xf32>
// CHECK-NEXT: graph.matmul %[[M]]
// CHECK-NOT: tosa.transpose
// LINALG-LABEL: @network
// LINALG-NOT: scf.
// LINALG-NOT: linalg.transpose
// LINALG: linalg.matmul
// LINALG: return
func.func @network(%x: tensor<?x1x8x8xf32>) -> tensor<?x10xf32> {
  %w1 = graph.weight dense<0.5> : tensor<16x1x3x3xf32>
  %b1 = graph.weight dense<0.5> : tensor<16xf32>
  %w2 = graph.weight dense<0.5> : tensor<16x1x3x3xf32>
  %w3 = graph.weight dense<0.5> : tensor<8x16x1x1xf32>
  %b3 = graph.weight dense<0.5> : tensor<8xf32>
  %w4 = graph.weight dense<0.5> : tensor<10x8xf32>
  %b4 = graph.weight dense<0.5> : tensor<10xf32>
  %0 = graph.conv %x, %w1, %b1 pads [1, 1, 1, 1] : (tensor<?x1x8x8xf32>, tensor<16x1x3x3xf32>, tensor<16xf32>) -> tensor<?x16x8x8xf32>
  %1 = graph.unary relu %0 : tensor<?x16x8x8xf32>
  %2 = graph.pool max %1 window [2, 2] strides [2, 2] : (tensor<?x16x8x8xf32>) -> tensor<?x16x4x4xf32>
  %3 = graph.conv %2, %w2 pads [1, 1, 1, 1] groups 16 : (tensor<?x16x4x4xf32>, tensor<16x1x3x3xf32>) -> tensor<?x16x4x4xf32>
  %4 = graph.clamp %3 min 0.0 : f32 max 6.0 : f32 : tensor<?x16x4x4xf32>
  %5 = graph.binary add %2, %4 : (tensor<?x16x4x4xf32>, tensor<?x16x4x4xf32>) -> tensor<?x16x4x4xf32>
  %6 = graph.conv %5, %w3, %b3 : (tensor<?x16x4x4xf32>, tensor<8x16x1x1xf32>, tensor<8xf32>) -> tensor<?x8x4x4xf32>
  %7 = graph.unary hard_swish %6 : tensor<?x8x4x4xf32>
  %8 = graph.reduce mean %7 over [2, 3] : (tensor<?x8x4x4xf32>) -> tensor<?x8xf32>
  %9 = graph.matmul %8, %w4 {transpose_b = true} : (tensor<?x8xf32>, tensor<10x8xf32>) -> tensor<?x10xf32>
  %10 = graph.binary add %9, %b4 : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  return %10 : tensor<?x10xf32>
}

// The stem of a residual network: TOSA refuses padding 3 behind, which the
// last window does not reach.
// CHECK-LABEL: @stem
// CHECK: tosa.conv2d {{.*}} pad = array<i64: 3, 2, 3, 2>, stride = array<i64: 2, 2>
// LINALG-LABEL: @stem
func.func @stem(%x: tensor<1x3x224x224xf32>, %w: tensor<64x3x7x7xf32>) -> tensor<1x64x112x112xf32> {
  %0 = graph.conv %x, %w strides [2, 2] pads [3, 3, 3, 3] : (tensor<1x3x224x224xf32>, tensor<64x3x7x7xf32>) -> tensor<1x64x112x112xf32>
  return %0 : tensor<1x64x112x112xf32>
}

// Without padding to take away, the elements that no window sees are cut.
// CHECK-LABEL: @cut
// CHECK: tosa.slice {{.*}} -> tensor<1x9x9x3xf32>
// CHECK: tosa.conv2d
func.func @cut(%x: tensor<1x3x10x10xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x3x3xf32> {
  %0 = graph.conv %x, %w strides [3, 3] : (tensor<1x3x10x10xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x3x3xf32>
  return %0 : tensor<1x4x3x3xf32>
}

// Groups of several channels are convolutions of slices.
// CHECK-LABEL: @groups
// CHECK-COUNT-2: tosa.conv2d
// CHECK: tosa.concat
func.func @groups(%x: tensor<1x4x6x6xf32>, %w: tensor<6x2x3x3xf32>) -> tensor<1x6x4x4xf32> {
  %0 = graph.conv %x, %w groups 2 : (tensor<1x4x6x6xf32>, tensor<6x2x3x3xf32>) -> tensor<1x6x4x4xf32>
  return %0 : tensor<1x6x4x4xf32>
}

// Padding that counts in a mean becomes input; TOSA's own is not counted.
// CHECK-LABEL: @average
// CHECK: %[[PAD:.*]] = tosa.pad
// CHECK: tosa.avg_pool2d %[[PAD]], {{.*}} pad = array<i64: 0, 1, 0, 1>
func.func @average(%x: tensor<1x3x6x6xf32>) -> tensor<1x3x4x4xf32> {
  %0 = graph.pool average %x window [3, 3] strides [2, 2] pads [1, 1, 1, 1] {ceil_mode = true, count_include_pad = true} : (tensor<1x3x6x6xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// Large weights keep their resource; the filter is transposed when constants
// are evaluated.
// CHECK-LABEL: @resource
// CHECK: "tosa.const"() <{values = dense_resource<w> : tensor<2x2xf32>}>
func.func @resource() -> tensor<2x2xf32> {
  %0 = graph.weight dense_resource<w> : tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// Unsigned integers are signless, and in the order of their values: the sign
// bit is flipped around it.
// CHECK-LABEL: @unsigned
// CHECK-SAME: (%[[X:.*]]: tensor<4xi8>) -> (tensor<4xi8>, tensor<4xi8>)
// CHECK: graph.binary add %[[X]], %[[X]] : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi8>
// CHECK: %[[F:.*]] = graph.binary xor %[[X]]
// CHECK: %[[M:.*]] = graph.binary max %[[F]]
// CHECK: graph.binary xor %[[M]]
func.func @unsigned(%x: tensor<4xui8>) -> (tensor<4xui8>, tensor<4xui8>) {
  %0 = graph.binary add %x, %x : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  %1 = graph.binary max %x, %0 : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  return %0, %1 : tensor<4xui8>, tensor<4xui8>
}

// What TOSA does not compute with stays for aic-graph-to-linalg.
// CHECK-LABEL: @left
// CHECK: graph.unary exp %{{.*}} : tensor<4xf64>
// CHECK: graph.binary div
// CHECK: graph.unary relu %{{.*}} : tensor<0xf32>
// LINALG-LABEL: @left
// LINALG: math.exp
// LINALG: arith.divf
func.func @left(%x: tensor<4xf64>, %y: tensor<4xf32>, %z: tensor<0xf32>) -> (tensor<4xf64>, tensor<4xf32>, tensor<0xf32>) {
  %0 = graph.unary exp %x : tensor<4xf64>
  %1 = graph.binary div %y, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = graph.unary relu %z : tensor<0xf32>
  return %0, %1, %2 : tensor<4xf64>, tensor<4xf32>, tensor<0xf32>
}

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
