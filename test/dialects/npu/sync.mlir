// RUN: aic-opt %s | aic-opt | FileCheck %s

// Each engine; waits, posts, and both.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  // CHECK: npu.sync ld waits [1] posts [0, 2]
  npu.sync ld waits [1] posts [0, 2]
  // CHECK-NEXT: npu.sync mx waits [3]
  npu.sync mx waits [3]
  // CHECK-NEXT: npu.sync vx posts [4]
  npu.sync vx posts [4]
  // CHECK-NEXT: npu.sync st posts [5]
  npu.sync st posts [5]
}
