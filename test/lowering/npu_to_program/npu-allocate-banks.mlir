// RUN: aic-opt %s --aic-npu-allocate -split-input-file | FileCheck %s

// A bank serves one engine at a time: each slot has one of 4096 bytes to
// itself, so that one is filled while the other is read.
npu.target @banked extends @edge4 {spad = {size = 65536, banks = 16, ports = 1}}
// CHECK-LABEL: npu.program @apart
// CHECK: npu.ring {address = 0 : i64, empty = {{.*}}, slot = 4096 : i64} : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
// CHECK: npu.ring {address = 8192 : i64, empty = {{.*}}, slot = 8192 : i64} : !npu.ring<memref<1025xf32, #npu.space<spad>>, 2>
npu.program @apart target(@banked) ins(%x: memref<64xf32, #npu.space<dram>>, %y: memref<1025xf32, #npu.space<dram>>) outs(%z: memref<1025xf32, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
  %o = npu.ring : !npu.ring<memref<1025xf32, #npu.space<spad>>, 2>
  npu.loop %i = 8 {
    %a = npu.acquire %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    npu.load %x[affine_map<() -> (0)>]() into %a : memref<64xf32, #npu.space<dram>>, memref<64xf32, #npu.space<spad>>
    npu.commit %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    %b = npu.wait %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    %p = npu.acquire %o : !npu.ring<memref<1025xf32, #npu.space<spad>>, 2>
    npu.vec ins(%b : memref<64xf32, #npu.space<spad>>) outs(%p : memref<1025xf32, #npu.space<spad>>) parallel [1025] maps [affine_map<(i) -> (0)>, affine_map<(i) -> (i)>] {
    ^bb0(%v: f32):
      npu.yield %v : f32
    }
    npu.release %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    npu.commit %o : !npu.ring<memref<1025xf32, #npu.space<spad>>, 2>
    %q = npu.wait %o : !npu.ring<memref<1025xf32, #npu.space<spad>>, 2>
    npu.store %q into %z[affine_map<() -> (0)>]() : memref<1025xf32, #npu.space<spad>>, memref<1025xf32, #npu.space<dram>>
    npu.release %o : !npu.ring<memref<1025xf32, #npu.space<spad>>, 2>
  }
}

// -----

// Too few banks: the slots share them.
npu.target @banked extends @edge4 {spad = {size = 65536, banks = 4, ports = 1}}
// CHECK-LABEL: npu.program @shared
// CHECK: npu.ring {address = 0 : i64, empty = {{.*}}, slot = 256 : i64}
// CHECK: npu.ring {address = 512 : i64, empty = {{.*}}, slot = 20000 : i64}
npu.program @shared target(@banked) ins(%x: memref<64xf32, #npu.space<dram>>) outs(%z: memref<5000xf32, #npu.space<dram>>) {
  %r = npu.ring : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
  %o = npu.ring : !npu.ring<memref<5000xf32, #npu.space<spad>>, 2>
  npu.loop %i = 8 {
    %a = npu.acquire %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    npu.load %x[affine_map<() -> (0)>]() into %a : memref<64xf32, #npu.space<dram>>, memref<64xf32, #npu.space<spad>>
    npu.commit %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    %b = npu.wait %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    %p = npu.acquire %o : !npu.ring<memref<5000xf32, #npu.space<spad>>, 2>
    npu.vec ins(%b : memref<64xf32, #npu.space<spad>>) outs(%p : memref<5000xf32, #npu.space<spad>>) parallel [5000] maps [affine_map<(i) -> (0)>, affine_map<(i) -> (i)>] {
    ^bb0(%v: f32):
      npu.yield %v : f32
    }
    npu.release %r : !npu.ring<memref<64xf32, #npu.space<spad>>, 2>
    npu.commit %o : !npu.ring<memref<5000xf32, #npu.space<spad>>, 2>
    %q = npu.wait %o : !npu.ring<memref<5000xf32, #npu.space<spad>>, 2>
    npu.store %q into %z[affine_map<() -> (0)>]() : memref<5000xf32, #npu.space<spad>>, memref<5000xf32, #npu.space<dram>>
    npu.release %o : !npu.ring<memref<5000xf32, #npu.space<spad>>, 2>
  }
}
