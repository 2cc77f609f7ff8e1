// RUN: aic-opt --aic-npu-legalize %s | FileCheck %s

// Zero points of constant weights become part of the bias that the product
// starts from: 3 * (1 + 3) + 10, 3 * (2 + 4) + 20.
// CHECK-LABEL: @start(
// CHECK: %[[BIAS:.*]] = arith.constant dense<[22, 38]> : tensor<2xi32>
// CHECK: %[[START:.*]] = linalg.broadcast ins(%[[BIAS]] : tensor<2xi32>)
// CHECK: linalg.matmul ins(%arg0, %{{.*}} : tensor<5x2xi8>, tensor<2x2xi8>) outs(%[[START]] :
// CHECK-NOT: quantized
func.func @start(%x: tensor<5x2xi8>) -> tensor<5x2xi32> {
  %w = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %bias = arith.constant dense<[10, 20]> : tensor<2xi32>
  %zx = arith.constant -3 : i32
  %zw = arith.constant 0 : i32
  %e = tensor.empty() : tensor<5x2xi32>
  %s = linalg.broadcast ins(%bias : tensor<2xi32>) outs(%e : tensor<5x2xi32>) dimensions = [0]
  %y = linalg.quantized_matmul ins(%x, %w, %zx, %zw : tensor<5x2xi8>, tensor<2x2xi8>, i32, i32)
      outs(%s : tensor<5x2xi32>) -> tensor<5x2xi32>
  return %y : tensor<5x2xi32>
}

// Of two operands that are no constants both sums are computed, and added with
// 2 * zx * zw = -20.
// CHECK-LABEL: @both(
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%arg1 :
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%arg0 :
// CHECK: %[[P:.*]] = linalg.matmul ins(%arg0, %arg1 :
// CHECK: linalg.generic {{.*}} ins(%[[P]],
// CHECK: arith.muli %{{.*}}, %c-5_i32
// CHECK: arith.muli %{{.*}}, %c2_i32
// CHECK: arith.addi %{{.*}}, %c-20_i32
func.func @both(%x: tensor<3x2xi8>, %w: tensor<2x4xi8>) -> tensor<3x4xi32> {
  %zx = arith.constant 5 : i32
  %zw = arith.constant -2 : i32
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<3x4xi32>
  %s = linalg.fill ins(%zero : i32) outs(%e : tensor<3x4xi32>) -> tensor<3x4xi32>
  %y = linalg.quantized_matmul ins(%x, %w, %zx, %zw : tensor<3x2xi8>, tensor<2x4xi8>, i32, i32)
      outs(%s : tensor<3x4xi32>) -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}

// A zero point that is no constant stays.
// CHECK-LABEL: @open(
// CHECK: linalg.quantized_matmul
func.func @open(%x: tensor<3x2xi8>, %w: tensor<2x4xi8>, %zx: i32) -> tensor<3x4xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<3x4xi32>
  %s = linalg.fill ins(%zero : i32) outs(%e : tensor<3x4xi32>) -> tensor<3x4xi32>
  %y = linalg.quantized_matmul ins(%x, %w, %zx, %zero : tensor<3x2xi8>, tensor<2x4xi8>, i32, i32)
      outs(%s : tensor<3x4xi32>) -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}

// Of five limits the closer one is left inside of those of the type; they
// order themselves, so that storing does the outer two.
// CHECK-LABEL: @limits(
// CHECK: ^bb0(%[[X:.*]]: i32, %{{.*}}: i8):
// CHECK-NEXT: %[[C5:.*]] = arith.constant 5 : i32
// CHECK-NEXT: %[[A:.*]] = arith.maxsi %[[X]], %[[C5]]
// CHECK-NEXT: %[[C127:.*]] = arith.constant 127 : i32
// CHECK-NEXT: %[[B:.*]] = arith.minsi %[[A]], %[[C127]]
// CHECK-NEXT: %[[C:.*]] = arith.trunci %[[B]] : i32 to i8
// CHECK-NEXT: linalg.yield %[[C]]
#id = affine_map<(i) -> (i)>
func.func @limits(%x: tensor<8xi32>) -> tensor<8xi8> {
  %low = arith.constant -128 : i32
  %high = arith.constant 127 : i32
  %zero = arith.constant 5 : i8
  %e = tensor.empty() : tensor<8xi8>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi32>) outs(%e : tensor<8xi8>) {
  ^bb0(%a: i32, %o: i8):
    %0 = arith.maxsi %a, %low : i32
    %1 = arith.minsi %0, %high : i32
    %2 = arith.trunci %1 : i32 to i8
    %3 = arith.maxsi %2, %zero : i8
    linalg.yield %3 : i8
  } -> tensor<8xi8>
  return %y : tensor<8xi8>
}

