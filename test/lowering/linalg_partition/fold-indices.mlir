// RUN: aic-opt --aic-fold-indices --mlir-print-local-scope %s | FileCheck %s

// Values of one index and of two become constants of one and of two dimensions; what used the indices is gone.
// CHECK-LABEL: func.func @positions
// CHECK-DAG: %[[ROW:.*]] = arith.constant dense<[0.000000e+00, 1.000000e+00, 2.000000e+00]> : tensor<3xf32>
// CHECK-DAG: %[[SEEN:.*]] = arith.constant dense<{{\[\[}}true, false], [true, true], [true, true]]> : tensor<3x2xi1>
// CHECK: linalg.generic
// CHECK-SAME: affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>
// CHECK-SAME: ins(%{{.*}}, %[[ROW]], %[[SEEN]] : tensor<3x2xf32>, tensor<3xf32>, tensor<3x2xi1>)
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[N:.*]]: f32, %[[C:.*]]: i1, %{{.*}}: f32):
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[X]], %[[N]]
// CHECK-NEXT: %[[Y:.*]] = arith.select %[[C]], %[[S]], %[[X]]
// CHECK-NEXT: linalg.yield %[[Y]]
#id = affine_map<(i, j) -> (i, j)>
func.func @positions(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %e = tensor.empty() : tensor<3x2xf32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x2xf32>) outs(%e : tensor<3x2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %n = arith.index_cast %i : index to i32
    %f = arith.sitofp %n : i32 to f32
    %c = arith.cmpi sge, %i, %j : index
    %s = arith.addf %a, %f : f32
    %r = arith.select %c, %s, %a : f32
    linalg.yield %r : f32
  } -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// Integers with signs: ((min((i - 2) * 3 / 2, 1) and 6) or max(..., (i - 2) * 3 rem 2)) xor i, where / goes towards zero.
// CHECK-LABEL: func.func @integers
// CHECK: arith.constant dense<[4, -2, 2, 2, 7]> : tensor<5xi8>
func.func @integers(%x: tensor<5xi8>) -> tensor<5xi8> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c6 = arith.constant 6 : index
  %e = tensor.empty() : tensor<5xi8>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<5xi8>) outs(%e : tensor<5xi8>) {
  ^bb0(%a: i8, %o: i8):
    %i = linalg.index 0 : index
    %centered = arith.subi %i, %c2 : index
    %product = arith.muli %centered, %c3 : index
    %half = arith.divsi %product, %c2 : index
    %rest = arith.remsi %product, %c2 : index
    %low = arith.minsi %half, %c1 : index
    %high = arith.maxsi %half, %rest : index
    %and = arith.andi %low, %c6 : index
    %or = arith.ori %and, %high : index
    %xor = arith.xori %or, %i : index
    %wide = arith.index_cast %xor : index to i64
    %n = arith.trunci %wide : i64 to i8
    %z = arith.xori %a, %n : i8
    linalg.yield %z : i8
  } -> tensor<5xi8>
  return %y : tensor<5xi8>
}

// An index that reads a tensor stays: the device has no such operation anyway.
// CHECK-LABEL: func.func @reads
// CHECK: linalg.index
func.func @reads(%x: tensor<5xi8>, %t: tensor<9xi8>) -> tensor<5xi8> {
  %e = tensor.empty() : tensor<5xi8>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<5xi8>) outs(%e : tensor<5xi8>) {
  ^bb0(%a: i8, %o: i8):
    %i = linalg.index 0 : index
    %v = tensor.extract %t[%i] : tensor<9xi8>
    %z = arith.xori %a, %v : i8
    linalg.yield %z : i8
  } -> tensor<5xi8>
  return %y : tensor<5xi8>
}

// A division by zero has no value at compile time.
// CHECK-LABEL: func.func @zero
// CHECK: linalg.index
func.func @zero(%x: tensor<5xi32>) -> tensor<5xi32> {
  %e = tensor.empty() : tensor<5xi32>
  %c6 = arith.constant 6 : i32
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<5xi32>) outs(%e : tensor<5xi32>) {
  ^bb0(%a: i32, %o: i32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i32
    %v = arith.divsi %c6, %n : i32
    %z = arith.addi %a, %v : i32
    linalg.yield %z : i32
  } -> tensor<5xi32>
  return %y : tensor<5xi32>
}

