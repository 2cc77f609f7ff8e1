// RUN: aic-opt %s --aic-linalg-to-npu --mlir-pass-statistics 2>%t.stats | FileCheck %s
// RUN: FileCheck %s --check-prefix=STATS < %t.stats
// RUN: aic-opt %s --aic-linalg-to-npu --aic-npu-allocate | FileCheck %s --check-prefix=ORDER

// What a layer makes and the next ones read stays in the scratchpad, if that is
// faster.

npu.target @edge16 {array = {rows = 16, cols = 16}}

// The first product is read by the second and by the sum at the end: no load, no
// store. The second is returned as well: it is stored once, as a whole.
// CHECK-LABEL: npu.program @block
// CHECK-SAME:    ins({{.*}}) outs(%[[OUT:.*]]: memref<32x64xf32, #npu.space<dram>>, %[[SUM:.*]]: memref
// CHECK:         npu.layer
// CHECK:         %[[H:.*]] = npu.ring {address = {{.*}}} : !npu.ring<memref<2048xf32, #npu.space<spad>>, 1>
// CHECK-NEXT:    %[[READ:.*]] = npu.slot %[[H]] phase 0 advance []
// CHECK-NEXT:    %[[WRITE:.*]] = npu.slot %[[H]] phase 0 advance [] {fills}
// CHECK:         npu.view %[[WRITE]]
// CHECK:         npu.vec
// CHECK-NOT:     npu.store
// CHECK:         npu.layer
// CHECK:         %[[G:.*]] = npu.ring {address = {{.*}}} : !npu.ring<memref<2048xf32
// CHECK:         %[[READG:.*]] = npu.slot %[[G]]
// CHECK:         npu.view %[[READ]]
// CHECK:         npu.matmul
// CHECK:         %[[ALL:.*]] = npu.view %[[READG]]
// CHECK-NEXT:    npu.store %[[ALL]] into %[[OUT]]
// CHECK:         npu.layer
// CHECK-NOT:     npu.load
// CHECK:         npu.store {{.*}} into %[[SUM]]
// The array waits for the vector unit and nobody else does.
// ORDER-LABEL: npu.program @block
// ORDER:       {{vx posts .|posts = array<i64: }}[[ID:[0-9]+]]
// ORDER:       npu.layer
// ORDER:       {{mx waits .|waits = array<i64: }}[[ID]]
func.func private @block(%x: tensor<32x64xf32>, %w: tensor<64x64xf32>)
    -> (tensor<32x64xf32>, tensor<32x64xf32>) attributes {npu.target = @edge16} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<32x64xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<32x64xf32>) -> tensor<32x64xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<32x64xf32>, tensor<64x64xf32>)
      outs(%init : tensor<32x64xf32>) -> tensor<32x64xf32>
  %1 = linalg.matmul ins(%0, %w : tensor<32x64xf32>, tensor<64x64xf32>)
      outs(%init : tensor<32x64xf32>) -> tensor<32x64xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%0, %1 : tensor<32x64xf32>, tensor<32x64xf32>) outs(%empty : tensor<32x64xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<32x64xf32>
  return %1, %2 : tensor<32x64xf32>, tensor<32x64xf32>
}

// The transpose of a result as the right operand goes through DRAM: its columns
// are apart.
// CHECK-LABEL: npu.program @apart
// CHECK-NOT:     {fills}
// CHECK:         npu.store
// CHECK:         npu.layer
// CHECK-NOT:     {fills}
func.func private @apart(%x: tensor<32x64xf32>, %w: tensor<64x64xf32>)
    -> tensor<32x32xf32> attributes {npu.target = @edge16} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<32x64xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<32x64xf32>) -> tensor<32x64xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<32x64xf32>, tensor<64x64xf32>)
      outs(%init : tensor<32x64xf32>) -> tensor<32x64xf32>
  %small = tensor.empty() : tensor<32x32xf32>
  %start = linalg.fill ins(%zero : f32) outs(%small : tensor<32x32xf32>) -> tensor<32x32xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (j, k)>, affine_map<(i, j, k) -> (i, j)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %0 : tensor<32x64xf32>, tensor<32x64xf32>) outs(%start : tensor<32x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<32x32xf32>
  return %1 : tensor<32x32xf32>
}

// STATS: 2 resident
