// RUN: aic-opt %s --aic-npu-allocate --aic-npu-sync | FileCheck %s

npu.target @edge4 {array = {rows = 4, cols = 4}}

!a = memref<4x4xf32, #npu.space<spad>>
!p = memref<4x4xf32, #npu.space<acc>>
!ra = !npu.ring<!a, 2>
!rb = !npu.ring<!a, 3>
!rp = !npu.ring<!p, 1>
!x = memref<64x64xf32, #npu.space<dram>>
#at = affine_map<() -> (0, 0)>

// The slot follows from the loop indices: the ring has been taken twice before
// the loop, three times per iteration of %i and once per iteration of %j, all
// modulo its three slots. Tokens become waits and posts of the commands at
// their side.
// CHECK-LABEL: npu.program @slots
// CHECK: %[[R:.*]] = npu.ring {address = 0 : i64, empty = 1 : i64, full = 0 : i64
npu.program @slots target(@edge4) ins(%x: !x) outs(%y: !x) {
  %r = npu.ring : !rb
  npu.loop %h = 2 {
    // CHECK: npu.slot %[[R]] phase 0 advance [1] {fills} :
    // CHECK-NEXT: npu.load {{.*}} {posts = array<i64: 0>, waits = array<i64: 1>}
    %p0 = npu.acquire %r : !rb
    npu.load %x[#at]() into %p0 : !x, !a
    npu.commit %r : !rb
    // CHECK-NEXT: npu.slot %[[R]] phase 0 advance [1] :
    // CHECK-NEXT: npu.store {{.*}} {posts = array<i64: 1>, waits = array<i64: 0>}
    %c0 = npu.wait %r : !rb
    npu.store %c0 into %y[#at]() : !a, !x
    npu.release %r : !rb
    // CHECK-NEXT: }
  }
  npu.loop %i = 2 {
    // CHECK: npu.loop
    npu.loop %j = 3 {
      // CHECK: npu.loop
      // CHECK-NEXT: npu.slot %[[R]] phase 2 advance [4, 1] {fills} :
      // CHECK-NEXT: npu.load
      %p1 = npu.acquire %r : !rb
      npu.load %x[#at]() into %p1 : !x, !a
      npu.commit %r : !rb
      // CHECK-NEXT: npu.slot %[[R]] phase 2 advance [4, 1] :
      // CHECK-NEXT: npu.store
      %c1 = npu.wait %r : !rb
      npu.store %c1 into %y[#at]() : !a, !x
      npu.release %r : !rb
    }
    // CHECK: npu.slot %[[R]] phase 5 advance [4] {fills} :
    // CHECK-NEXT: npu.load
    %p2 = npu.acquire %r : !rb
    npu.load %x[#at]() into %p2 : !x, !a
    npu.commit %r : !rb
    // CHECK-NEXT: npu.slot %[[R]] phase 5 advance [4] :
    // CHECK-NEXT: npu.store
    %c2 = npu.wait %r : !rb
    npu.store %c2 into %y[#at]() : !a, !x
    npu.release %r : !rb
  }
}

// Sums are taken before the loop that adds to them and given behind it: there
// mx has no command of its own, so that npu.sync carries the semaphores. vx has
// one beside its tokens.
// CHECK-LABEL: npu.program @sums
npu.program @sums target(@edge4) ins(%x: !x) outs(%y: !x) {
  // CHECK: npu.ring {{.*}}empty = [[AE:.*]] : i64, full = [[AF:[0-9]+]] : i64
  %a = npu.ring : !ra
  // CHECK: npu.ring {{.*}}empty = [[PE:.*]] : i64, full = [[PF:[0-9]+]] : i64
  %p = npu.ring : !rp
  %s = npu.ring : !ra
  // CHECK: npu.loop
  npu.loop %i = 5 {
    // CHECK-NEXT: npu.sync mx waits {{\[}}[[PE]]]
    %p0 = npu.acquire %p : !rp
    // CHECK: npu.loop
    npu.loop %k = 2 {
      %a0 = npu.acquire %a : !ra
      // CHECK: npu.load {{.*}} {posts = array<i64: [[AF]]>, waits = array<i64: [[AE]]>}
      npu.load %x[#at]() into %a0 : !x, !a
      npu.commit %a : !ra
      %a1 = npu.wait %a : !ra
      // CHECK: npu.matmul {{.*}} {posts = array<i64: [[AE]]>, waits = array<i64: [[AF]]>}
      npu.matmul %a1, %a1 into %p0 over(%k) : !a, !a, !p
      npu.release %a : !ra
      // CHECK-NEXT: }
    }
    // CHECK-NEXT: npu.sync mx posts {{\[}}[[PF]]]
    npu.commit %p : !rp
    %p1 = npu.wait %p : !rp
    %s0 = npu.acquire %s : !ra
    // CHECK: npu.vec
    // CHECK: } {posts = array<i64: [[PE]]>, waits = array<i64: [[PF]]>}
    npu.vec ins(%p1 : !p) outs(%s0 : !a) parallel [4, 4] maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
    ^bb0(%v: f32):
      npu.yield %v : f32
    }
    npu.release %p : !rp
  }
}

// A command waits for at most three semaphores; npu.sync takes the fourth.
// CHECK-LABEL: npu.program @four
npu.program @four target(@edge4) ins(%x: !x) {
  %a = npu.ring : !ra
  %b = npu.ring : !ra
  %c = npu.ring : !ra
  %d = npu.ring : !ra
  %s = npu.ring : !ra
  // CHECK: npu.loop
  npu.loop %i = 5 {
    %a0 = npu.acquire %a : !ra
    npu.load %x[#at]() into %a0 : !x, !a
    npu.commit %a : !ra
    %b0 = npu.acquire %b : !ra
    npu.load %x[#at]() into %b0 : !x, !a
    npu.commit %b : !ra
    %c0 = npu.acquire %c : !ra
    npu.load %x[#at]() into %c0 : !x, !a
    npu.commit %c : !ra
    %d0 = npu.acquire %d : !ra
    npu.load %x[#at]() into %d0 : !x, !a
    npu.commit %d : !ra
    %a1 = npu.wait %a : !ra
    %b1 = npu.wait %b : !ra
    %c1 = npu.wait %c : !ra
    %d1 = npu.wait %d : !ra
    %s0 = npu.acquire %s : !ra
    // CHECK: npu.sync vx waits [6]
    // CHECK: npu.vec
    // CHECK: } {posts = array<i64: 1, 3, 5>, waits = array<i64: 0, 2, 4>}
    // CHECK-NEXT: npu.sync vx posts [7]
    npu.vec ins(%a1, %b1, %c1, %d1 : !a, !a, !a, !a) outs(%s0 : !a) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
    ^bb0(%u: f32, %v: f32, %w: f32, %z: f32):
      npu.yield %u : f32
    }
    npu.release %a : !ra
    npu.release %b : !ra
    npu.release %c : !ra
    npu.release %d : !ra
  }
}

// At a barrier ld waits for all others, then lets vx go on. An mx without work
// in front of it is left out: nothing would keep it from posting ahead.
// CHECK-LABEL: npu.program @barrier
npu.program @barrier target(@edge4) {
  // CHECK:      npu.matmul
  // CHECK:      npu.sync mx posts [0]
  // CHECK-NEXT: npu.sync vx posts [1]
  // CHECK-NEXT: npu.sync st posts [2]
  // CHECK-NEXT: npu.sync ld waits [0, 1, 2] posts [3]
  // CHECK-NEXT: npu.sync vx waits [3]
  %ra = npu.ring : !npu.ring<memref<4x4xf32, #npu.space<spad>>, 1>
  %rc = npu.ring : !npu.ring<memref<4x4xf32, #npu.space<acc>>, 1>
  %a = npu.acquire %ra : !npu.ring<memref<4x4xf32, #npu.space<spad>>, 1>
  %c = npu.acquire %rc : !npu.ring<memref<4x4xf32, #npu.space<acc>>, 1>
  npu.matmul %a, %a into %c : memref<4x4xf32, #npu.space<spad>>, memref<4x4xf32, #npu.space<spad>>, memref<4x4xf32, #npu.space<acc>>
  npu.barrier
  // CHECK-NEXT: npu.sync vx posts [1]
  // CHECK-NEXT: npu.sync st posts [2]
  // CHECK-NEXT: npu.sync ld waits [1, 2] posts [3]
  // CHECK-NEXT: npu.sync vx waits [3]
  npu.barrier
  // CHECK-NEXT: }
}