// Neither has a loop of open size, nor is a table of more than 2^22 points made.
// CHECK-LABEL: func.func @sizes
// CHECK-COUNT-2: linalg.index
func.func @sizes(%x: tensor<?xi32>, %size: index, %big: tensor<4194305xi32>) -> (tensor<?xi32>, tensor<4194305xi32>) {
  %e = tensor.empty(%size) : tensor<?xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<?xi32>) outs(%e : tensor<?xi32>) {
  ^bb0(%a: i32, %o: i32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i32
    %z = arith.addi %a, %n : i32
    linalg.yield %z : i32
  } -> tensor<?xi32>
  %f = tensor.empty() : tensor<4194305xi32>
  %w = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%big : tensor<4194305xi32>) outs(%f : tensor<4194305xi32>) {
  ^bb0(%a: i32, %o: i32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i32
    %z = arith.addi %a, %n : i32
    linalg.yield %z : i32
  } -> tensor<4194305xi32>
  return %y, %w : tensor<?xi32>, tensor<4194305xi32>
}

// Elements of a constant at computed indices are one, too: a row read backwards, in every type that is stored in bytes.
// CHECK-LABEL: func.func @backwards
// CHECK-DAG: arith.constant dense<[3.000000e+00, -2.000000e+00, 1.000000e+00]> : tensor<3xf32>
// CHECK-DAG: arith.constant dense<[7, 6, -5]> : tensor<3xi32>
// CHECK-NOT: tensor.extract
func.func @backwards() -> (tensor<3xf32>, tensor<3xi32>) {
  %c2 = arith.constant 2 : index
  %t = arith.constant dense<[1.0, -2.0, 3.0]> : tensor<3xf32>
  %u = arith.constant dense<[-5, 6, 7]> : tensor<3xi32>
  %e = tensor.empty() : tensor<3xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<3xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %r = arith.subi %c2, %i : index
    %v = tensor.extract %t[%r] : tensor<3xf32>
    linalg.yield %v : f32
  } -> tensor<3xf32>
  %f = tensor.empty() : tensor<3xi32>
  %z = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%f : tensor<3xi32>) {
  ^bb0(%o: i32):
    %i = linalg.index 0 : index
    %r = arith.subi %c2, %i : index
    %v = tensor.extract %u[%r] : tensor<3xi32>
    linalg.yield %v : i32
  } -> tensor<3xi32>
  return %y, %z : tensor<3xf32>, tensor<3xi32>
}

// An index beyond the constant has no element.
// CHECK-LABEL: func.func @beyond
// CHECK: tensor.extract
func.func @beyond() -> tensor<4xf32> {
  %t = arith.constant dense<[1.0, -2.0, 3.0]> : tensor<3xf32>
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<4xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %v = tensor.extract %t[%i] : tensor<3xf32>
    linalg.yield %v : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// The only bit of i1 is its sign: true is -1 and less than false.
// CHECK-LABEL: func.func @bits
// CHECK: arith.constant dense<[-2, -2, 0, 0]> : tensor<4xi32>
func.func @bits() -> tensor<4xi32> {
  %e = tensor.empty() : tensor<4xi32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      outs(%e : tensor<4xi32>) {
  ^bb0(%o: i32):
    %i = linalg.index 0 : index
    %two = arith.constant 2 : index
    %false = arith.constant false
    %low = arith.cmpi slt, %i, %two : index
    %less = arith.cmpi slt, %low, %false : i1
    %least = arith.minsi %less, %false : i1
    %wide = arith.index_cast %low : i1 to index
    %a = arith.index_cast %wide : index to i32
    %b = arith.extsi %least : i1 to i32
    %sum = arith.addi %a, %b : i32
    linalg.yield %sum : i32
  } -> tensor<4xi32>
  return %r : tensor<4xi32>
}
