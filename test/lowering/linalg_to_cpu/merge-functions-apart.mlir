// RUN: aic-opt --aic-merge-functions --mlir-elide-elementsattrs-if-larger=2 %s | FileCheck %s

// How the tool prints long constants does not make two of them equal.
func.func private @first() -> vector<4xf32> {
  %0 = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : vector<4xf32>
  return %0 : vector<4xf32>
}
func.func private @second() -> vector<4xf32> {
  %0 = arith.constant dense<[1.0, 2.0, 3.0, 5.0]> : vector<4xf32>
  return %0 : vector<4xf32>
}
func.func private @third() -> vector<4xf32> {
  %0 = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : vector<4xf32>
  return %0 : vector<4xf32>
}

// CHECK-LABEL: func.func @main
// CHECK-NEXT: call @first
// CHECK-NEXT: call @second
// CHECK-NEXT: call @first
func.func @main() -> (vector<4xf32>, vector<4xf32>, vector<4xf32>) {
  %0 = call @first() : () -> vector<4xf32>
  %1 = call @second() : () -> vector<4xf32>
  %2 = call @third() : () -> vector<4xf32>
  return %0, %1, %2 : vector<4xf32>, vector<4xf32>, vector<4xf32>
}

// The functions of a nested module have names of their own.
// CHECK-LABEL: module @nested
// CHECK: call @inner
// CHECK-NEXT: call @third
module @nested {
  func.func private @inner() -> vector<4xf32> {
    %0 = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : vector<4xf32>
    return %0 : vector<4xf32>
  }
  func.func private @third() -> vector<4xf32>
  func.func @main() -> (vector<4xf32>, vector<4xf32>) {
    %0 = call @inner() : () -> vector<4xf32>
    %1 = call @third() : () -> vector<4xf32>
    return %0, %1 : vector<4xf32>, vector<4xf32>
  }
}
