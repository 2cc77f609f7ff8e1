// RUN: aic-opt --aic-partition=target=edge16 %s | FileCheck %s
// RUN: aic-opt --aic-partition="target=edge16 explain=true" %s -o /dev/null 2>&1 \
// RUN:   | FileCheck %s --check-prefix=WHY
// RUN: not aic-opt --aic-partition="target=edge16 require=true" %s -o /dev/null 2>&1 \
// RUN:   | FileCheck %s --check-prefix=REQUIRE

#id = affine_map<(d0, d1) -> (d0, d1)>

// What the vector unit lacks stays on the host, and the device parts in front
// of it and behind it are one function each.
// CHECK-LABEL: func.func @sandwich
// CHECK:         %[[FIRST:.+]] = call @sandwich_npu_0
// CHECK:         %[[MIDDLE:.+]] = linalg.generic
// CHECK-SAME:      ins(%[[FIRST]]
// CHECK:           math.sin
// CHECK:         %[[LAST:.+]] = call @sandwich_npu_1(%[[MIDDLE]]
// CHECK:         return %[[LAST]]
// CHECK:       func.func private @sandwich_npu_1
// CHECK-SAME:    npu.target = @edge16
// CHECK:         linalg.matmul
// CHECK:       func.func private @sandwich_npu_0
// CHECK:         linalg.matmul
// WHY: remark: 'linalg.generic' stays on the host: its body has an operation that the vector unit lacks
// REQUIRE: error: 'linalg.generic' would run on the host: its body has an operation that the vector unit lacks
// REQUIRE-NOT: error:
func.func @sandwich(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<8x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<8x8xf32>) -> tensor<8x8xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<8x8xf32>, tensor<8x8xf32>)
      outs(%init : tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<8x8xf32>) outs(%empty : tensor<8x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.sin %a : f32
    linalg.yield %s : f32
  } -> tensor<8x8xf32>
  %2 = linalg.matmul ins(%1, %w : tensor<8x8xf32>, tensor<8x8xf32>)
      outs(%init : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %2 : tensor<8x8xf32>
}

// Dynamic shapes stay on the host as they are.
// CHECK-LABEL: func.func @dynamic
// CHECK:         linalg.matmul
// CHECK-NOT:     call
// CHECK:         return
func.func @dynamic(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>, %init: tensor<?x8xf32>)
    -> tensor<?x8xf32> {
  %0 = linalg.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>)
      outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// A part's arguments carry the names of the model's inputs and outputs.
// CHECK-LABEL: func.func @named
// CHECK:       func.func private @named_npu_0
// CHECK-SAME:    npu.names = ["image", "logits"]
func.func @named(%x: tensor<8x8xf32> {graph.name = "image"})
    -> (tensor<8x8xf32> {graph.name = "logits"}) {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<8x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<8x8xf32>) -> tensor<8x8xf32>
  %0 = linalg.matmul ins(%x, %x : tensor<8x8xf32>, tensor<8x8xf32>)
      outs(%init : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
