// RUN: aic-opt %s | aic-opt | FileCheck %s

// As written, and as aic-npu-allocate leaves it.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  // CHECK: npu.barrier
  npu.barrier
  // CHECK-NEXT: npu.barrier {semaphores = array<i64: 0, 1, 2, 3>}
  npu.barrier {semaphores = array<i64: 0, 1, 2, 3>}
}
