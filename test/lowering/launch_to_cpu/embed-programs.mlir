// RUN: aic-opt --pass-pipeline='builtin.module(lower-to-npu{target=edge4},aic-embed-programs)' %s | FileCheck %s
// RUN: not aic-opt --pass-pipeline='builtin.module(lower-to-npu{target=edge4 async=true},aic-embed-programs)' %s 2>&1 | FileCheck %s --check-prefix=EARLY

// The program's bytes, which begin with the format's magic number, stand for its body; the host still launches it.
// CHECK-LABEL: func.func @main
// CHECK: npu.launch @main_npu_0
// CHECK: npu.program @main_npu_0 target(@edge4)
// CHECK-SAME: aic.code = dense<"0x{{[0-9A-F]+}}"> : tensor<{{[0-9]+}}xi8>
// CHECK-SAME: {{\} \{$}}
// CHECK-NEXT: {{^  \}$}}

// Without addresses there is nothing to encode.
// EARLY: error:
func.func @main(%a: tensor<8x8xf32>, %b: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %e = tensor.empty() : tensor<8x8xf32>
  %c0 = arith.constant 0.0 : f32
  %z = linalg.fill ins(%c0 : f32) outs(%e : tensor<8x8xf32>) -> tensor<8x8xf32>
  %r = linalg.matmul ins(%a, %b : tensor<8x8xf32>, tensor<8x8xf32>) outs(%z : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %r : tensor<8x8xf32>
}
