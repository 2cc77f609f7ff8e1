// RUN: aic-opt %s --aic-npu-allocate --aic-npu-sync --aic-npu-emit=output=%t.npu -o %t.mlir
// RUN: %python %S/Inputs/run_weights.py %t.npu %t.dir

// Constants of every type reach the machine: as a list, as one value for all
// elements, and from a resource; bf16 leaves as f32.
npu.target @edge4 {array = {rows = 4, cols = 4}}
npu.program @copy target(@edge4)
    outs(%y0: memref<4xi8, #npu.space<dram>>,
         %y1: memref<4xi32, #npu.space<dram>>,
         %y2: memref<4xf32, #npu.space<dram>>,
         %y3: memref<4xf32, #npu.space<dram>>) {
  %w0 = npu.weight dense<[1, -2, 3, -128]> : tensor<4xi8> -> memref<4xi8, #npu.space<dram>>
  %r0 = npu.ring : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  %w1 = npu.weight dense<-77> : tensor<4xi32> -> memref<4xi32, #npu.space<dram>>
  %r1 = npu.ring : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %w2 = npu.weight dense_resource<numbers> : tensor<4xf32> -> memref<4xf32, #npu.space<dram>>
  %r2 = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %w3 = npu.weight dense<[1.5, -0.25, 3.0, 0.0]> : tensor<4xbf16> -> memref<4xbf16, #npu.space<dram>>
  %r3 = npu.ring : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  %f = npu.ring : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %a0 = npu.acquire %r0 : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  npu.load %w0[affine_map<() -> (0)>]() into %a0 : memref<4xi8, #npu.space<dram>>, memref<4xi8, #npu.space<spad>>
  npu.commit %r0 : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  %b0 = npu.wait %r0 : !npu.ring<memref<4xi8, #npu.space<spad>>, 1>
  npu.store %b0 into %y0[affine_map<() -> (0)>]() : memref<4xi8, #npu.space<spad>>, memref<4xi8, #npu.space<dram>>
  %a1 = npu.acquire %r1 : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  npu.load %w1[affine_map<() -> (0)>]() into %a1 : memref<4xi32, #npu.space<dram>>, memref<4xi32, #npu.space<spad>>
  npu.commit %r1 : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  %b1 = npu.wait %r1 : !npu.ring<memref<4xi32, #npu.space<spad>>, 1>
  npu.store %b1 into %y1[affine_map<() -> (0)>]() : memref<4xi32, #npu.space<spad>>, memref<4xi32, #npu.space<dram>>
  %a2 = npu.acquire %r2 : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  npu.load %w2[affine_map<() -> (0)>]() into %a2 : memref<4xf32, #npu.space<dram>>, memref<4xf32, #npu.space<spad>>
  npu.commit %r2 : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %b2 = npu.wait %r2 : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  npu.store %b2 into %y2[affine_map<() -> (0)>]() : memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<dram>>
  %a3 = npu.acquire %r3 : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  npu.load %w3[affine_map<() -> (0)>]() into %a3 : memref<4xbf16, #npu.space<dram>>, memref<4xbf16, #npu.space<spad>>
  npu.commit %r3 : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  %b3 = npu.wait %r3 : !npu.ring<memref<4xbf16, #npu.space<spad>>, 1>
  %g = npu.acquire %f : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  npu.vec ins(%b3 : memref<4xbf16, #npu.space<spad>>) outs(%g : memref<4xf32, #npu.space<spad>>) parallel [4]
      maps [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>] {
  ^bb0(%v: f32):
    npu.yield %v : f32
  }
  npu.commit %f : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  %h = npu.wait %f : !npu.ring<memref<4xf32, #npu.space<spad>>, 1>
  npu.store %h into %y3[affine_map<() -> (0)>]() : memref<4xf32, #npu.space<spad>>, memref<4xf32, #npu.space<dram>>
}

{-#
  dialect_resources: {
    builtin: {
      numbers: "0x040000000000803F000000C00000C07F000080FF"
    }
  }
#-}
