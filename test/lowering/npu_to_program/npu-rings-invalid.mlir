// RUN: aic-opt %s --aic-npu-allocate -verify-diagnostics -split-input-file

// Loaded by ld and computed by vx: two producers.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op has two producers, ld and vx}}
  %a = npu.ring : !r1
  %p = npu.acquire %a : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %p : !x, !slot
  npu.vec ins(%p : !slot) outs(%p : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
}

// -----

// Read by vx and st: two consumers.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op has two consumers, vx and st}}
  %a = npu.ring : !r1
  %ap = npu.acquire %a : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r1
  %c = npu.wait %a : !r1
  npu.vec ins(%c : !slot) outs(%c : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.store %c into %y[affine_map<() -> (0, 0)>]() : !slot, !x
}

// -----

// Filled twice as often as emptied.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op is committed 2 times but waited for 1 times}}
  %a = npu.ring : !r2
  npu.loop %i = 2 {
  %ap = npu.acquire %a : !r2
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r2
  }
  %ac = npu.wait %a : !r2
  npu.vec ins(%ac : !slot) outs(%ac : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %a : !r2
}

// -----

// What is never released cannot be filled again.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op is never released but acquired 3 times, more than its depth 2}}
  %a = npu.ring : !r2
  npu.loop %i = 3 {
  %ap = npu.acquire %a : !r2
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r2
  %c = npu.wait %a : !r2
  npu.vec ins(%c : !slot) outs(%c : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  }
}

// -----

// Two slots are taken before one is given.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-note@+1 {{of this ring}}
  %a = npu.ring : !r2
  %p = npu.acquire %a : !r2
  npu.load %x[affine_map<() -> (0, 0)>]() into %p : !x, !slot
  // expected-error@+1 {{'npu.acquire' op does not alternate with 'npu.commit' in the same block}}
  %q = npu.acquire %a : !r2
  npu.commit %a : !r2
  npu.commit %a : !r2
}

// -----

// A release in an inner loop would run more often than the wait.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-note@+1 {{of this ring}}
  %a = npu.ring : !r2
  %ap = npu.acquire %a : !r2
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r2
  %c = npu.wait %a : !r2
  npu.vec ins(%c : !slot) outs(%c : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.loop %i = 2 {
    // expected-error@+1 {{'npu.release' op does not alternate with 'npu.wait' in the same block}}
    npu.release %a : !r2
  }
}

// -----

// One acquire has no commit.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r2
  %ap = npu.acquire %a : !r2
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r2
  // expected-error@+1 {{'npu.acquire' op has no 'npu.commit' behind it}}
  %q = npu.acquire %a : !r2
}

// -----

// Nobody uses the slot, so that its engine is unknown.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op has slots that no command uses}}
  %a = npu.ring : !r2
  %p = npu.acquire %a : !r2
}

// -----

// More iterations than a counter holds.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op is used more often than 34359738367 times}}
  %a = npu.ring : !r2
  npu.loop %i = 134217728 {
  npu.loop %j = 134217728 {
  %ap = npu.acquire %a : !r2
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r2
  }
  }
}

// -----

// A load that may come before the store that it needs.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %b = npu.buffer : !x
  %a = npu.ring : !r1
  %c = npu.ring : !r1
  %p = npu.acquire %a : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %p : !x, !slot
  npu.commit %a : !r1
  %q = npu.wait %a : !r1
  // expected-note@+1 {{stored here}}
  npu.store %q into %b[affine_map<() -> (0, 0)>]() : !slot, !x
  npu.release %a : !r1
  %r = npu.acquire %c : !r1
  %v = npu.view %b[affine_map<() -> (0)>]() : !x to !slice
  // expected-error@+1 {{'npu.load' op reads a buffer that its layer stores to, npu.barrier must stand between}}
  npu.load %v[affine_map<() -> (0, 0)>]() into %r : !slice, !slot
}
