// RUN: aic-opt %s | aic-opt | FileCheck %s

// Inputs and outputs are named in the signature; attributes follow.
// CHECK: npu.program @f target(@edge4) ins(%[[X:.*]]: memref<8xi8, #npu.space<dram>>, %{{.*}}: memref<4xf32, #npu.space<dram>>) outs(%{{.*}}: memref<8xi8, #npu.space<dram>>) attributes {macs = 12 : i64, names = ["x", "y", "z"]} {
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>, %y: memref<4xf32, #npu.space<dram>>)
    outs(%z: memref<8xi8, #npu.space<dram>>) attributes {macs = 12 : i64, names = ["x", "y", "z"]} {
  // CHECK-NEXT: npu.view %[[X]]
  %v = npu.view %x[affine_map<() -> (4)>]() : memref<8xi8, #npu.space<dram>> to memref<4xi8, #npu.space<dram>>
}

// A program may have no inputs.
// CHECK: npu.program @g target(@edge4) outs(%{{.*}}: memref<8xi8, #npu.space<dram>>) {
npu.program @g target(@edge4) outs(%z: memref<8xi8, #npu.space<dram>>) {
}

// ... and nothing at all.
// CHECK: npu.program @h target(@edge4) {
npu.program @h target(@edge4) {
}
