// REQUIRES: x86_64
// RUN: aic compile %s --emit=asm | FileCheck %s
// RUN: aic compile %s --emit=llvm | FileCheck %s --check-prefix=LLVM

// The table is the only thing that is seen from outside.
// LLVM: @aicModel = {{.*}}constant
// LLVM-NOT: define {{(dso_local )?}}{{[{a-z]* *}}@main

// The innermost loop multiplies whole vectors from memory it loads itself: from the first to the last packed
// multiply there is no call.
// CHECK: {{vfmadd[0-9]+ps|mulps}}
// CHECK-NOT: call
// CHECK: {{vfmadd[0-9]+ps|mulps}}
// CHECK-NOT: call
// CHECK: {{j[a-z]+}} .L
func.func @main(%a: tensor<96x64xf32>, %b: tensor<64x64xf32>) -> tensor<96x64xf32> {
  %e = tensor.empty() : tensor<96x64xf32>
  %c0 = arith.constant 0.0 : f32
  %z = linalg.fill ins(%c0 : f32) outs(%e : tensor<96x64xf32>) -> tensor<96x64xf32>
  %r = linalg.matmul ins(%a, %b : tensor<96x64xf32>, tensor<64x64xf32>) outs(%z : tensor<96x64xf32>) -> tensor<96x64xf32>
  return %r : tensor<96x64xf32>
}
