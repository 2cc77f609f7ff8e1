// RUN: aic-opt "--aic-npu-legalize=offsets=true" %s | FileCheck %s
// RUN: aic-opt --aic-npu-legalize %s | FileCheck %s --check-prefix=KEPT

#id = affine_map<(i) -> (i)>

// The rescaled number has 2^30 * 2^31 >> 40 = 2^21 at most: -12 more do not
// overflow, so its limits are 12 more.
// CHECK-LABEL: @small(
// CHECK: %[[V:.*]] = tosa.apply_scale
// CHECK: %[[C116:.*]] = arith.constant -116 : i32
// CHECK: arith.maxsi %[[V]], %[[C116]]
// CHECK: arith.constant 139 : i32
// CHECK: arith.minsi
// CHECK-NEXT: linalg.yield
// KEPT-LABEL: @small(
// KEPT: arith.subi
func.func @small(%x: tensor<8xi32>) -> tensor<8xi32> {
  %m = arith.constant 1073741824 : i32
  %s = arith.constant 40 : i8
  %zero = arith.constant -12 : i32
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %e = tensor.empty() : tensor<8xi32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi32>) outs(%e : tensor<8xi32>) {
  ^bb0(%a: i32, %o: i32):
    %0 = tosa.apply_scale %a, %m, %s {rounding_mode = SINGLE_ROUND} : (i32, i32, i8) -> i32
    %1 = arith.addi %0, %zero : i32
    %2 = arith.maxsi %1, %low : i32
    %3 = arith.minsi %2, %high : i32
    %4 = arith.trunci %3 : i32 to i8
    %5 = arith.extsi %4 : i8 to i32
    %6 = arith.subi %5, %zero : i32
    linalg.yield %6 : i32
  } -> tensor<8xi32>
  return %y : tensor<8xi32>
}

// Of any number the sum may wrap.
// CHECK-LABEL: @any(
// CHECK: arith.addi
// CHECK: arith.subi
func.func @any(%x: tensor<8xi32>) -> tensor<8xi32> {
  %zero = arith.constant -12 : i32
  %low = arith.constant -128 : i32
  %e = tensor.empty() : tensor<8xi32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi32>) outs(%e : tensor<8xi32>) {
  ^bb0(%a: i32, %o: i32):
    %0 = arith.addi %a, %zero : i32
    %1 = arith.maxsi %0, %low : i32
    %2 = arith.subi %1, %zero : i32
    linalg.yield %2 : i32
  } -> tensor<8xi32>
  return %y : tensor<8xi32>
}

// Neither do sums in i8, which wrap, nor limits that i32 does not have behind
// the subtraction.
// CHECK-LABEL: @bytes(
// CHECK: arith.addi
// CHECK: arith.subi
func.func @bytes(%x: tensor<8xi8>) -> tensor<8xi8> {
  %zero = arith.constant 100 : i8
  %low = arith.constant 0 : i8
  %e = tensor.empty() : tensor<8xi8>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi8>) outs(%e : tensor<8xi8>) {
  ^bb0(%a: i8, %o: i8):
    %0 = arith.addi %a, %zero : i8
    %1 = arith.maxsi %0, %low : i8
    %2 = arith.subi %1, %zero : i8
    linalg.yield %2 : i8
  } -> tensor<8xi8>
  return %y : tensor<8xi8>
}
// CHECK-LABEL: @far(
// CHECK: arith.addi
// CHECK: arith.subi
func.func @far(%x: tensor<8xi8>) -> tensor<8xi32> {
  %zero = arith.constant -128 : i32
  %high = arith.constant 2147483600 : i32
  %e = tensor.empty() : tensor<8xi32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi8>) outs(%e : tensor<8xi32>) {
  ^bb0(%a: i8, %o: i32):
    %w = arith.extsi %a : i8 to i32
    %0 = arith.addi %w, %zero : i32
    %1 = arith.minsi %0, %high : i32
    %2 = arith.subi %1, %zero : i32
    linalg.yield %2 : i32
  } -> tensor<8xi32>
  return %y : tensor<8xi32>
}
