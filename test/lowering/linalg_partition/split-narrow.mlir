// RUN: aic-opt --aic-split-bodies %s | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>

// Two products meet in a sum of rescaled bytes. What makes the first one a byte
// moves behind it, in front of the second; what makes the second one a byte
// stays with the sum, which is the second's.
// CHECK-LABEL: func.func @residual
// CHECK: %[[P:.*]] = linalg.matmul
// CHECK: %[[B:.*]] = linalg.generic {{.*}} ins(%[[P]] : tensor<4x8xi32>) outs(%{{.*}} : tensor<4x8xi8>)
// CHECK: %[[Q:.*]] = linalg.matmul
// CHECK: linalg.generic {{.*}} ins(%[[Q]], %[[B]] : tensor<4x8xi32>, tensor<4x8xi8>)
// CHECK-NOT: linalg.generic
func.func @residual(%x: tensor<4x8xi8>, %w: tensor<8x8xi8>, %v: tensor<8x8xi8>) -> tensor<4x8xi8> {
  %zero = arith.constant 0 : i32
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %e = tensor.empty() : tensor<4x8xi32>
  %z = linalg.fill ins(%zero : i32) outs(%e : tensor<4x8xi32>) -> tensor<4x8xi32>
  %p = linalg.matmul ins(%x, %w : tensor<4x8xi8>, tensor<8x8xi8>) outs(%z : tensor<4x8xi32>) -> tensor<4x8xi32>
  %q = linalg.matmul ins(%x, %v : tensor<4x8xi8>, tensor<8x8xi8>) outs(%z : tensor<4x8xi32>) -> tensor<4x8xi32>
  %f = tensor.empty() : tensor<4x8xi8>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p, %q : tensor<4x8xi32>, tensor<4x8xi32>) outs(%f : tensor<4x8xi8>) {
  ^bb0(%a: i32, %b: i32, %o: i8):
    %0 = arith.maxsi %a, %low : i32
    %1 = arith.minsi %0, %high : i32
    %2 = arith.trunci %1 : i32 to i8
    %3 = arith.extsi %2 : i8 to i32
    %4 = arith.maxsi %b, %low : i32
    %5 = arith.minsi %4, %high : i32
    %6 = arith.trunci %5 : i32 to i8
    %7 = arith.extsi %6 : i8 to i32
    %8 = arith.addi %3, %7 : i32
    %9 = arith.maxsi %8, %low : i32
    %10 = arith.minsi %9, %high : i32
    %11 = arith.trunci %10 : i32 to i8
    linalg.yield %11 : i8
  } -> tensor<4x8xi8>
  return %r : tensor<4x8xi8>
}

// A body of 36 operations is cut where 32 of them are behind.
// CHECK-LABEL: func.func @long
// CHECK: linalg.generic
// CHECK-COUNT-32: arith.mulf
// CHECK-NOT: arith.mulf
// CHECK: linalg.generic
// CHECK-COUNT-4: arith.mulf
// CHECK-NOT: arith.mulf
func.func @long(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.mulf %a, %a : f32
    %1 = arith.mulf %0, %a : f32
    %2 = arith.mulf %1, %a : f32
    %3 = arith.mulf %2, %a : f32
    %4 = arith.mulf %3, %a : f32
    %5 = arith.mulf %4, %a : f32
    %6 = arith.mulf %5, %a : f32
    %7 = arith.mulf %6, %a : f32
    %8 = arith.mulf %7, %a : f32
    %9 = arith.mulf %8, %a : f32
    %10 = arith.mulf %9, %a : f32
    %11 = arith.mulf %10, %a : f32
    %12 = arith.mulf %11, %a : f32
    %13 = arith.mulf %12, %a : f32
    %14 = arith.mulf %13, %a : f32
    %15 = arith.mulf %14, %a : f32
    %16 = arith.mulf %15, %a : f32
    %17 = arith.mulf %16, %a : f32
    %18 = arith.mulf %17, %a : f32
    %19 = arith.mulf %18, %a : f32
    %20 = arith.mulf %19, %a : f32
    %21 = arith.mulf %20, %a : f32
    %22 = arith.mulf %21, %a : f32
    %23 = arith.mulf %22, %a : f32
    %24 = arith.mulf %23, %a : f32
    %25 = arith.mulf %24, %a : f32
    %26 = arith.mulf %25, %a : f32
    %27 = arith.mulf %26, %a : f32
    %28 = arith.mulf %27, %a : f32
    %29 = arith.mulf %28, %a : f32
    %30 = arith.mulf %29, %a : f32
    %31 = arith.mulf %30, %a : f32
    %32 = arith.mulf %31, %a : f32
    %33 = arith.mulf %32, %a : f32
    %34 = arith.mulf %33, %a : f32
    %35 = arith.mulf %34, %a : f32
    linalg.yield %35 : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// In a loop, what is defined in front of it stays there.
// CHECK-LABEL: func.func @loop
// CHECK: arith.constant dense<{{.*}}> : tensor<8xi8>
// CHECK: linalg.generic
// CHECK: scf.for
// CHECK: linalg.matmul
// CHECK: linalg.generic
// CHECK: linalg.matmul
// CHECK: linalg.generic
func.func @loop(%x: tensor<4x8xi8>, %w: tensor<8x8xi8>, %n: index) -> (tensor<4x8xi8>, tensor<4x8xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant dense<0> : tensor<4x8xi32>
  %bias = arith.constant dense<[1, 2, 3, 4, 5, 6, 7, 8]> : tensor<8xi8>
  %e = tensor.empty() : tensor<4x8xi8>
  %other = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j)>, #id], iterator_types = ["parallel", "parallel"]}
      ins(%bias : tensor<8xi8>) outs(%e : tensor<4x8xi8>) {
  ^bb0(%a: i8, %o: i8):
    linalg.yield %a : i8
  } -> tensor<4x8xi8>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %x) -> (tensor<4x8xi8>) {
    %p = linalg.matmul ins(%acc, %w : tensor<4x8xi8>, tensor<8x8xi8>) outs(%z : tensor<4x8xi32>) -> tensor<4x8xi32>
    %q = linalg.matmul ins(%x, %w : tensor<4x8xi8>, tensor<8x8xi8>) outs(%z : tensor<4x8xi32>) -> tensor<4x8xi32>
    %s = linalg.generic {indexing_maps = [#id, #id, affine_map<(i, j) -> (j)>, #id], iterator_types = ["parallel", "parallel"]}
        ins(%p, %q, %bias : tensor<4x8xi32>, tensor<4x8xi32>, tensor<8xi8>) outs(%e : tensor<4x8xi8>) {
    ^bb0(%a: i32, %b: i32, %c: i8, %o: i8):
      %low = arith.constant -128 : i32
      %high = arith.constant 127 : i32
      %cw = arith.extsi %c : i8 to i32
      %a1 = arith.addi %a, %cw : i32
      %a2 = arith.maxsi %a1, %low : i32
      %a3 = arith.minsi %a2, %high : i32
      %a4 = arith.trunci %a3 : i32 to i8
      %a5 = arith.extsi %a4 : i8 to i32
      %b1 = arith.addi %b, %a5 : i32
      %b2 = arith.maxsi %b1, %low : i32
      %b3 = arith.minsi %b2, %high : i32
      %b4 = arith.trunci %b3 : i32 to i8
      linalg.yield %b4 : i8
    } -> tensor<4x8xi8>
    scf.yield %s : tensor<4x8xi8>
  }
  return %r, %other : tensor<4x8xi8>, tensor<4x8xi8>
}
