// RUN: aic-opt --aic-partition="target=edge16 explain=true" %s 2>&1 | FileCheck %s

// A tensor with more dimensions than the device's memrefs stays on the host,
// and so does the reshape to it.
// CHECK:       remark: 'tensor.expand_shape' stays on the host
// CHECK:       remark: 'linalg.generic' stays on the host: it has too many dimensions
// CHECK-LABEL: func.func @deep
// CHECK-NOT:     call
// CHECK:         linalg.generic
#map = affine_map<(a, b, c, d, e, f, g, h, i) -> (a, b, c, d, e, f, g, h, i)>
func.func @deep(%x: tensor<4x2xf32>) -> tensor<1x2x1x2x1x2x1x1x1xf32> {
  %0 = tensor.expand_shape %x [[0, 1, 2, 3], [4, 5, 6, 7, 8]]
      output_shape [1, 2, 1, 2, 1, 2, 1, 1, 1]
      : tensor<4x2xf32> into tensor<1x2x1x2x1x2x1x1x1xf32>
  %empty = tensor.empty() : tensor<1x2x1x2x1x2x1x1x1xf32>
  %1 = linalg.generic {indexing_maps = [#map, #map],
      iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel",
                        "parallel", "parallel", "parallel", "parallel"]}
      ins(%0 : tensor<1x2x1x2x1x2x1x1x1xf32>) outs(%empty : tensor<1x2x1x2x1x2x1x1x1xf32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<1x2x1x2x1x2x1x1x1xf32>
  return %1 : tensor<1x2x1x2x1x2x1x1x1xf32>
}
