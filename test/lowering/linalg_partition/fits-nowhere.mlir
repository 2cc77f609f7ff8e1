// RUN: not aic-opt %s --aic-partition="target=small require=true" 2>&1 | FileCheck %s
// RUN: aic-opt %s --aic-partition="target=small explain=true" 2>&1 | FileCheck %s --check-prefix=REMARK

// A sum over more than the scratchpad holds, of a prime length: the error says what the smallest
// tile needs and how long a sum would fit.

// CHECK: fits-nowhere.mlir:[[@LINE+9]]:8: error: 'linalg.reduce' would run on the host: the smallest tile needs 80096 bytes of scratchpad and 0 of accumulator, but there are 16384 and 65536; the largest that would fit has 4088 of 20011 along the loop that is not cut
// REMARK: 'linalg.reduce' stays on the host: the smallest tile needs 80096 bytes

npu.target @small {array = {rows = 16, cols = 16}, spad = {size = 16384}, acc = {size = 65536}}

func.func @main(%x: tensor<4x20011xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %y = linalg.reduce ins(%x : tensor<4x20011xf32>) outs(%init : tensor<4xf32>) dimensions = [1]
    (%a: f32, %b: f32) {
      %s = arith.addf %a, %b : f32
      linalg.yield %s : f32
    }
  return %y : tensor<4xf32>
}
