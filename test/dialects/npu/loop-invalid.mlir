// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: no iteration.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.loop' op trip must be 1 to 134217728, is 0}}
  npu.loop %i = 0 {
  }
}

// -----

// C2: a body without index.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.loop' op body must have one argument of type index}}
  "npu.loop"() ({
  ^bb0:
  }) {trip = 2 : i64} : () -> ()
}

// -----

// C3: not on the host.
func.func @f() {
  // expected-error@+1 {{'npu.loop' op must lie in an npu.program or an npu.loop}}
  npu.loop %i = 2 {
  }
  return
}

// -----

// C4: the dispatcher runs nothing but commands.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.loop' op contains 'arith.constant', which no engine runs}}
  npu.loop %i = 2 {
    %0 = arith.constant 0 : i32
  }
}

// -----

// The trip is a number.
npu.program @f target(@edge4) {
  // expected-error@+1 {{expected integer value}}
  npu.loop %i = many {
  }
}
