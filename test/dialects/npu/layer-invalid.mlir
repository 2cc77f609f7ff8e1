// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: layers are not inside of loops.
npu.program @f target(@edge4) {
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.layer' op must lie directly in an npu.program}}
    npu.layer "a"
  }
}

// -----

// C2: multiply-accumulates are counted from 0.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.layer' op has -1 macs and a bound of 0 cycles, neither may be negative}}
  npu.layer "a" macs -1
}

// -----

// C2: and so are cycles.
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.layer' op has 0 macs and a bound of -2 cycles, neither may be negative}}
  npu.layer "a" bound -2
}

// -----

// C2.
npu.target @edge4
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.layer' op reads -3 and writes 0 bytes, neither may be negative}}
  npu.layer "a" reads -3
}
