// REQUIRES: lld
// RUN: aic compile %s -o %t.so
// RUN: llvm-readelf --dynamic-table --dyn-syms %t.so | FileCheck %s

// The library needs libc, libm and perhaps the loader, for variables of a thread, and shows its table only.
// CHECK-NOT: NEEDED{{.*}}[{{.*(MLIR|LLVM|aic)}}
// CHECK: (NEEDED) Shared library: [libm.so.6]
// CHECK: (NEEDED) Shared library: [libc.so.6]
// CHECK-NOT: NEEDED{{.*}}[{{[^l]|l[^d]}}
// CHECK: Symbol table '.dynsym'
// CHECK-DAG: UND expf
// CHECK-DAG: OBJECT GLOBAL {{.*}} aicModel
// CHECK-NOT: {{FUNC|OBJECT}} GLOBAL {{(DEFAULT|PROTECTED)}} {{[0-9]+}} {{[^a]}}
func.func @main(%x: tensor<3xf32>) -> tensor<3xf32> {
  %e = tensor.empty() : tensor<3xf32>
  %r = linalg.exp ins(%x : tensor<3xf32>) outs(%e : tensor<3xf32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}
