// RUN: aic-opt %s --aic-npu-allocate -verify-diagnostics -split-input-file

// The ring alone is larger than the scratchpad.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
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
!slice = memref<32x64xi8, #npu.space<dram>>
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
!slice = memref<32x64xi8, #npu.space<dram>>
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
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.barrier' op needs a semaphore, but all 3 are in use by 'f'}}
  npu.barrier
}

// -----

// A nest that is deeper than the machine counts.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, stream = {loops = 2}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  npu.loop %i = 2 {
  npu.loop %j = 2 {
  // expected-error@+1 {{'npu.loop' op is nested 3 deep, but 'edge4' runs 2 (stream.loops)}}
  npu.loop %k = 2 {
  }
  }
  }
}

// -----

// A ring that a semaphore cannot count.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, sync = {max = 3}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  // expected-error@+1 {{'npu.ring' op has depth 4, but semaphores of 'edge4' count to 3 (sync.max)}}
  %a = npu.ring : !r4
  %ap = npu.acquire %a : !r4
  npu.load %x[affine_map<() -> (0, 0)>]() into %ap : !x, !slot
  npu.commit %a : !r4
  %ac = npu.wait %a : !r4
  npu.vec ins(%ac : !slot) outs(%ac : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
  npu.release %a : !r4
}

// -----

// A pad value on a machine that does not pad.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, ld = {zeropad = false}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r1
  %p = npu.acquire %a : !r1
  // expected-error@+1 {{'npu.load' op reads -1 to 30 in dimension 1 of size 64, but 'edge4' does not pad (ld.zeropad)}}
  npu.load %x[affine_map<() -> (0, -1)>]() into %p : !x, !slot
}

// -----

// A conversion on a machine that does not convert.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, ld = {cast = false}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %b = npu.buffer : memref<4xf32, #npu.space<dram>>
  %a = npu.ring : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  %p = npu.acquire %a : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.load' op converts elements, which 'edge4' does not (ld.cast)}}
  npu.load %b[affine_map<() -> (0)>]() into %p : memref<4xf32, #npu.space<dram>>, memref<4xbf16, #npu.space<spad>>
}

// -----

// A vector unit without the type.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, vector = {types = ["i32"]}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r1
  %p = npu.acquire %a : !r1
  // expected-error@+1 {{'npu.vec' op operand #0 is of i8, which is none of vector.types of 'edge4'}}
  npu.vec ins(%p : !slot) outs(%p : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
}

// -----

// A vector unit without the compute type.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, vector = {types = ["i8"]}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r1
  %p = npu.acquire %a : !r1
  // expected-error@+1 {{'npu.vec' op computes in i32, which is none of vector.types of 'edge4'}}
  npu.vec ins(%p : !slot) outs(%p : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    npu.yield %u : i32
  }
}

// -----

// A vector unit without the operation.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}, vector = {ops = ["mov", "imm"]}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r1
  %p = npu.acquire %a : !r1
  // expected-error@+1 {{'npu.vec' op needs 'add', which the vector unit of 'edge4' has not}}
  npu.vec ins(%p : !slot) outs(%p : !slot) parallel [4] maps [affine_map<(i) -> (i, 0)>, affine_map<(i) -> (i, 0)>] {
  ^bb0(%u: i32):
    %v = arith.addi %u, %u : i32
    npu.yield %v : i32
  }
}

// -----

// An array without the type.
npu.target @edge4 {array = {rows = 4, cols = 4, rate_i8 = 0.0}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r1
  %p = npu.ring : !npu.ring<memref<32x32xi32, #npu.space<acc>>, 1>
  %s = npu.acquire %a : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %s : !x, !slot
  npu.commit %a : !r1
  %t = npu.wait %a : !r1
  %q = npu.acquire %p : !npu.ring<memref<32x32xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op needs i8*i8+i32, for which 'edge4' has rate 0 (array.rate_i8)}}
  npu.matmul %t, %t into %q : !slot, !slot, memref<32x32xi32, #npu.space<acc>>
}

// -----

