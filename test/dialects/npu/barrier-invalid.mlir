// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: layers are not inside of loops.
npu.program @f target(@edge4) {
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.barrier' op must lie directly in an npu.program}}
    npu.barrier
  }
}

// -----

// C2: one semaphore per direction.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.barrier' op needs 4 semaphores, has 2}}
  npu.barrier {semaphores = array<i64: 0, 1>}
}
