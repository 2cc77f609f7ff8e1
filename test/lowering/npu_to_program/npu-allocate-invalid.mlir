// RUN: aic-opt %s --aic-npu-allocate -verify-diagnostics -split-input-file

// The ring alone is larger than the scratchpad.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op needs 8192 bytes of spad (2 slots of 4096), but 'edge4' has 4096 and other rings of the layer hold 0}}
  %a = npu.ring : !npu.ring<memref<64x64xi8, #npu.space<spad>>, 2>
  %p = npu.acquire %a : !npu.ring<memref<64x64xi8, #npu.space<spad>>, 2>
  npu.load %x[affine_map<() -> (0, 0)>]() into %p : !x, memref<64x64xi8, #npu.space<spad>>
}

// -----

// Two rings of one layer do not fit beside each other.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r2
  // expected-error@+1 {{'npu.ring' op needs 4096 bytes of spad (4 slots of 1024), but 'edge4' has 4096 and other rings of the layer hold 2048}}
  %b = npu.ring : !r4
  %ap = npu.acquire %a : !r2
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r2
  %ac = npu.wait %a : !r2
  npu.vec ins(%ac : !slot) outs(%ac : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %a : !r2
  %bp = npu.acquire %b : !r4
  npu.load %x[affine_map<() -> (0, 0)>]() into %bp : !x, !slot
  npu.commit %b : !r4
  %bc = npu.wait %b : !r4
  npu.vec ins(%bc : !slot) outs(%bc : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %b : !r4
}

// -----

// A machine with three semaphores.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, sync = {semaphores = 3}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r1
  // expected-error@+1 {{'npu.ring' op needs a semaphore, but all 3 are in use by 'f'}}
  %b = npu.ring : !r1
  %ap = npu.acquire %a : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r1
  %ac = npu.wait %a : !r1
  npu.vec ins(%ac : !slot) outs(%ac : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %a : !r1
  %bp = npu.acquire %b : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %bp : !x, !slot
  npu.commit %b : !r1
  %bc = npu.wait %b : !r1
  npu.vec ins(%bc : !slot) outs(%bc : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %b : !r1
}

// -----

// The barrier needs semaphores as well.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, sync = {semaphores = 3}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.barrier' op needs a semaphore, but all 3 are in use by 'f'}}
  npu.barrier
}

// -----

// Loaded by ld and computed by vx: two producers.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
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

// A program for no machine.
// expected-error@+1 {{'npu.program' op '@edge5' is no npu.target of the module}}
npu.program @f target(@edge5) {
}