// An array without the dataflow.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 4096}}
!slot = memref<32x32xi8, #npu.space<spad>>
!r1 = !npu.ring<!slot, 1>
!r2 = !npu.ring<!slot, 2>
!r4 = !npu.ring<!slot, 4>
!x = memref<64x64xi8, #npu.space<dram>>
!slice = memref<32x64xi8, #npu.space<dram>>
npu.program @f target(@edge4) ins(%x: !x) outs(%y: !x) {
  %a = npu.ring : !r1
  %p = npu.ring : !npu.ring<memref<32x32xi32, #npu.space<acc>>, 1>
  %s = npu.acquire %a : !r1
  npu.load %x[affine_map<() -> (0, 0)>]() into %s : !x, !slot
  npu.commit %a : !r1
  %t = npu.wait %a : !r1
  %q = npu.acquire %p : !npu.ring<memref<32x32xi32, #npu.space<acc>>, 1>
  // expected-error@+1 {{'npu.matmul' op has dataflow os, which 'edge4' does not run}}
  npu.matmul %t, %t into %q {dataflow = "os"} : !slot, !slot, memref<32x32xi32, #npu.space<acc>>
}

// -----

// Tables that the vector unit cannot hold.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 65536}}
npu.program @f target(@edge4) ins(%x: memref<512xi8, #npu.space<dram>>) outs(%y: memref<8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<512xi8, #npu.space<spad>>, 1>
  %o = npu.ring : !npu.ring<memref<8xi8, #npu.space<spad>>, 1>
  %s = npu.acquire %r : !npu.ring<memref<512xi8, #npu.space<spad>>, 1>
  npu.load %x[affine_map<() -> (0)>]() into %s : memref<512xi8, #npu.space<dram>>, memref<512xi8, #npu.space<spad>>
  npu.commit %r : !npu.ring<memref<512xi8, #npu.space<spad>>, 1>
  %t = npu.wait %r : !npu.ring<memref<512xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %o : !npu.ring<memref<8xi8, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op has a table of 512 x 8 bits, 'edge4' holds 256 x 16 (vector.lut_entries, vector.lut_bits)}}
  npu.vec ins(%t, %t : memref<512xi8, #npu.space<spad>>, memref<512xi8, #npu.space<spad>>) outs(%p : memref<8xi8, #npu.space<spad>>) parallel [8] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (0)>, affine_map<(i) -> (i)>] {
  ^bb0(%v: i32, %f: i32):
    %u = npu.lut %v in %f : i32
    npu.yield %u : i32
  }
}

// -----

// More tables than the vector unit holds.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 65536}, vector = {lut_tables = 1}}
npu.program @f target(@edge4) ins(%x: memref<16xi8, #npu.space<dram>>) outs(%y: memref<8xi8, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<16xi8, #npu.space<spad>>, 1>
  %o = npu.ring : !npu.ring<memref<8xi8, #npu.space<spad>>, 1>
  %s = npu.acquire %r : !npu.ring<memref<16xi8, #npu.space<spad>>, 1>
  npu.load %x[affine_map<() -> (0)>]() into %s : memref<16xi8, #npu.space<dram>>, memref<16xi8, #npu.space<spad>>
  npu.commit %r : !npu.ring<memref<16xi8, #npu.space<spad>>, 1>
  %t = npu.wait %r : !npu.ring<memref<16xi8, #npu.space<spad>>, 1>
  %p = npu.acquire %o : !npu.ring<memref<8xi8, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op has 2 tables, 'edge4' holds 1 (vector.lut_tables)}}
  npu.vec ins(%t, %t, %t : memref<16xi8, #npu.space<spad>>, memref<16xi8, #npu.space<spad>>, memref<16xi8, #npu.space<spad>>) outs(%p : memref<8xi8, #npu.space<spad>>) parallel [8] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (0)>, affine_map<(i) -> (0)>, affine_map<(i) -> (i)>] {
  ^bb0(%v: i32, %f: i32, %g: i32):
    %u = npu.lut %v in %f : i32
    %w = npu.lut %u in %g : i32
    npu.yield %w : i32
  }
}

// -----

// A program for no machine.
// expected-error@+1 {{'npu.program' op '@edge5' is no npu.target of the module}}
npu.program @f target(@edge5) {
}
