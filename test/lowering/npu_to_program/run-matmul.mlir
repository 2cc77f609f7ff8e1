// RUN: aic-opt %s --aic-npu-allocate --aic-npu-sync --aic-npu-emit=output=%t.npu -o %t.late.mlir
// RUN: %python %S/Inputs/run_matmul.py %t.npu %t.dir
// RUN: sed 's/over(%k)/over(%k) {dataflow = "os"}/' %s | aic-opt --aic-npu-allocate --aic-npu-sync --aic-npu-emit=output=%t.os.npu -o /dev/null
// RUN: %python %S/Inputs/run_matmul.py %t.os.npu %t.os.dir
// RUN: sed 's/over(%k)/over(%k) {dataflow = "is"}/' %s | aic-opt --aic-npu-allocate --aic-npu-sync --aic-npu-emit=output=%t.is.npu -o /dev/null
// RUN: %python %S/Inputs/run_matmul.py %t.is.npu %t.is.dir

// An i8 matmul, 30x21 times 21x13, in tiles of 8x8x8 with double-buffered rings,
// has the values of numpy: ragged edges are pad values and skipped stores, the
// bias stays, sums accumulate over a loop. So it has whatever stays in the array,
// and the array agrees when it is stepped register by register.
npu.target @edge4 {array = {rows = 4, cols = 4, dataflow = ["ws", "os", "is"]}, spad = {size = 32768}}

!a = memref<8x8xi8, #npu.space<spad>>
!bias = memref<16xi32, #npu.space<spad>>
!sums = memref<8x8xi32, #npu.space<acc>>
!out = memref<8x8xi32, #npu.space<spad>>
!ras = !npu.ring<!a, 2>
!rbs = !npu.ring<!bias, 1>
!rps = !npu.ring<!sums, 2>
!ros = !npu.ring<!out, 2>

npu.program @mm target(@edge4)
    ins(%a: memref<30x21xi8, #npu.space<dram>>,
        %w: memref<21x13xi8, #npu.space<dram>>,
        %b: memref<13xi32, #npu.space<dram>>)
    outs(%c: memref<30x13xi32, #npu.space<dram>>)
    attributes {macs = 8190 : i64, names = ["a", "w", "b", "c"]} {
  %ra = npu.ring : !ras
  %rw = npu.ring : !ras
  %rb = npu.ring : !rbs
  %rp = npu.ring : !rps
  %ro = npu.ring : !ros
  %b0 = npu.acquire %rb : !rbs
  npu.load %b[affine_map<() -> (0)>]() into %b0 : memref<13xi32, #npu.space<dram>>, !bias
  npu.commit %rb : !rbs
  %bias = npu.wait %rb : !rbs
  npu.loop %i = 4 {
    npu.loop %j = 2 {
      %p = npu.acquire %rp : !rps
      npu.loop %k = 3 {
        %a0 = npu.acquire %ra : !ras
        npu.load %a[affine_map<(d0, d1) -> (d0 * 8, d1 * 8)>](%i, %k) into %a0 : memref<30x21xi8, #npu.space<dram>>, !a
        npu.commit %ra : !ras
        %w0 = npu.acquire %rw : !ras
        npu.load %w[affine_map<(d0, d1) -> (d0 * 8, d1 * 8)>](%k, %j) into %w0 : memref<21x13xi8, #npu.space<dram>>, !a
        npu.commit %rw : !ras
        %a1 = npu.wait %ra : !ras
        %w1 = npu.wait %rw : !ras
        npu.matmul %a1, %w1 into %p over(%k) : !a, !a, !sums
        npu.release %ra : !ras
        npu.release %rw : !ras
      }
      npu.commit %rp : !rps
      %q = npu.wait %rp : !rps
      %o = npu.acquire %ro : !ros
      %bj = npu.view %bias[affine_map<(d0) -> (d0 * 8)>](%j) : !bias to memref<8xi32, #npu.space<spad>>
      npu.vec ins(%q, %bj : !sums, memref<8xi32, #npu.space<spad>>) outs(%o : !out) parallel [8, 8]
          maps [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>] {
      ^bb0(%x: i32, %y: i32):
        %s = arith.addi %x, %y : i32
        %z = arith.constant 0 : i32
        %r = arith.maxsi %s, %z : i32
        npu.yield %r : i32
      }
      npu.release %rp : !rps
      npu.commit %ro : !ros
      %t = npu.wait %ro : !ros
      npu.store %t into %c[affine_map<(d0, d1) -> (d0 * 8, d1 * 8)>](%i, %j) : !out, memref<30x13xi32, #npu.space<dram>>
      npu.release %ro : !ros
    }
  }
}
