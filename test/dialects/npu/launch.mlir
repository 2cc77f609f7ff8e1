// RUN: aic-opt %s | aic-opt | FileCheck %s

npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

// Tensors give results, memrefs are written in place.
// CHECK-LABEL: func.func @host
// CHECK-SAME: (%[[X:.*]]: tensor<8xi8>, %[[Y:.*]]: tensor<4xf32>, %[[M:.*]]: memref<4xf32>)
func.func @host(%x: tensor<8xi8>, %y: tensor<4xf32>, %m: memref<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[R:.*]] = npu.launch @f ins(%[[X]] : tensor<8xi8>) outs(%[[Y]] : tensor<4xf32>) -> tensor<4xf32>
  %r = npu.launch @f ins(%x : tensor<8xi8>) outs(%y : tensor<4xf32>) -> tensor<4xf32>
  // CHECK: npu.launch @f ins(%[[X]] : tensor<8xi8>) outs(%[[M]] : memref<4xf32>){{$}}
  npu.launch @f ins(%x : tensor<8xi8>) outs(%m : memref<4xf32>)
  // CHECK: return %[[R]]
  return %r : tensor<4xf32>
}
