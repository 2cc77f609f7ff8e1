// RUN: not aic-opt %s --aic-partition=target=%t/none.mlir 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not aic-opt %s --aic-partition=target=%S 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not aic-opt %s --aic-partition=target=%S/Inputs/empty.mlir 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not aic-opt %s --aic-partition=target=%S/Inputs/unknown-base.mlir 2>&1 | FileCheck %s --check-prefix=BASE

// An error in a description is reported at the description and not at the
// module that it is for.

// MISSING: {{^}}{{.*}}none.mlir:1:1: error: cannot open '{{.*}}none.mlir': No such file or directory
// NAME: {{^}}{{.*}}targets:1:1: error: cannot read '{{.*}}targets': is a directory
// EMPTY: {{^}}{{.*}}empty.mlir:1:1: error: '{{.*}}empty.mlir' must have one npu.target, has 0
// BASE: {{^}}{{.*}}unknown-base.mlir:2:1: error: 'npu.target' op extends @gone, which is neither

func.func @main() {
  return
}
