// RUN: aic-opt %s -verify-diagnostics

// C6: too long.
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body needs more than 32 operations of the vector unit}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    %0 = arith.addf %x, %x : f32
    %1 = arith.addf %0, %x : f32
    %2 = arith.addf %1, %x : f32
    %3 = arith.addf %2, %x : f32
    %4 = arith.addf %3, %x : f32
    %5 = arith.addf %4, %x : f32
    %6 = arith.addf %5, %x : f32
    %7 = arith.addf %6, %x : f32
    %8 = arith.addf %7, %x : f32
    %9 = arith.addf %8, %x : f32
    %10 = arith.addf %9, %x : f32
    %11 = arith.addf %10, %x : f32
    %12 = arith.addf %11, %x : f32
    %13 = arith.addf %12, %x : f32
    %14 = arith.addf %13, %x : f32
    %15 = arith.addf %14, %x : f32
    %16 = arith.addf %15, %x : f32
    %17 = arith.addf %16, %x : f32
    %18 = arith.addf %17, %x : f32
    %19 = arith.addf %18, %x : f32
    %20 = arith.addf %19, %x : f32
    %21 = arith.addf %20, %x : f32
    %22 = arith.addf %21, %x : f32
    %23 = arith.addf %22, %x : f32
    %24 = arith.addf %23, %x : f32
    %25 = arith.addf %24, %x : f32
    %26 = arith.addf %25, %x : f32
    %27 = arith.addf %26, %x : f32
    %28 = arith.addf %27, %x : f32
    %29 = arith.addf %28, %x : f32
    %30 = arith.addf %29, %x : f32
    %31 = arith.addf %30, %x : f32
    %32 = arith.addf %31, %x : f32
    npu.yield %32 : f32
  }
}
