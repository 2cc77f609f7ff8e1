// RUN: aic-opt --aic-partition="target=edge16 set=array.rows=8,array.dataflow=ws+os,array.shadow=false" %s | FileCheck %s --check-prefix=FILE
// RUN: aic-opt --aic-partition="target=mine set=clock=5,array.cols=4,ld.bw=1.5,spad.size=64K" %s | FileCheck %s --check-prefix=MINE
// RUN: aic-opt --lower-to-npu="target=mine set=array.rows=4,array.cols=4" %s | FileCheck %s --check-prefix=TILES
// RUN: aic-opt --aic-partition="target=mine set=" %s | FileCheck %s --check-prefix=NONE
// RUN: not aic-opt --aic-partition="target=mine set=array.wings=2" %s 2>&1 -o /dev/null | FileCheck %s --check-prefix=KEY
// RUN: not aic-opt --lower-to-npu="target=mine set=array.rows=two" %s 2>&1 -o /dev/null | FileCheck %s --check-prefix=VALUE
// RUN: not aic-opt --aic-partition="target=mine set=array.rows" %s 2>&1 -o /dev/null | FileCheck %s --check-prefix=FORM
// RUN: not aic-opt --aic-partition="target=mine set=array.dataflow=ws+up" %s 2>&1 -o /dev/null | FileCheck %s --check-prefix=WORD
// RUN: not aic-opt --aic-partition="target=mine set=array.rows=2000" %s 2>&1 -o /dev/null | FileCheck %s --check-prefix=RANGE
// RUN: not aic-opt --aic-partition="target=mine set=array.rows=8,spad.size=64" %s 2>&1 -o /dev/null | FileCheck %s --check-prefix=MACHINE

// A setting takes the place of what the description says, and of nothing else.
// FILE: npu.target @edge16
// FILE-SAME: cols = 16 : i64, dataflow = ["ws", "os"]
// FILE-SAME: rows = 8 : i64, shadow = false
// FILE-SAME: ld = {burst = 64 : i64

// Groups that the description does not have begin to exist; fractions and K.
// MINE: npu.target @mine {array = {cols = 4 : i64, rows = 8 : i64}, clock = 5 : i64, ld = {bw = 1.500000e+00 : f64}, spad = {size = 65536 : i64}}
// NONE: npu.target @mine {array = {cols = 8 : i64, rows = 8 : i64}}
npu.target @mine {array = {rows = 8, cols = 8}}

// What is planned is the changed machine: 4 columns, 4 rows.
// TILES: npu.target @mine {array = {cols = 4 : i64, rows = 4 : i64}}
// TILES: npu.program @{{.*}} target(@mine)
func.func @main(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %z = arith.constant dense<0.0> : tensor<8x8xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<8x8xf32>, tensor<8x8xf32>)
      outs(%z : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// KEY: settings.mlir:[[#]]:1: error: a machine has no parameter 'array.wings'
// VALUE: error: 'two' is no value of 'array.rows'
// FORM: error: 'array.rows' is not of the form group.key=value
// WORD: error: 'ws+up' is no value of 'array.dataflow'
// RANGE: error: 'npu.target' op array.rows is 2000, but must be from 1 to 1024
// MACHINE: error: 'npu.target' op spad.size is 64 bytes, but one {{.*}} needs
