// RUN: aic-opt %s -verify-diagnostics -split-input-file

// C1: no such program.
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

func.func @host(%x: tensor<8xi8>, %y: memref<4xf32>) {
  // expected-error@+1 {{'npu.launch' op '@g' is no npu.program of this module}}
  npu.launch @g ins(%x : tensor<8xi8>) outs(%y : memref<4xf32>)
  func.return
}

// -----

// C2: an input too many.
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

func.func @host(%x: tensor<8xi8>, %y: memref<4xf32>) {
  // expected-error@+1 {{'npu.launch' op has 2 inputs and 1 outputs, '@f' has 1 and 1}}
  npu.launch @f ins(%x, %x : tensor<8xi8>, tensor<8xi8>) outs(%y : memref<4xf32>)
  func.return
}

// -----

// C2: another shape.
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

func.func @host(%x: tensor<9xi8>, %y: memref<4xf32>) {
  // expected-error@+1 {{'npu.launch' op operand #0 differs in shape or element type from the argument of '@f'}}
  npu.launch @f ins(%x : tensor<9xi8>) outs(%y : memref<4xf32>)
  func.return
}

// -----

// C2: another element type.
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

func.func @host(%x: tensor<8xi8>, %y: memref<4xi32>) {
  // expected-error@+1 {{'npu.launch' op operand #1 differs in shape or element type from the argument of '@f'}}
  npu.launch @f ins(%x : tensor<8xi8>) outs(%y : memref<4xi32>)
  func.return
}

// -----

// C3: a tensor without result.
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

func.func @host(%x: tensor<8xi8>, %y: tensor<4xf32>) {
  // expected-error@+1 {{'npu.launch' op output #0 is a tensor without a result of its type}}
  npu.launch @f ins(%x : tensor<8xi8>) outs(%y : tensor<4xf32>)
  func.return
}

// -----

// C3: a result for a memref.
npu.program @f target(@edge4) ins(%x: memref<8xi8, #npu.space<dram>>) outs(%y: memref<4xf32, #npu.space<dram>>) {
}

func.func @host(%x: tensor<8xi8>, %y: memref<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'npu.launch' op has 1 results for 0 output tensors}}
  %r = npu.launch @f ins(%x : tensor<8xi8>) outs(%y : memref<4xf32>) -> tensor<4xf32>
  func.return %r : tensor<4xf32>
}
