// RUN: aic-opt %s -split-input-file -verify-diagnostics \
// RUN:   --pass-pipeline='builtin.module(func.func(aic-graph-to-linalg,canonicalize,cse))' | FileCheck %s

// A plain product needs no batch of one around it.
// CHECK-LABEL: @matmul
// CHECK: %[[E:.*]] = tensor.empty(%{{.*}}) : tensor<?x10xf32>
// CHECK: %[[F:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%[[E]] : tensor<?x10xf32>)
// CHECK: linalg.matmul ins(%{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<64x10xf32>) outs(%[[F]] : tensor<?x10xf32>)
func.func @matmul(%x: tensor<?x64xf32>, %w: tensor<64x10xf32>) -> tensor<?x10xf32> {
  %0 = graph.matmul %x, %w : (tensor<?x64xf32>, tensor<64x10xf32>) -> tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// -----

// Batches broadcast in the maps of one contraction; no operand is copied.
// CHECK: #[[A:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, 0, d2, d4)>
// CHECK: #[[B:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d1, d3, d4)>
// CHECK-LABEL: @batches
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]], #{{.*}}], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
func.func @batches(%x: tensor<2x1x5x6xf32>, %y: tensor<3x7x6xf32>) -> tensor<2x3x5x7xf32> {
  %0 = graph.matmul %x, %y {transpose_b = true} : (tensor<2x1x5x6xf32>, tensor<3x7x6xf32>) -> tensor<2x3x5x7xf32>
  return %0 : tensor<2x3x5x7xf32>
}

// -----

// Several dimensions are one reduction; the mean divides by their number.
// CHECK-LABEL: @mean
// CHECK: %[[R:.*]] = linalg.reduce ins(%{{.*}} : tensor<?x4x4x8xf32>) outs(%{{.*}} : tensor<?x8xf32>) dimensions = [1, 2]
// CHECK: arith.divf %{{.*}}, %cst
func.func @mean(%x: tensor<?x4x4x8xf32>) -> tensor<?x8xf32> {
  %0 = graph.reduce mean %x over [1, 2] : (tensor<?x4x4x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// Sizes that come from one dimension are equal: no look at them, and TOSA's
// operation on them goes the same way.
// CHECK-LABEL: @residual
// CHECK-NOT: arith.cmpi
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<?x4xf32>, tensor<?x4xf32>)
// CHECK: arith.divf
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<?x4xf32>, tensor<?x4xf32>)
// CHECK: arith.addf
// CHECK-NOT: tosa.add
func.func @residual(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = tosa.tanh %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = graph.binary div %0, %x : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  %2 = tosa.add %1, %x : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// So are dimensions of two inputs with one name; those without may be 1.
// CHECK-LABEL: @named
// CHECK-NOT: tosa.add
// CHECK-NOT: tosa.mul
// CHECK: tosa.sub
func.func @named(%x: tensor<?xf32> {graph.dims = ["n"]}, %y: tensor<?xf32> {graph.dims = ["n"]}, %z: tensor<?xf32>) -> tensor<?xf32> {
  %s = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %0 = tosa.add %x, %y : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %1 = tosa.mul %0, %x, %s : (tensor<?xf32>, tensor<?xf32>, tensor<1xi8>) -> tensor<?xf32>
  %2 = tosa.sub %1, %z : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %2 : tensor<?xf32>
}

// An operand whose size may be 1 or the result's is read at 0 or at the loop's
// index.
// CHECK-LABEL: @unknown
// CHECK: %[[ONE:.*]] = arith.cmpi eq, %{{.*}}, %c1 : index
// CHECK: linalg.generic
// CHECK: arith.select %[[ONE]], %c0, %{{.*}} : index
// CHECK: tensor.extract
func.func @unknown(%x: tensor<?xi32>, %y: tensor<?xi32>) -> tensor<?xi32> {
  %0 = graph.binary mul %x, %y : (tensor<?xi32>, tensor<?xi32>) -> tensor<?xi32>
  return %0 : tensor<?xi32>
}

// Floats are cut to integers, within the range of the type.
// CHECK-LABEL: @cast
// CHECK: arith.fptosi %{{.*}} : f32 to i8
// CHECK: arith.select
func.func @cast(%x: tensor<4xf32>) -> tensor<4xi8> {
  %0 = graph.cast %x : tensor<4xf32> to tensor<4xi8>
  return %0 : tensor<4xi8>
}

// A result without elements needs no computation.
// CHECK-LABEL: @empty
// CHECK-NEXT: tensor.empty() : tensor<0x3xf32>
// CHECK-NEXT: return
func.func @empty(%x: tensor<0x3xf32>) -> tensor<0x3xf32> {
  %0 = graph.unary exp %x : tensor<0x3xf32>
  return %0 : tensor<0x3xf32>
}

// -----

// What nobody can lower is an error, once and with the operation's name.
func.func @unsigned(%x: tensor<4xui8>) -> tensor<4xui8> {
  // expected-error @+1 {{'graph.binary' op cannot be lowered for these types and attributes}}
  %0 = graph.binary add %x, %x : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  return %0 : tensor<4xui8>
}

// -----

// Products of f16 are added up in f32 and rounded once, also those of batches.
// CHECK-LABEL: @half_matmul
// CHECK: linalg.matmul ins({{.*}} : tensor<4x8xf16>, tensor<8x16xf16>) outs({{.*}} : tensor<4x16xf32>)
// CHECK: arith.truncf {{.*}} : f32 to f16
func.func @half_matmul(%x: tensor<4x8xf16>, %w: tensor<8x16xf16>) -> tensor<4x16xf16> {
  %0 = graph.matmul %x, %w : (tensor<4x8xf16>, tensor<8x16xf16>) -> tensor<4x16xf16>
  return %0 : tensor<4x16xf16>
}

// CHECK-LABEL: @half_batches
// CHECK: arith.extf {{.*}} : bf16 to f32
// CHECK: arith.truncf {{.*}} : f32 to bf16
func.func @half_batches(%x: tensor<3x4x8xbf16>, %w: tensor<2x1x8x16xbf16>) -> tensor<2x3x4x16xbf16> {
  %0 = graph.matmul %x, %w : (tensor<3x4x8xbf16>, tensor<2x1x8x16xbf16>) -> tensor<2x3x4x16xbf16>
  return %0 : tensor<2x3x4x16xbf16>
}
