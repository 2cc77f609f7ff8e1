// RUN: aic-opt %s --aic-npu-allocate --mlir-pass-statistics 2>%t.stats | FileCheck %s
// RUN: FileCheck %s --check-prefix=STATS < %t.stats
// RUN: aic-opt %s --aic-npu-allocate --aic-npu-sync --aic-npu-emit="output=%t.npu program=layers" -o /dev/null
// RUN: aic-sim --verify %t.npu

// Layers overlap: what orders them is derived from the memory that they share.

npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096, align = 32}}
npu.target @few {array = {rows = 4, cols = 4}, spad = {size = 4096, align = 32}, sync = {max = 1}}

!slot = memref<32x32xi8, #npu.space<spad>>
!x = memref<32x32xi8, #npu.space<dram>>
!r = !npu.ring<!slot, 1>
#at = affine_map<() -> (0, 0)>
#id = affine_map<(i, j) -> (i, j)>

// A load waits for the store of what it loads. %c and %d lie beside the rings of
// the layer in front; the third layer takes the bytes of the first, whose
// readers are known to be done.
// CHECK-LABEL: npu.program @layers
npu.program @layers target(@edge4) ins(%x: !x) outs(%y: !x) {
  // CHECK: npu.ring {address = 0 : i64, full = 0 : i64, slot = 1024 : i64}
  %a = npu.ring : !r
  // CHECK-NEXT: npu.ring {address = 1024 : i64, full = 1 : i64, slot = 1024 : i64}
  %b = npu.ring : !r
  // CHECK-NEXT: npu.ring {address = 2048 : i64, full = 0 : i64, slot = 1024 : i64}
  %c = npu.ring : !r
  // CHECK-NEXT: npu.ring {address = 3072 : i64, full = 1 : i64, slot = 1024 : i64}
  %d = npu.ring : !r
  // CHECK-NEXT: npu.ring {address = 0 : i64, full = 0 : i64, slot = 1024 : i64}
  %e = npu.ring : !r
  // CHECK-NEXT: npu.ring {address = 1024 : i64, full = 1 : i64, slot = 1024 : i64}
  %f = npu.ring : !r
  %t = npu.buffer : !x
  npu.layer "one"
  %a0 = npu.acquire %a : !r
  // CHECK: npu.load
  // CHECK-NOT: waits
  // CHECK: npu.vec
  npu.load %x[#at]() into %a0 : !x, !slot
  npu.commit %a : !r
  %a1 = npu.wait %a : !r
  %b0 = npu.acquire %b : !r
  npu.vec ins(%a1 : !slot) outs(%b0 : !slot) parallel [32, 32] maps [#id, #id] {
  ^bb0(%v: i32):
    npu.yield %v : i32
  }
  npu.commit %b : !r
  %b1 = npu.wait %b : !r
  // CHECK: npu.store {{.*}} {posts = array<i64: [[DONE:.*]]>}
  npu.store %b1 into %t[#at]() : !slot, !x
  // CHECK: npu.layer "two"
  npu.layer "two"
  %c0 = npu.acquire %c : !r
  // CHECK: npu.load {{.*}} {waits = array<i64: [[DONE]]>}
  npu.load %t[#at]() into %c0 : !x, !slot
  npu.commit %c : !r
  %c1 = npu.wait %c : !r
  %d0 = npu.acquire %d : !r
  npu.vec ins(%c1 : !slot) outs(%d0 : !slot) parallel [32, 32] maps [#id, #id] {
  ^bb0(%v: i32):
    npu.yield %v : i32
  }
  npu.commit %d : !r
  %d1 = npu.wait %d : !r
  npu.store %d1 into %y[#at]() : !slot, !x
  // It does not read what the second layer makes.
  // CHECK: npu.layer "three"
  npu.layer "three"
  %e0 = npu.acquire %e : !r
  // CHECK: npu.load
  // CHECK-NOT: waits
  // CHECK: npu.commit
  npu.load %x[#at]() into %e0 : !x, !slot
  npu.commit %e : !r
  %e1 = npu.wait %e : !r
  %f0 = npu.acquire %f : !r
  // vx overwrites what st has read in the first layer.
  npu.vec ins(%e1 : !slot) outs(%f0 : !slot) parallel [32, 32] maps [#id, #id] {
  ^bb0(%v: i32):
    npu.yield %v : i32
  }
  npu.commit %f : !r
  %f1 = npu.wait %f : !r
  npu.store %f1 into %y[#at]() : !slot, !x
}

// Two stores that two loads wait for, with nothing in between that orders st
// behind the first load: a semaphore that counts to one does not do for that, so
// that there are barriers.
// CHECK-LABEL: npu.program @barriers
npu.program @barriers target(@few) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r
  %b = npu.ring : !r
  %c = npu.ring : !r
  %d = npu.ring : !r
  %t = npu.buffer : !x
  %u = npu.buffer : !x
  // CHECK:      npu.layer "one"
  // CHECK-NEXT: npu.acquire
  npu.layer "one"
  %a0 = npu.acquire %a : !r
  npu.vec outs(%a0 : !slot) parallel [32, 32] maps [#id] {
    %v = arith.constant 1 : i32
    npu.yield %v : i32
  }
  npu.commit %a : !r
  %a1 = npu.wait %a : !r
  npu.store %a1 into %t[#at]() : !slot, !x
  // CHECK:      npu.layer "two"
  // CHECK-NEXT: npu.barrier {semaphores
  npu.layer "two"
  %b0 = npu.acquire %b : !r
  npu.vec outs(%b0 : !slot) parallel [32, 32] maps [#id] {
    %v = arith.constant 2 : i32
    npu.yield %v : i32
  }
  npu.commit %b : !r
  %b1 = npu.wait %b : !r
  npu.store %b1 into %u[#at]() : !slot, !x
  // CHECK:      npu.layer "three"
  // CHECK-NEXT: npu.barrier {semaphores
  npu.layer "three"
  %c0 = npu.acquire %c : !r
  npu.load %t[#at]() into %c0 : !x, !slot
  npu.commit %c : !r
  %c1 = npu.wait %c : !r
  npu.vec ins(%c1 : !slot) outs(%c1 : !slot) parallel [32, 32] maps [#id, #id] {
  ^bb0(%v: i32):
    npu.yield %v : i32
  }
  // CHECK:      npu.layer "four"
  // CHECK-NEXT: npu.barrier {semaphores
  npu.layer "four"
  %d0 = npu.acquire %d : !r
  npu.load %u[#at]() into %d0 : !x, !slot
  npu.commit %d : !r
  %d1 = npu.wait %d : !r
  npu.store %d1 into %y[#at]() : !slot, !x
}

// STATS: 10 rings
// STATS: 1 fences
// STATS: 3 barriers
