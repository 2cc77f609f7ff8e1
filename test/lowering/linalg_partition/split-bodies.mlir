// RUN: aic-opt --aic-split-bodies --mlir-print-local-scope %s | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#col = affine_map<(i, j) -> (j)>
#scalar = affine_map<(i, j) -> ()>

// Seven inputs are cut so that the first part has six, and the second the rest.
// CHECK-LABEL: func.func @seven
// CHECK: %[[FIRST:.*]] = linalg.generic
// CHECK-SAME: ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
// CHECK-COUNT-3: arith.mulf
// CHECK-NEXT: linalg.yield
// CHECK: linalg.generic
// CHECK-SAME: ins(%{{.*}}, %[[FIRST]] : tensor<2xf32>, tensor<3x2xf32>)
// CHECK-NEXT: ^bb0(%[[D:.*]]: f32, %[[V:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[V]], %[[D]]
// CHECK-NEXT: linalg.yield %[[S]]
func.func @seven(%x: tensor<3x2xf32>, %a: tensor<2xf32>, %b: tensor<2xf32>, %c: tensor<2xf32>, %d: tensor<2xf32>, %e: tensor<2xf32>, %f: tensor<2xf32>) -> tensor<3x2xf32> {
  %empty = tensor.empty() : tensor<3x2xf32>
  %y = linalg.generic {indexing_maps = [#id, #col, #col, #col, #col, #col, #col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %a, %b, %c, %d, %e, %f : tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) outs(%empty : tensor<3x2xf32>) {
  ^bb0(%0: f32, %1: f32, %2: f32, %3: f32, %4: f32, %5: f32, %6: f32, %o: f32):
    %7 = arith.mulf %0, %1 : f32
    %8 = arith.addf %7, %2 : f32
    %9 = arith.mulf %8, %3 : f32
    %10 = arith.addf %9, %4 : f32
    %11 = arith.mulf %10, %5 : f32
    %12 = arith.addf %11, %6 : f32
    linalg.yield %12 : f32
  } -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// Twelve inputs take two cuts.
// CHECK-LABEL: func.func @twelve
// CHECK-COUNT-3: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @twelve(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %e = tensor.empty() : tensor<3x2xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id, #id, #id, #id, #id, #id, #id, #id, #id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) outs(%e : tensor<3x2xf32>) {
  ^bb0(%0: f32, %1: f32, %2: f32, %3: f32, %4: f32, %5: f32, %6: f32, %7: f32, %8: f32, %9: f32, %10: f32, %11: f32, %o: f32):
    %12 = arith.addf %0, %1 : f32
    %13 = arith.addf %12, %2 : f32
    %14 = arith.addf %13, %3 : f32
    %15 = arith.addf %14, %4 : f32
    %16 = arith.addf %15, %5 : f32
    %17 = arith.addf %16, %6 : f32
    %18 = arith.addf %17, %7 : f32
    %19 = arith.addf %18, %8 : f32
    %20 = arith.addf %19, %9 : f32
    %21 = arith.addf %20, %10 : f32
    %22 = arith.addf %21, %11 : f32
    linalg.yield %22 : f32
  } -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// What was fused into a matrix product is computed in front of it, over its own loops only.
// CHECK-LABEL: func.func @product
// CHECK: %[[LHS:.*]] = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%{{.*}}, %{{.*}} : tensor<3x5xf32>, tensor<5xf32>)
// CHECK: arith.maximumf
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]} ins(%{{.*}}, %[[LHS]] : tensor<5x2xf32>, tensor<3x5xf32>)
// CHECK-NEXT: ^bb0(%[[B:.*]]: f32, %[[A:.*]]: f32, %[[O:.*]]: f32):
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[A]], %[[B]]
// CHECK-NEXT: arith.addf %[[O]], %[[P]]
func.func @product(%a: tensor<3x5xf32>, %bias: tensor<5xf32>, %b: tensor<5x2xf32>, %init: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %zero = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %bias, %b : tensor<3x5xf32>, tensor<5xf32>, tensor<5x2xf32>) outs(%init : tensor<3x2xf32>) {
  ^bb0(%0: f32, %1: f32, %2: f32, %o: f32):
    %3 = arith.addf %0, %1 : f32
    %4 = arith.maximumf %3, %zero : f32
    %5 = arith.mulf %4, %2 : f32
    %6 = arith.addf %o, %5 : f32
    linalg.yield %6 : f32
  } -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// A sum of squares is no matrix product.
// CHECK-LABEL: func.func @squares
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @squares(%x: tensor<3x5xf32>, %mean: tensor<3xf32>, %init: tensor<3xf32>) -> tensor<3xf32> {
  %y = linalg.generic {indexing_maps = [affine_map<(i, k) -> (i, k)>, affine_map<(i, k) -> (i)>, affine_map<(i, k) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x, %mean : tensor<3x5xf32>, tensor<3xf32>) outs(%init : tensor<3xf32>) {
  ^bb0(%0: f32, %1: f32, %o: f32):
    %2 = arith.subf %0, %1 : f32
    %3 = arith.mulf %2, %2 : f32
    %4 = arith.addf %o, %3 : f32
    linalg.yield %4 : f32
  } -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// Inputs that are not walked loop by loop cannot be those of a part.
// CHECK-LABEL: func.func @window
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @window(%x: tensor<4xf32>, %b: tensor<3xf32>, %init: tensor<2xf32>) -> tensor<2xf32> {
  %zero = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [affine_map<(i, k) -> (i + k)>, affine_map<(i, k) -> (k)>, affine_map<(i, k) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x, %b : tensor<4xf32>, tensor<3xf32>) outs(%init : tensor<2xf32>) {
  ^bb0(%0: f32, %1: f32, %o: f32):
    %2 = arith.maximumf %0, %zero : f32
    %3 = arith.mulf %2, %1 : f32
    %4 = arith.addf %o, %3 : f32
    linalg.yield %4 : f32
  } -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// A factor is cut where it is narrow: the array widens what it reads.
// CHECK-LABEL: func.func @quantized
// CHECK: %[[LHS:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<3x5xi8>)
// CHECK: arith.fptosi
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %[[LHS]] : tensor<5x2xi8>, tensor<3x5xi8>) outs(%{{.*}} : tensor<3x2xi32>)
// CHECK-COUNT-2: arith.extsi
// CHECK-NEXT: arith.muli
func.func @quantized(%a: tensor<3x5xf32>, %b: tensor<5x2xi8>, %init: tensor<3x2xi32>) -> tensor<3x2xi32> {
  %y = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : tensor<3x5xf32>, tensor<5x2xi8>) outs(%init : tensor<3x2xi32>) {
  ^bb0(%0: f32, %1: i8, %o: i32):
    %2 = math.roundeven %0 : f32
    %3 = arith.fptosi %2 : f32 to i8
    %4 = arith.extsi %3 : i8 to i32
    %5 = arith.extsi %1 : i8 to i32
    %6 = arith.muli %4, %5 : i32
    %7 = arith.addi %o, %6 : i32
    linalg.yield %7 : i32
  } -> tensor<3x2xi32>
  return %y : tensor<3x2xi32>
}
