// RUN: aic-opt %s --aic-npu-sync -verify-diagnostics -split-input-file

// Semaphores come from aic-npu-allocate.
npu.target @edge4
!r = !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
npu.program @f target(@edge4) ins(%x: memref<4xi8, #npu.space<dram>>) outs(%y: memref<4xi8, #npu.space<dram>>) {
  // expected-error@+1 {{'npu.ring' op has no 'full' semaphore, aic-npu-allocate must run before}}
  %r = npu.ring : !r
  %p = npu.acquire %r : !r
  npu.load %x[affine_map<() -> (0)>]() into %p : memref<4xi8, #npu.space<dram>>, memref<4xi8, #npu.space<spad>>
  npu.commit %r : !r
  %c = npu.wait %r : !r
  npu.store %c into %y[affine_map<() -> (0)>]() : memref<4xi8, #npu.space<spad>>, memref<4xi8, #npu.space<dram>>
}

// -----

// Those of a barrier as well.
npu.target @edge4
npu.program @f target(@edge4) {
  // expected-error@+1 {{'npu.barrier' op has no semaphores, aic-npu-allocate must run before}}
  npu.barrier
}
