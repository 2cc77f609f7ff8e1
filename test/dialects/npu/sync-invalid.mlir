// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: a command that does nothing.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.sync' op neither waits nor posts}}
  npu.sync mx
}

// -----

// C2: a command has room for three semaphores.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.sync' op waits has 4 semaphores, at most 3}}
  npu.sync mx waits [0, 1, 2, 3]
}

// -----

// There are four engines.
npu.program @f target(@edge4) {
  // expected-error@+1 {{custom op 'npu.sync' expected 'engine' to be one of: ld, mx, vx, st, but got 'nc'}}
  npu.sync nc waits [0]
}
