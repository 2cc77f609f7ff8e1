// RUN: aic-opt %s --aic-npu-emit=output=%t.npu -verify-diagnostics -split-input-file
// RUN: not ls %t.npu

// The program must have gone through aic-npu-sync: no token is left ...
npu.target @edge4
!r = !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
npu.program @f target(@edge4) ins(%x: memref<4xi8, #npu.space<dram>>) {
  %r = npu.ring : !r
  // expected-error@+1 {{'npu.acquire' op is left, aic-npu-sync must run before}}
  %p = npu.acquire %r : !r
}

// -----

// ... and no barrier.
npu.target @edge4
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.barrier' op is left, aic-npu-sync must run before}}
  npu.barrier
}

// -----

// ... and through aic-npu-allocate.
npu.target @edge4
!r = !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
npu.program @f target(@edge4) ins(%x: memref<4xi8, #npu.space<dram>>) {
  // expected-error@+1 {{'npu.ring' op has no address, aic-npu-allocate must run before}}
  %r = npu.ring : !r
  %s = npu.slot %r phase 0 advance [] : !r
  npu.load %x[affine_map<() -> (0)>]() into %s : memref<4xi8, #npu.space<dram>>, memref<4xi8, #npu.space<spad>>
}

// -----

// The pass writes one program.
// expected-error@+1 {{'builtin.module' op has 2 npu.program, must have one to emit}}
module {
  npu.target @edge4
  npu.program @f target(@edge4) {
  }
  npu.program @g target(@edge4) {
  }
}

// -----

// A target that does not exist.
// expected-error@+1 {{'npu.program' op '@edge9' is no npu.target of the module}}
npu.program @f target(@edge9) {
}

// -----

// A coordinate that no command can hold.
npu.target @edge4
!r = !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
npu.program @f target(@edge4) ins(%x: memref<4xi8, #npu.space<dram>>) {
  %r = npu.ring {address = 0, slot = 32} : !r
  npu.loop %i = 1000 {
    %s = npu.slot %r phase 0 advance [0] : !r
    // expected-error@+1 {{'npu.load' op has coordinate 2145336163353 in dimension 0, more than a command holds}}
    npu.load %x[affine_map<(d0) -> (d0 * 2147483647)>](%i) into %s : memref<4xi8, #npu.space<dram>>, memref<4xi8, #npu.space<spad>>
  }
}

// -----

// A walk that no command can hold.
npu.target @edge4
!r = !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
npu.program @f target(@edge4) ins(%x: memref<4xi32, #npu.space<dram>>) {
  %r = npu.ring {address = 0, slot = 32} : !r
  npu.loop %i = 1 {
    %s = npu.slot %r phase 0 advance [0] : !r
    %v = npu.view %s[affine_map<(d0) -> (d0 * 2147483647)>](%i) : memref<4xi32, #npu.space<spad>> to memref<4xi32, #npu.space<spad>>
    // expected-error@+1 {{'npu.load' op has a stride of 8589934588 bytes, more than a command holds}}
    npu.load %x[affine_map<() -> (0)>]() into %v : memref<4xi32, #npu.space<dram>>, memref<4xi32, #npu.space<spad>>
  }
}

// -----

// A semaphore that no machine has.
npu.target @edge4
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.sync' op names semaphore 64, the last is 63}}
  npu.sync mx waits [64]
}

// -----

// What the machine itself refuses is reported at the program.
npu.target @edge4
!a = !npu.ring<memref<4x4xi8, #npu.space<spad>>, 1>
!p = !npu.ring<memref<4x4xi32, #npu.space<acc>>, 1>
// expected-error@+1 {{: machine 'edge4' has no dataflow 1}}
npu.program @f target(@edge4) {
  %a = npu.ring {address = 0, slot = 32} : !a
  %p = npu.ring {address = 0, slot = 64} : !p
  %s = npu.slot %a phase 0 advance [] : !a
  %q = npu.slot %p phase 0 advance [] : !p
  npu.matmul %s, %s into %q {dataflow = "os"} : memref<4x4xi8, #npu.space<spad>>, memref<4x4xi8, #npu.space<spad>>, memref<4x4xi32, #npu.space<acc>>
}

// -----

// Layers are in front of all commands ...
npu.target @edge4
// expected-error@+1 {{'npu.program' op layer 0 (conv1) starts at command 1, not at 0}}
npu.program @f target(@edge4) {
  npu.sync ld posts [0]
  npu.layer "conv1"
  npu.sync mx waits [0]
}

// -----

// ... have commands each ...
npu.target @edge4
// expected-error@+1 {{'npu.program' op layer 1 (conv2) starts at command 0, but the one before it at 0}}
npu.program @f target(@edge4) {
  npu.layer "conv1"
  npu.layer "conv2"
  npu.sync ld posts [0]
  npu.sync mx waits [0]
}

// -----

// ... and compute what the program does.
npu.target @edge4
// expected-error@+1 {{'npu.program' op the layers have 12 multiply-adds, but the program 13}}
npu.program @f target(@edge4) attributes {macs = 13 : i64} {
  npu.layer "conv1" macs 5
  npu.sync ld posts [0]
  npu.layer "conv2" macs 7
  npu.sync mx waits [0]
}

// -----

// Weights are dense.
npu.target @edge4
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.weight' op value is neither dense nor a dense resource}}
  %w = npu.weight sparse<[[0]], [1]> : tensor<4xi8> -> memref<4xi8, #npu.space<dram>>
}

// -----

// Text with elided values parses and verifies.
npu.target @edge4
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.weight' op value is a resource without the data that its type needs}}
  %w = npu.weight dense_resource<__elided__> : tensor<4xi8> -> memref<4xi8, #npu.space<dram>>
}

// -----

// Data of another size is no data.
npu.target @edge4
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.weight' op value is a resource without the data that its type needs}}
  %w = npu.weight dense_resource<short> : tensor<4xi8> -> memref<4xi8, #npu.space<dram>>
}
{-# dialect_resources: { builtin: { short: "0x04000000010203" } } #-}
