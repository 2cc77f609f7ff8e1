// RUN: aic-opt %s --lower-to-npu="target=edge32 dataflow=ws async=true" | FileCheck %s --check-prefix=WS
// RUN: aic-opt %s --lower-to-npu="target=edge32 dataflow=os async=true" | FileCheck %s --check-prefix=OS
// RUN: aic-opt %s --lower-to-npu="target=edge32 dataflow=is async=true" | FileCheck %s --check-prefix=IS
// RUN: aic-opt %s --lower-to-npu="target=edge32 async=true" | FileCheck %s --check-prefix=AUTO
// RUN: not aic-opt %s --lower-to-npu="target=weights dataflow=is" 2>&1 | FileCheck %s --check-prefix=LACKS
// RUN: not aic-opt %s --lower-to-npu="target=edge32 dataflow=rs" 2>&1 | FileCheck %s --check-prefix=WORD

// One option says what stays in the array, for all layers; without it each
// layer has the dataflow that is fastest: a long sum of few rows is made where
// it stays.

// WS: npu.matmul
// WS-NOT: dataflow = "{{os|is}}"
// OS: npu.matmul {{.*}}dataflow = "os"
// IS: npu.matmul {{.*}}dataflow = "is"
// AUTO: npu.matmul {{.*}}dataflow = "os"

// LACKS: error: 'npu.target' op has no dataflow is, which was asked for; it has ws, os
// WORD: error: pipeline 'lower-to-npu': option 'dataflow' is 'rs', must be one of auto, ws, os, is

npu.target @weights {array = {rows = 32, cols = 32, dataflow = ["ws", "os"]}}

func.func @main(%a: tensor<64x1024xi8>, %b: tensor<1024x64xi8>) -> tensor<64x64xi32> {
  %zero = arith.constant 0 : i32
  %empty = tensor.empty() : tensor<64x64xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<64x64xi32>) -> tensor<64x64xi32>
  %c = linalg.matmul ins(%a, %b : tensor<64x1024xi8>, tensor<1024x64xi8>)
      outs(%init : tensor<64x64xi32>) -> tensor<64x64xi32>
  return %c : tensor<64x64xi32>
}
