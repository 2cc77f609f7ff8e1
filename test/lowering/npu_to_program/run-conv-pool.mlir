// RUN: aic-opt %s --aic-npu-allocate --aic-npu-sync --aic-npu-emit=output=%t.npu -o %t.late.mlir
// RUN: %python %S/Inputs/run_conv_pool.py %t.npu %t.dir

// Two layers of i8 with the values of numpy. A convolution, 3x3 with stride 2
// and padding 1: the halo tile of two output rows is loaded at once, borders
// and the ragged last tile are pad values, each kernel row is one matmul whose
// left operand walks over the tile; bias, rescaling and relu on the vector unit.
// Behind the barrier, on the same memory, max pooling with a border.
npu.target @edge4 {array = {rows = 4, cols = 4}, spad = {size = 32768},
                   acc = {size = 8192}}

!halo = memref<1x5x11x3xi8, #npu.space<spad>>
!walk = memref<2x5x9xi8, strided<[66, 6, 1]>, #npu.space<spad>>
!filter = memref<27x8xi8, #npu.space<spad>>
!kernelRow = memref<9x8xi8, #npu.space<spad>>
!bias = memref<8xi32, #npu.space<spad>>
!sums = memref<2x5x8xi32, #npu.space<acc>>
!out = memref<1x2x5x8xi8, #npu.space<spad>>
!window = memref<1x7x7x8xi8, #npu.space<spad>>
!pooled = memref<1x3x3x8xi8, #npu.space<spad>>
!halos = !npu.ring<!halo, 2>
!filters = !npu.ring<!filter, 1>
!biases = !npu.ring<!bias, 1>
!sumss = !npu.ring<!sums, 2>
!outs = !npu.ring<!out, 2>
!windows = !npu.ring<!window, 1>
!pooleds = !npu.ring<!pooled, 1>

npu.program @net target(@edge4)
    ins(%x: memref<1x9x10x3xi8, #npu.space<dram>>,
        %w: memref<27x8xi8, #npu.space<dram>>,
        %b: memref<8xi32, #npu.space<dram>>)
    outs(%y: memref<1x3x3x8xi8, #npu.space<dram>>)
    attributes {macs = 5400 : i64} {
  %c = npu.buffer : memref<1x5x5x8xi8, #npu.space<dram>>
  %halos = npu.ring : !halos
  %filters = npu.ring : !filters
  %biases = npu.ring : !biases
  %sumss = npu.ring : !sumss
  %outs = npu.ring : !outs
  %windows = npu.ring : !windows
  %pooleds = npu.ring : !pooleds

  // The filter and the bias stay.
  %f0 = npu.acquire %filters : !filters
  npu.load %w[affine_map<() -> (0, 0)>]() into %f0
      : memref<27x8xi8, #npu.space<dram>>, !filter
  npu.commit %filters : !filters
  %b0 = npu.acquire %biases : !biases
  npu.load %b[affine_map<() -> (0)>]() into %b0
      : memref<8xi32, #npu.space<dram>>, !bias
  npu.commit %biases : !biases
  %f1 = npu.wait %filters : !filters
  %b1 = npu.wait %biases : !biases
  npu.loop %i = 3 {
    %h0 = npu.acquire %halos : !halos
    npu.load %x[affine_map<(d0) -> (0, d0 * 4 - 1, -1, 0)>](%i) into %h0
        : memref<1x9x10x3xi8, #npu.space<dram>>, !halo
    npu.commit %halos : !halos
    %h1 = npu.wait %halos : !halos
    %s0 = npu.acquire %sumss : !sumss
    npu.loop %kh = 3 {
      %a = npu.view %h1[affine_map<(d0) -> (d0 * 33)>](%kh) : !halo to !walk
      %k = npu.view %f1[affine_map<(d0) -> (d0 * 72)>](%kh)
          : !filter to !kernelRow
      npu.matmul %a, %k into %s0 over(%kh) : !walk, !kernelRow, !sums
    }
    npu.release %halos : !halos
    npu.commit %sumss : !sumss
    %s1 = npu.wait %sumss : !sumss
    %o0 = npu.acquire %outs : !outs
    npu.vec ins(%s1, %b1 : !sums, !bias) outs(%o0 : !out) parallel [2, 5, 8]
        maps [affine_map<(i, j, n) -> (i, j, n)>,
              affine_map<(i, j, n) -> (n)>,
              affine_map<(i, j, n) -> (0, i, j, n)>] {
    ^bb0(%sum: i32, %bias: i32):
      %t = arith.addi %sum, %bias : i32
      %mult = arith.constant 1518500250 : i32
      %shift = arith.constant 38 : i8
      %q = tosa.apply_scale %t, %mult, %shift {rounding_mode = DOUBLE_ROUND}
          : (i32, i32, i8) -> i32
      %zero = arith.constant 0 : i32
      %r = arith.maxsi %q, %zero : i32
      npu.yield %r : i32
    }
    npu.release %sumss : !sumss
    npu.commit %outs : !outs
    %o1 = npu.wait %outs : !outs
    npu.store %o1 into %c[affine_map<(d0) -> (0, d0 * 2, 0, 0)>](%i)
        : !out, memref<1x5x5x8xi8, #npu.space<dram>>
    npu.release %outs : !outs
  }
  npu.barrier
  %w0 = npu.acquire %windows : !windows
  npu.load %c[affine_map<() -> (0, -1, -1, 0)>]() into %w0 {pad = -128 : i8}
      : memref<1x5x5x8xi8, #npu.space<dram>>, !window
  npu.commit %windows : !windows
  %w1 = npu.wait %windows : !windows
  %p0 = npu.acquire %pooleds : !pooleds
  npu.vec ins(%w1 : !window) outs(%p0 : !pooled)
      parallel [3, 3, 8] reduce [3, 3]
      maps [affine_map<(i, j, n, r, s) -> (0, i * 2 + r, j * 2 + s, n)>,
            affine_map<(i, j, n, r, s) -> (0, i, j, n)>] {
  ^bb0(%v: i32):
    %m = npu.reduce max %v init -2147483648 : i32 : i32
    npu.yield %m : i32
  }
  npu.release %windows : !windows
  npu.commit %pooleds : !pooleds
  %p1 = npu.wait %pooleds : !pooleds
  npu.store %p1 into %y[affine_map<() -> (0, 0, 0, 0)>]()
      : !pooled, memref<1x3x3x8xi8, #npu.space<dram>>
  npu.release %pooleds : !pooleds
}
