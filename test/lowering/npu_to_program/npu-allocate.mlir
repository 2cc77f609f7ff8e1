// RUN: aic-opt %s --aic-npu-allocate | FileCheck %s

npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096, align = 32}}

!slot = memref<10x10xi8, #npu.space<spad>>
!r2 = !npu.ring<!slot, 2>
!r1 = !npu.ring<!slot, 1>
!acc = memref<4x4xi32, #npu.space<acc>>
!p = !npu.ring<!acc, 1>

// Slots are aligned; rings of one layer lie side by side in each memory; the
// full semaphore of %w is waited for, but nothing releases it, so that it has
// no empty one; %s is scratch of vx and has neither.
// CHECK-LABEL: npu.program @layer
npu.program @layer target(@edge4) ins(%x: memref<10x10xi8, #npu.space<dram>>) {
  // CHECK: npu.ring {address = 0 : i64, empty = 1 : i64, full = 0 : i64, slot = 128 : i64}
  %a = npu.ring : !r2
  // CHECK-NEXT: npu.ring {address = 256 : i64, full = 2 : i64, slot = 128 : i64}
  %w = npu.ring : !r1
  // CHECK-NEXT: npu.ring {address = 384 : i64, slot = 128 : i64}
  %s = npu.ring : !r1
  // CHECK-NEXT: npu.ring : !npu.ring<memref<4x4xi32, #npu.space<acc>>, 1>
  %unused = npu.ring : !p
  %w0 = npu.acquire %w : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %w0 : memref<10x10xi8, #npu.space<dram>>, !slot
  npu.commit %w : !r1
  %w1 = npu.wait %w : !r1
  npu.loop %i = 3 {
    %a0 = npu.acquire %a : !r2
    npu.load %x[affine_map<() -> (0, 0)>]() into %a0 : memref<10x10xi8, #npu.space<dram>>, !slot
    npu.commit %a : !r2
    %a1 = npu.wait %a : !r2
    %s0 = npu.acquire %s : !r1
    npu.vec ins(%a1, %w1 : !slot, !slot) outs(%s0 : !slot) parallel [10, 10]
        maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
    ^bb0(%u: i32, %v: i32):
      %t = arith.addi %u, %v : i32
      npu.yield %t : i32
    }
    npu.release %a : !r2
  }
}

// Behind a barrier memory and semaphores are free again: %b lies where %a was,
// and counts with its semaphores, since the engines and the first count are the
// same; %c goes to another engine and needs its own. The barrier has four.
// CHECK-LABEL: npu.program @layers
npu.program @layers target(@edge4)
    ins(%x: memref<10x10xi8, #npu.space<dram>>)
    outs(%y: memref<10x10xi8, #npu.space<dram>>) {
  // CHECK: npu.ring {address = 0 : i64, empty = 5 : i64, full = 4 : i64, slot = 128 : i64}
  %a = npu.ring : !r1
  // CHECK-NEXT: npu.ring {address = 0 : i64, empty = 5 : i64, full = 4 : i64, slot = 128 : i64}
  %b = npu.ring : !r1
  // CHECK-NEXT: npu.ring {address = 128 : i64, empty = 7 : i64, full = 6 : i64, slot = 128 : i64}
  %c = npu.ring : !r1
  %a0 = npu.acquire %a : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %a0 : memref<10x10xi8, #npu.space<dram>>, !slot
  npu.commit %a : !r1
  %a1 = npu.wait %a : !r1
  npu.vec ins(%a1 : !slot) outs(%a1 : !slot) parallel [10] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %a : !r1
  // CHECK: npu.barrier {semaphores = array<i64: 0, 1, 2, 3>}
  npu.barrier
  %b0 = npu.acquire %b : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %b0 : memref<10x10xi8, #npu.space<dram>>, !slot
  npu.commit %b : !r1
  %b1 = npu.wait %b : !r1
  %c0 = npu.acquire %c : !r1
  npu.vec ins(%b1 : !slot) outs(%c0 : !slot) parallel [10] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %b : !r1
  npu.commit %c : !r1
  %c1 = npu.wait %c : !r1
  npu.store %c1 into %y[affine_map<() -> (0, 0)>]() : !slot, memref<10x10xi8, #npu.space<dram>>
  npu.release %c : !r1
}
