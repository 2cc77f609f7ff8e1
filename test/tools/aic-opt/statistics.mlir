// UNSUPPORTED: sanitize
// The flags of mlir-opt that count and time passes show ours: under their
// names, in the order of the pipeline.
// RUN: aic-opt --lower-to-npu=target=edge4 --mlir-pass-statistics %s -o %t.npu.mlir 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NPU
// NPU: Pass statistics report
// NPU: aic-describe-model
// NPU-NEXT: (S) 4 ports - inputs and outputs noted
// NPU: aic-graph-to-tosa
// NPU-NEXT: (S) 2 lowered - operations of graph written in tosa
// NPU-NEXT: (S) 2 left - operations of graph that are left
// NPU-NEXT: aic-graph-to-linalg
// NPU-NEXT: (S) 2 lowered - operations of graph written in linalg
// NPU: aic-count-macs
// NPU-NEXT: (S) 128 macs - multiply-accumulates of the model
// NPU: aic-partition
// NPU-NEXT: (S) 2 device
// NPU-NEXT: (S) 1 host
// NPU: aic-linalg-to-npu
// NPU-NEXT: (S) 1 programs
// NPU-NEXT: (S) 1 layers
// NPU: aic-npu-allocate
// NPU-NEXT: (S) {{[1-9][0-9]*}} rings
// NPU-NEXT: (S) 1 layers
// NPU: aic-npu-sync
// NPU-NEXT: (S) {{[0-9]+}} syncs
// NPU-NOT: (S)

// What follows on the host's side, and into a file.
// RUN: aic-opt --aic-embed-programs --lower-to-cpu --mlir-pass-statistics %t.npu.mlir -o %t.llvm.mlir 2>&1 \
// RUN:   | FileCheck %s --check-prefix=HOST
// HOST: aic-embed-programs
// HOST-NEXT: (S) 1 programs - programs encoded
// HOST: aic-launch-to-llvm
// HOST-NEXT: (S) 1 launches - launches lowered
// RUN: aic-opt --aic-npu-emit=output=%t.program --mlir-pass-statistics %t.npu.mlir \
// RUN:   -o %t.same 2>&1 | FileCheck %s --check-prefix=EMIT
// EMIT: aic-npu-emit
// EMIT-NEXT: (S) {{[1-9][0-9]+}} bytes - bytes written

// The times of passes on functions stand below the pipeline of functions.
// RUN: aic-opt --lower-to-npu=target=edge4 --mlir-timing %s -o %t.timed.mlir 2>&1 \
// RUN:   | FileCheck %s --check-prefix=TIMES --strict-whitespace
// RUN: diff %t.timed.mlir %t.npu.mlir
// TIMES: Execution time report
// TIMES:{{.*}}%)  aic-describe-model
// TIMES:{{.*}}%)  SymbolDCE
// TIMES:{{.*}}%)  'func.func' Pipeline
// TIMES-NEXT:{{.*}}%)    aic-graph-to-tosa
// TIMES-NEXT:{{.*}}%)    aic-graph-to-linalg
// TIMES:{{.*}}%)  aic-partition
// TIMES:{{.*}}%)  aic-linalg-to-npu
// TIMES-NEXT:{{.*}}%)  aic-npu-allocate
// TIMES-NEXT:{{.*}}%)  aic-npu-sync
// TIMES:{{.*}}%)  Total

// The stock tool shows the same of the plugin.
// RUN: mlir-opt-22 --load-dialect-plugin=%build/lib/libaic.so \
// RUN:   --load-pass-plugin=%build/lib/libaic.so --mlir-pass-statistics --mlir-timing %s \
// RUN:   --pass-pipeline='builtin.module(lower-to-npu{target=edge4})' \
// RUN:   -o %t.stock.mlir 2> %t.stock
// RUN: diff %t.stock.mlir %t.npu.mlir
// RUN: FileCheck %s --check-prefix=NPU --input-file=%t.stock
// RUN: FileCheck %s --check-prefix=TIMES --strict-whitespace --input-file=%t.stock

func.func @main(%x: tensor<4x8xf32>, %y: tensor<4x4xi32>)
    -> (tensor<4x4xf32>, tensor<4x4xi32>) {
  %w = graph.weight dense<0.5> : tensor<8x4xf32>
  %0 = graph.matmul %x, %w
      : (tensor<4x8xf32>, tensor<8x4xf32>) -> tensor<4x4xf32>
  %1 = graph.unary relu %0 : tensor<4x4xf32>
  %2 = graph.binary div %y, %y
      : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi32>
  return %1, %2 : tensor<4x4xf32>, tensor<4x4xi32>
}
