// UNSUPPORTED: sanitize
// The library is a plugin of the stock tool: dialects, passes with options,
// statistics, and pipelines with options.
// RUN: mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so %s \
// RUN:   --pass-pipeline='builtin.module(lower-to-cpu)' | FileCheck %s
// CHECK-LABEL: llvm.func @f
// CHECK: llvm.fadd
// RUN: mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so %s \
// RUN:   --pass-pipeline='builtin.module(lower-to-cpu{to=linalg})' \
// RUN:   | FileCheck %s --check-prefix=LINALG
// LINALG-LABEL: func.func @f
// LINALG: linalg.generic
// RUN: mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so --show-dialects %s \
// RUN:   | FileCheck %s --check-prefix=DIALECTS
// DIALECTS: graph
// DIALECTS: npu

// A tosa and a linalg function go to the NPU of the stock tool.
// RUN: mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so %s \
// RUN:   --pass-pipeline='builtin.module(lower-to-npu{target=edge4})' \
// RUN:   | FileCheck %s --check-prefix=NPU
// NPU: npu.target @edge4
// NPU: func.func @f
// NPU: npu.launch @f_npu_0
// NPU: npu.program @f_npu_0
// NPU: npu.vec
// NPU: func.func @g
// NPU: npu.launch @g_npu_0
// NPU: npu.program @g_npu_0
// NPU: npu.matmul

// The stock tool and ours make the same of it, and can read it again.
// RUN: mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so %s \
// RUN:   --pass-pipeline='builtin.module(lower-to-npu)' -o %t.stock
// RUN: aic-opt --lower-to-npu %s -o %t.ours
// RUN: diff %t.stock %t.ours
// RUN: aic-opt --verify-roundtrip %t.ours -o %t.again
// RUN: diff %t.again %t.ours

// Loading the library into a tool that has it changes nothing.
// RUN: aic-opt --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so --lower-to-npu %s -o %t.twice
// RUN: diff %t.twice %t.ours

// A misspelled option is an error that names the pipeline.
// RUN: not mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so %s \
// RUN:   --pass-pipeline='builtin.module(lower-to-cpu{schedul=x})' 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BAD
// BAD: pipeline 'lower-to-cpu': <Pass-Options-Parser>: no such option schedul

func.func @f(%a: tensor<1x4xf32>, %b: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = tosa.add %a, %b : (tensor<1x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

func.func @g(%a: tensor<8x16xi8>, %b: tensor<16x8xi8>, %c: tensor<8x8xi32>)
    -> tensor<8x8xi32> {
  %0 = linalg.matmul ins(%a, %b : tensor<8x16xi8>, tensor<16x8xi8>)
    outs(%c : tensor<8x8xi32>) -> tensor<8x8xi32>
  return %0 : tensor<8x8xi32>
}
