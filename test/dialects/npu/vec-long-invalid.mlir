// RUN: aic-opt %s -verify-diagnostics

// C6: more operations than a body may have, whatever they become.
npu.target @edge4
npu.program @f target(@edge4) {
  %ra = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %ro = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a = npu.wait %ra : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %o = npu.acquire %ro : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  // expected-error@+1 {{'npu.vec' op body has more than 64 operations}}
  npu.vec ins(%a : memref<4xf32, #npu.space<spad>>) outs(%o : memref<4xf32, #npu.space<spad>>) parallel [4] maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%x: f32):
    %c0 = arith.constant 0.0 : f32 %c1 = arith.constant 1.0 : f32 %c2 = arith.constant 2.0 : f32
    %c3 = arith.constant 3.0 : f32 %c4 = arith.constant 4.0 : f32 %c5 = arith.constant 5.0 : f32
    %c6 = arith.constant 6.0 : f32 %c7 = arith.constant 7.0 : f32 %c8 = arith.constant 8.0 : f32
    %c9 = arith.constant 9.0 : f32 %c10 = arith.constant 10.0 : f32 %c11 = arith.constant 11.0 : f32
    %c12 = arith.constant 12.0 : f32 %c13 = arith.constant 13.0 : f32 %c14 = arith.constant 14.0 : f32
    %c15 = arith.constant 15.0 : f32 %c16 = arith.constant 16.0 : f32 %c17 = arith.constant 17.0 : f32
    %c18 = arith.constant 18.0 : f32 %c19 = arith.constant 19.0 : f32 %c20 = arith.constant 20.0 : f32
    %c21 = arith.constant 21.0 : f32 %c22 = arith.constant 22.0 : f32 %c23 = arith.constant 23.0 : f32
    %c24 = arith.constant 24.0 : f32 %c25 = arith.constant 25.0 : f32 %c26 = arith.constant 26.0 : f32
    %c27 = arith.constant 27.0 : f32 %c28 = arith.constant 28.0 : f32 %c29 = arith.constant 29.0 : f32
    %c30 = arith.constant 30.0 : f32 %c31 = arith.constant 31.0 : f32 %c32 = arith.constant 32.0 : f32
    %c33 = arith.constant 33.0 : f32 %c34 = arith.constant 34.0 : f32 %c35 = arith.constant 35.0 : f32
    %c36 = arith.constant 36.0 : f32 %c37 = arith.constant 37.0 : f32 %c38 = arith.constant 38.0 : f32
    %c39 = arith.constant 39.0 : f32 %c40 = arith.constant 40.0 : f32 %c41 = arith.constant 41.0 : f32
    %c42 = arith.constant 42.0 : f32 %c43 = arith.constant 43.0 : f32 %c44 = arith.constant 44.0 : f32
    %c45 = arith.constant 45.0 : f32 %c46 = arith.constant 46.0 : f32 %c47 = arith.constant 47.0 : f32
    %c48 = arith.constant 48.0 : f32 %c49 = arith.constant 49.0 : f32 %c50 = arith.constant 50.0 : f32
    %c51 = arith.constant 51.0 : f32 %c52 = arith.constant 52.0 : f32 %c53 = arith.constant 53.0 : f32
    %c54 = arith.constant 54.0 : f32 %c55 = arith.constant 55.0 : f32 %c56 = arith.constant 56.0 : f32
    %c57 = arith.constant 57.0 : f32 %c58 = arith.constant 58.0 : f32 %c59 = arith.constant 59.0 : f32
    %c60 = arith.constant 60.0 : f32 %c61 = arith.constant 61.0 : f32 %c62 = arith.constant 62.0 : f32
    %c63 = arith.constant 63.0 : f32
    %y = arith.addf %x, %c0 : f32
    npu.yield %y : f32
  }
}
