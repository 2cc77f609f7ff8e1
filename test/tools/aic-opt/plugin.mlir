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

// The stock tool and ours make the same of it.
// RUN: mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so %s \
// RUN:   --pass-pipeline='builtin.module(lower-to-cpu)' -o %t.stock
// RUN: aic-opt --lower-to-cpu %s -o %t.ours
// RUN: diff %t.stock %t.ours

// Loading the library into a tool that has it changes nothing.
// RUN: aic-opt --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so --lower-to-cpu %s -o %t.twice
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
