// RUN: aic-opt %s --aic-partition="target=edge4" -split-input-file 2>&1 | FileCheck %s --check-prefix=BIG
// RUN: not aic-opt %s --aic-partition="target=%S/Inputs/tableless.mlir require=true" -split-input-file 2>&1 | FileCheck %s --check-prefix=NONE

// What the vector unit cannot hold stays on the host, with the reason.

// NONE: error: 'linalg.generic' would run on the host: its body looks up in more tables than the vector unit has
// BIG-LABEL: func.func @bytes
// BIG: call @bytes_npu_0
func.func @bytes(%x: tensor<8xi8>, %t: tensor<256xi8>) -> tensor<8xi8> {
  %c128 = arith.constant 128 : index
  %e = tensor.empty() : tensor<8xi8>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi8>) outs(%e : tensor<8xi8>) {
  ^bb0(%a: i8, %old: i8):
    %i = arith.index_cast %a : i8 to index
    %j = arith.addi %i, %c128 : index
    %v = tensor.extract %t[%j] : tensor<256xi8>
    linalg.yield %v : i8
  } -> tensor<8xi8>
  return %y : tensor<8xi8>
}

// -----

// BIG-LABEL: func.func @wide
// BIG-NOT: call
// BIG: linalg.generic
func.func @wide(%x: tensor<8xi8>, %t: tensor<256xi32>) -> tensor<8xi32> {
  %c128 = arith.constant 128 : index
  %e = tensor.empty() : tensor<8xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi8>) outs(%e : tensor<8xi32>) {
  ^bb0(%a: i8, %old: i32):
    %i = arith.index_cast %a : i8 to index
    %j = arith.addi %i, %c128 : index
    %v = tensor.extract %t[%j] : tensor<256xi32>
    linalg.yield %v : i32
  } -> tensor<8xi32>
  return %y : tensor<8xi32>
}
