// RUN: aic-opt --aic-linalg-to-npu %s | FileCheck %s

// The reduction reads what is in front of the broadcast, so the broadcast is
// nobody's: it is not made part of the layer that makes its input, which would
// then be written to one tensor in DRAM and read from another.
// CHECK-LABEL: npu.program @past
// CHECK-NOT:     npu.buffer
// CHECK:         npu.reduce add
// CHECK-NOT:     npu.buffer
// CHECK:         npu.reduce min
npu.target @edge16 {array = {rows = 16, cols = 16}}
func.func private @past(%x: tensor<3x4xi8>) -> tensor<i32>
    attributes {npu.target = @edge16} {
  %zero = arith.constant 0 : i32
  %most = arith.constant 2147483647 : i32
  %e0 = tensor.empty() : tensor<1x4xi32>
  %i0 = linalg.fill ins(%zero : i32) outs(%e0 : tensor<1x4xi32>) -> tensor<1x4xi32>
  %0 = linalg.generic {indexing_maps = [affine_map<(b, i, k) -> (k, i)>,
                                        affine_map<(b, i, k) -> (b, i)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x : tensor<3x4xi8>) outs(%i0 : tensor<1x4xi32>) {
  ^bb0(%a: i8, %o: i32):
    %w = arith.extsi %a : i8 to i32
    %s = arith.addi %o, %w : i32
    linalg.yield %s : i32
  } -> tensor<1x4xi32>
  %e1 = tensor.empty() : tensor<1x1x4xi32>
  %1 = linalg.generic {indexing_maps = [affine_map<(a, b, i) -> (b, i)>,
                                        affine_map<(a, b, i) -> (a, b, i)>],
                       iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%0 : tensor<1x4xi32>) outs(%e1 : tensor<1x1x4xi32>) {
  ^bb0(%a: i32, %o: i32):
    linalg.yield %a : i32
  } -> tensor<1x1x4xi32>
  %e2 = tensor.empty() : tensor<i32>
  %i2 = linalg.fill ins(%most : i32) outs(%e2 : tensor<i32>) -> tensor<i32>
  %2 = linalg.generic {indexing_maps = [affine_map<(a, b, i) -> (a, b, i)>,
                                        affine_map<(a, b, i) -> ()>],
                       iterator_types = ["reduction", "reduction", "reduction"]}
      ins(%1 : tensor<1x1x4xi32>) outs(%i2 : tensor<i32>) {
  ^bb0(%a: i32, %o: i32):
    %s = arith.minsi %a, %o : i32
    linalg.yield %s : i32
  } -> tensor<i32>
  return %2 : tensor<i32>
}
