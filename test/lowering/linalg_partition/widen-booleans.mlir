// RUN: aic-opt --aic-widen-booleans --canonicalize --mlir-print-local-scope %s | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>

// A slice of a constant is read as floats by a body that computes floats.
// CHECK-LABEL: func.func @mask
// CHECK: %[[STORED:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 0.000000e+00, 0.000000e+00], [1.000000e+00, 1.000000e+00, 0.000000e+00]]> : tensor<2x3xf32>
// CHECK: %[[SLICE:.*]] = tensor.extract_slice %[[STORED]][0, 0] [2, 2] [1, 1] : tensor<2x3xf32> to tensor<2x2xf32>
// CHECK: linalg.generic {{.*}} ins(%[[SLICE]], %{{.*}} : tensor<2x2xf32>, tensor<2x2xf32>)
// CHECK-NEXT: ^bb0(%[[N:.*]]: f32, %[[X:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT: %[[C:.*]] = arith.cmpf une, %[[N]], %{{.*}} : f32
// CHECK-NEXT: arith.select %[[C]], %[[X]], %{{.*}} : f32
func.func @mask(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %low = arith.constant -1.0e+4 : f32
  %stored = arith.constant dense<[[true, false, false], [true, true, false]]> : tensor<2x3xi1>
  %seen = tensor.extract_slice %stored[0, 0] [2, 2] [1, 1] : tensor<2x3xi1> to tensor<2x2xi1>
  %e = tensor.empty() : tensor<2x2xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%seen, %x : tensor<2x2xi1>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%c: i1, %a: f32, %o: f32):
    %s = arith.select %c, %a, %low : f32
    linalg.yield %s : f32
  } -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// A body of integers reads bytes, of another body and of a constant, of which a splat stays one.
// CHECK-LABEL: func.func @integers
// CHECK: %[[ONES:.*]] = arith.constant dense<1> : tensor<2x2xi8>
// CHECK: arith.cmpi slt, %{{.*}}, %{{.*}} : i32
// CHECK-NEXT: %[[S:.*]] = arith.extui %{{.*}} : i1 to i8
// CHECK-NEXT: linalg.yield %[[S]] : i8
// CHECK-NEXT: } -> tensor<2x2xi8>
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %[[ONES]], %{{.*}} : tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi32>)
// CHECK: arith.cmpi ne, %{{.*}}, %c0_i8 : i8
func.func @integers(%x: tensor<2x2xi32>) -> tensor<2x2xi32> {
  %true = arith.constant dense<true> : tensor<2x2xi1>
  %five = arith.constant 5 : i32
  %e = tensor.empty() : tensor<2x2xi1>
  %small = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<2x2xi32>) outs(%e : tensor<2x2xi1>) {
  ^bb0(%a: i32, %o: i1):
    %c = arith.cmpi slt, %a, %five : i32
    linalg.yield %c : i1
  } -> tensor<2x2xi1>
  %f = tensor.empty() : tensor<2x2xi32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%small, %true, %x : tensor<2x2xi1>, tensor<2x2xi1>, tensor<2x2xi32>) outs(%f : tensor<2x2xi32>) {
  ^bb0(%c: i1, %d: i1, %a: i32, %o: i32):
    %s = arith.select %c, %a, %five : i32
    %t = arith.select %d, %s, %a : i32
    linalg.yield %t : i32
  } -> tensor<2x2xi32>
  return %y : tensor<2x2xi32>
}

// Reshapes between the two change their type, too.
// CHECK-LABEL: func.func @floats
// CHECK: arith.select %{{.*}}, %cst, %cst_0 : f32
// CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<2x2xf32> into tensor<4xf32>
// CHECK: arith.cmpf une
func.func @floats(%x: tensor<2x2xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2xi1>
  %small = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<2x2xf32>) outs(%e : tensor<2x2xi1>) {
  ^bb0(%a: f32, %o: i1):
    %c = arith.cmpf olt, %a, %zero : f32
    linalg.yield %c : i1
  } -> tensor<2x2xi1>
  %flat = tensor.collapse_shape %small [[0, 1]] : tensor<2x2xi1> into tensor<4xi1>
  %f = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%flat, %z : tensor<4xi1>, tensor<4xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%c: i1, %a: f32, %o: f32):
    %s = arith.select %c, %a, %zero : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// Nobody here makes the bits of an argument.
// CHECK-LABEL: func.func @argument
// CHECK: ins(%{{.*}}, %{{.*}} : tensor<2x2xi1>, tensor<2x2xf32>)
func.func @argument(%given: tensor<2x2xi1>, %x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %low = arith.constant -1.0e+4 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%given, %x : tensor<2x2xi1>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%c: i1, %a: f32, %o: f32):
    %s = arith.select %c, %a, %low : f32
    linalg.yield %s : f32
  } -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// Of more than 16 dimensions they stay.
// CHECK-LABEL: func.func @deep
// CHECK: arith.constant dense<true> : tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xi1>
#deep = affine_map<(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q) -> (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)>
func.func @deep(%x: tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xf32>) -> tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xf32> {
  %c = arith.constant dense<true> : tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xi1>
  %zero = arith.constant 0.0 : f32
  %r = linalg.generic {indexing_maps = [#deep, #deep],
                       iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel",
                                         "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]}
      ins(%c : tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xi1>) outs(%x : tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xf32>) {
  ^bb0(%b: i1, %o: f32):
    %0 = arith.select %b, %o, %zero : f32
    linalg.yield %0 : f32
  } -> tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xf32>
  return %r : tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x4xf32>
}
