// RUN: aic-opt %s | aic-opt | FileCheck %s

// A target may say nothing: all parameters have defaults.
// CHECK: npu.target @plain
npu.target @plain

// Groups of each kind of value.
// CHECK: npu.target @full {acc = {size = 16384 : i64}, array = {cols = 8 : i64, dataflow = ["ws", "os"], rate_f32 = 2.500000e-01 : f64, rows = 8 : i64, shadow = false}, clock = 800000000 : i64}
npu.target @full {
  clock = 800000000,
  array = {rows = 8, cols = 8, dataflow = ["ws", "os"], shadow = false,
           rate_f32 = 0.25},
  acc = {size = 16384}
}

// A target extends one of the module, whatever their order, or a shipped one.
// CHECK: npu.target @tall extends @wide {array = {rows = 64 : i64}}
npu.target @tall extends @wide {array = {rows = 64}}
// CHECK: npu.target @wide extends @edge32 {array = {cols = 64 : i64}}
npu.target @wide extends @edge32 {array = {cols = 64}}
