// RUN: not aic-opt %s --aic-npu-emit 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not aic-opt %s --aic-npu-emit='output=%t.none/f.npu program=f' 2>&1 | FileCheck %s --check-prefix=FOLDER
// RUN: not aic-opt %s --aic-npu-emit='output=%t.npu program=h' 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: aic-opt %s --aic-npu-emit='output=%t.npu program=g' -o %t.mlir
// RUN: aic-sim %t.npu --disassemble | FileCheck %s --check-prefix=ONE

// A file is needed, in a folder that exists; of two programs one is named.
// NONE: error: 'builtin.module' op aic-npu-emit needs output=FILE
// FOLDER: error: {{.*}}none/f.npu{{.*}}
// NAME: error: 'builtin.module' op has 0 npu.program named h, must have one to emit
// ONE: program g for edge4
npu.target @edge4
npu.program @f target(@edge4) {
}
npu.program @g target(@edge4) {
}
