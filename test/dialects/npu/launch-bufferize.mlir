// RUN: aic-opt %s --one-shot-bufferize=bufferize-function-boundaries | FileCheck %s

npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

// A launch writes its output tensor in place: no copy, no result.
// CHECK-LABEL: func.func @host
func.func @host(%x: tensor<8xi8>) -> tensor<4xf32> {
  // CHECK: %[[OUT:.*]] = memref.alloc
  %y = tensor.empty() : tensor<4xf32>
  // CHECK-NEXT: npu.launch @f ins(%{{.*}} : memref<8xi8, strided<[?], offset: ?>>) outs(%[[OUT]] : memref<4xf32>){{$}}
  %r = npu.launch @f ins(%x : tensor<8xi8>) outs(%y : tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NOT: memref.copy
  // CHECK: return %[[OUT]]
  return %r : tensor<4xf32>
}