// Integers: bits that are cut off, unsigned bytes, logical shifts, remainders.
// CHECK-LABEL: @integers(
// CHECK: arith.extsi %{{.*}} : i8 to i32
// CHECK: arith.andi %{{.*}}, %{{.*}} : i32
// CHECK: arith.shrsi %{{.*}}, %{{.*}} : i32
// CHECK: arith.andi %{{.*}}, %{{.*}} : i32
// CHECK: arith.divsi
// CHECK: arith.muli
// CHECK: arith.subi
// CHECK: arith.shli
// CHECK: arith.shrsi
// CHECK: arith.trunci
func.func @integers(%x: tensor<8xi8>, %y: tensor<8xi32>) -> tensor<8xi8> {
  %three = arith.constant 3 : i32
  %e = tensor.empty() : tensor<8xi8>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %y : tensor<8xi8>, tensor<8xi32>) outs(%e : tensor<8xi8>) {
  ^bb0(%a: i8, %b: i32, %o: i8):
    %0 = arith.extui %a : i8 to i32
    %1 = arith.shrui %b, %three : i32
    %2 = arith.remsi %1, %0 : i32
    %3 = arith.trunci %2 : i32 to i8
    linalg.yield %3 : i8
  } -> tensor<8xi8>
  return %r : tensor<8xi8>
}

// A float of an integer with few bits is computed in floats, and so is its
// comparison where that selects floats; ult selects the other way round by
// oge. A sine stays what it is.
// CHECK-LABEL: @mixed(
// CHECK-NOT: arith.cmpi
// CHECK: arith.sitofp
// CHECK: arith.subf
// CHECK: arith.cmpf
// CHECK: %[[C:.*]] = arith.cmpf oge, %[[Y:.*]], %{{.*}} : f32
// CHECK: arith.select %[[C]], %{{.*}}, %[[Y]]
// CHECK: math.sin
func.func @mixed(%x: tensor<8xi8>, %y: tensor<8xf32>) -> tensor<8xf32> {
  %point = arith.constant 7 : i32
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %y : tensor<8xi8>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: i8, %b: f32, %o: f32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.subi %0, %point : i32
    %2 = arith.sitofp %1 : i32 to f32
    %3 = arith.cmpi sgt, %1, %point : i32
    %4 = arith.select %3, %2, %zero : f32
    %5 = arith.cmpf ult, %b, %4 : f32
    %6 = arith.select %5, %b, %zero : f32
    %7 = math.sin %6 : f32
    linalg.yield %7 : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// In floats, 0 times a negative number is -0, by which a quotient is not what
// it is by 0; of numbers that are not negative it is 0.
// CHECK-LABEL: @signs(
// CHECK: arith.muli
// CHECK: arith.sitofp
// CHECK-LABEL: @no_signs(
// CHECK-NOT: arith.muli
// CHECK: arith.mulf
func.func @signs(%x: tensor<8xi8>) -> tensor<8xf32> {
  %factor = arith.constant -3 : i32
  %one = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi8>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: i8, %o: f32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.muli %0, %factor : i32
    %2 = arith.sitofp %1 : i32 to f32
    %3 = arith.divf %one, %2 : f32
    linalg.yield %3 : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}
func.func @no_signs(%x: tensor<8xi8>) -> tensor<8xf32> {
  %factor = arith.constant 3 : i32
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi8>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: i8, %o: f32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.muli %0, %factor : i32
    %2 = arith.sitofp %1 : i32 to f32
    linalg.yield %2 : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// What a sum of bytes starts from says nothing of what it has reached: it
// wraps, and storing may not limit it.
// CHECK-LABEL: @wraps(
// CHECK: %[[S:.*]] = arith.addi
// CHECK: %[[L:.*]] = arith.shli %[[S]]
// CHECK: arith.shrsi %[[L]]
func.func @wraps(%x: tensor<4x8xi8>) -> tensor<4xi8> {
  %start = arith.constant dense<0> : tensor<4xi8>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
                       iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xi8>) outs(%start : tensor<4xi8>) {
  ^bb0(%a: i8, %o: i8):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.extsi %o : i8 to i32
    %2 = arith.addi %0, %1 : i32
    %3 = arith.trunci %2 : i32 to i8
    linalg.yield %3 : i8
  } -> tensor<4xi8>
  return %r : tensor<4xi8>
}

// Zero points stay where sums are not of 32 bits: of i64, and of floats.
// CHECK-LABEL: @wide(
// CHECK: linalg.quantized_matmul
// CHECK-LABEL: @floats(
// CHECK: linalg.quantized_matmul
func.func @wide(%x: tensor<4x8xi8>, %w: tensor<8x2xi8>, %z: tensor<4x2xi64>) -> tensor<4x2xi64> {
  %five = arith.constant 5 : i32
  %zero = arith.constant 0 : i32
  %r = linalg.quantized_matmul ins(%x, %w, %five, %zero : tensor<4x8xi8>, tensor<8x2xi8>, i32, i32)
      outs(%z : tensor<4x2xi64>) -> tensor<4x2xi64>
  return %r : tensor<4x2xi64>
}
func.func @floats(%x: tensor<4x8xf32>, %w: tensor<8x2xf32>, %z: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %five = arith.constant 5 : i32
  %zero = arith.constant 0 : i32
  %r = linalg.quantized_matmul ins(%x, %w, %five, %zero : tensor<4x8xf32>, tensor<8x2xf32>, i32, i32)
      outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %r : tensor<4x2xf32>
}
