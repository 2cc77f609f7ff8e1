// RUN: aic-opt %s --aic-npu-allocate --aic-npu-sync --aic-npu-emit=output=%t.npu -o %t.late.mlir
// RUN: aic-sim %t.npu --disassemble | FileCheck %s
// RUN: aic-opt %t.late.mlir --aic-npu-emit='output=%t.again program=sums' -o %t.same.mlir
// RUN: diff %t.late.mlir %t.same.mlir

// Every command of a program: a padded load, an accumulating product, a vector
// command, a store, and the semaphores between them.
npu.target @edge4 {array = {rows = 4, cols = 4}}
!a = memref<4x4xf32, #npu.space<spad>>
!p = memref<4x4xf32, #npu.space<acc>>
!ra = !npu.ring<!a, 2>
!rp = !npu.ring<!p, 1>
!x = memref<64x64xf32, #npu.space<dram>>
!y = memref<20x4xf32, #npu.space<dram>>
#at = affine_map<() -> (0, 0)>
// CHECK: machine edge4 4x4
// CHECK-LABEL: program sums for edge4
// CHECK-NEXT: buffer 0 input in0 64x64xf32, 16384 bytes
// CHECK-NEXT: buffer 1 output out0 20x4xf32, 320 bytes
// CHECK-NEXT: semaphore 1 starts at 2
// CHECK-NEXT: semaphore 3 starts at 1
// CHECK-NEXT: semaphore 5 starts at 2
// CHECK-NEXT: ring 0 4x4xf32 of {{.*}}npu-emit.mlir:{{[0-9]+:8}} (spad 0, 2 slots of 64, 64 used), commands 3 to 4, filled by ld, used by mx
// CHECK-NEXT: ring 1 4x4xf32 of {{.*}}npu-emit.mlir:{{[0-9]+:8}} (acc 0, 1 slots of 64, 64 used), commands 4 to 7, filled by mx, used by vx
// CHECK-NEXT: ring 2 4x4xf32 of {{.*}}npu-emit.mlir:{{[0-9]+:8}} (spad 128, 2 slots of 64, 64 used), commands 7 to 8, filled by vx, used by st
npu.program @sums target(@edge4) ins(%x: !x) outs(%y: !y) {
  %a = npu.ring : !ra
  %p = npu.ring : !rp
  %s = npu.ring : !ra
  // CHECK-NEXT: 0 loop i0 < 5
  npu.loop %i = 5 {
    // CHECK-NEXT: 1 mx sync wait 3
    %p0 = npu.acquire %p : !rp
    // CHECK-NEXT: 2 loop i1 < 2
    npu.loop %k = 2 {
      %a0 = npu.acquire %a : !ra
      // CHECK-NEXT: 3 ld load wait 1 post 0 buffer 0+0 at (0, 0, -1+4*i0, 0+4*i1) size 1x1x4x4 of 1x1x64x64xf32 strides 0,0,256,4 <-> spad[0+64*((0+1*i1)%2)]{ring 0 fill 0+2*i0+1*i1 at 0:64} strides 0,0,16,4 f32 pad 0x3f800000
      npu.load %x[affine_map<(i, k) -> (i * 4 - 1, k * 4)>](%i, %k) into %a0 {pad = 1.0 : f32} : !x, !a
      npu.commit %a : !ra
      %a1 = npu.wait %a : !ra
      // CHECK-NEXT: 4 mx matmul wait 0 post 1 f32*f32+f32 1*4x4x4 acc[0]{ring 1 fill 0+1*i0 at 0:64 after 0+1*i1 of 2} strides 16 +=(loops 0x2) spad[0+64*((0+1*i1)%2)]{ring 0 use 0+2*i0+1*i1 at 0:64} strides 0,16 * spad[0+64*((0+1*i1)%2)]{ring 0 use 0+2*i0+1*i1 at 0:64} strides 16
      npu.matmul %a1, %a1 into %p0 over(%k) : !a, !a, !p
      npu.release %a : !ra
    }
    // CHECK-NEXT: 5 end
    // CHECK-NEXT: 6 mx sync post 2
    npu.commit %p : !rp
    %p1 = npu.wait %p : !rp
    %s0 = npu.acquire %s : !ra
    // CHECK-NEXT: 7 vx vec wait 2,5 post 3,4 1x4x4 in f32 spad[128+64*((0+1*i0)%2)]{ring 2 fill 0+1*i0 at 0:64} strides 0,16,4 f32 = v4: v0 = f32 acc[0]{ring 1 use 0+1*i0 at 0:64} strides 0,16,4,0,0;
    // CHECK-SAME: v1 = mul v0 0x3f000000; v2 = imm 0x3f000000; v3 = sub v2 v1; v1 = lt v3 0x3f000000; v4 = select v3 0x3f000000 v1;
    npu.vec ins(%p1 : !p) outs(%s0 : !a) parallel [4, 4] maps [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>] {
    ^bb0(%v: f32):
      %h = arith.constant 0.5 : f32
      %w = arith.mulf %h, %v : f32
      %d = arith.subf %h, %w : f32
      %c = arith.cmpf ogt, %h, %d : f32
      %e = arith.select %c, %d, %h : f32
      npu.yield %e : f32
    }
    npu.release %p : !rp
    npu.commit %s : !ra
    %s1 = npu.wait %s : !ra
    // CHECK-NEXT: 8 st store wait 4 post 5 buffer 1+0 at (0, 0, 0+4*i0, 0) size 1x1x4x4 of 1x1x20x4xf32 strides 0,0,16,4 <-> spad[128+64*((0+1*i0)%2)]{ring 2 use 0+1*i0 at 0:64} strides 0,0,16,4 f32
    // CHECK-NEXT: 9 end
    npu.store %s1 into %y[affine_map<(i) -> (i * 4, 0)>](%i) : !a, !y
    npu.release %s : !ra
  }
}
