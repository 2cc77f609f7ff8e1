// RUN: aic-opt %s --lower-to-npu="target=roomy async=true" | FileCheck %s --check-prefix=ROOMY
// RUN: aic-opt %s --lower-to-npu="target=narrow async=true" | FileCheck %s --check-prefix=NARROW

// The accumulators hold a few rows of the result. Where the scratchpad has room
// for the padded image, it is loaded in front of the loop, which moves a view
// over it; else each tile loads its rows, and the window's again.

// ROOMY-DAG: #[[VIEW:.*]] = affine_map<(d0, d1) -> (d1 * 80 + d0 * 1760)>
// ROOMY: npu.load {{.*}}memref<22x22x16xi8
// ROOMY: %[[IMAGE:.*]] = npu.wait {{.*}}memref<22x22x16xi8
// ROOMY: npu.loop %[[Y:.*]] = 4
// ROOMY: npu.loop %[[X:.*]] = 4
// ROOMY-NOT: npu.load
// ROOMY: npu.view %[[IMAGE]][#[[VIEW]]](%[[Y]], %[[X]]) : {{.*}} to memref<7x7x16xi8, strided<[352, 16, 1]>
// ROOMY-NOT: npu.load

// NARROW: npu.loop
// NARROW: npu.loop
// NARROW: npu.load {{.*}}memref<6x6x16xi8

npu.target @roomy {
  array = {rows = 8, cols = 8}, spad = {size = 65536, align = 16}, acc = {size = 2048}, vector = {lanes = 32},
  ld = {channels = 2, bw = 64.0, latency = 10}, st = {bw = 64.0, latency = 10}, dram = {bw = 64.0, shared = true}
}
npu.target @narrow {
  array = {rows = 8, cols = 8}, spad = {size = 6144, align = 16}, acc = {size = 2048}, vector = {lanes = 32},
  ld = {channels = 2, bw = 64.0, latency = 10}, st = {bw = 64.0, latency = 10}, dram = {bw = 64.0, shared = true}
}

func.func @main(%x: tensor<1x20x20x16xi8>, %k: tensor<3x3x16x16xi8>) -> tensor<1x20x20x16xi32> {
  %zero = arith.constant 0 : i8
  %start = arith.constant 0 : i32
  %p = tensor.pad %x low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %l: index, %m: index):
    tensor.yield %zero : i8
  } : tensor<1x20x20x16xi8> to tensor<1x22x22x16xi8>
  %empty = tensor.empty() : tensor<1x20x20x16xi32>
  %init = linalg.fill ins(%start : i32) outs(%empty : tensor<1x20x20x16xi32>) -> tensor<1x20x20x16xi32>
  %y = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%p, %k : tensor<1x22x22x16xi8>, tensor<3x3x16x16xi8>) outs(%init : tensor<1x20x20x16xi32>) -> tensor<1x20x20x16xi32>
  return %y : tensor<1x20x20x16xi32>
}
