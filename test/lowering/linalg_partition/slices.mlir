// RUN: aic-opt --aic-partition="target=edge16 explain=true" --split-input-file -verify-diagnostics %s | FileCheck %s

// A slice is written in place: into an empty tensor, or behind other slices.
// CHECK-LABEL: func.func @concat
// CHECK-NOT: insert_slice
// CHECK: return
// CHECK: func.func private @concat_npu_0
// CHECK-COUNT-2: tensor.insert_slice
func.func @concat(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %0 = tensor.insert_slice %x into %e[0, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x8xf32>
  %1 = tensor.insert_slice %y into %0[0, 4] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}

// -----

// What others read stays as it is.
// CHECK-LABEL: func.func @argument
// CHECK: tensor.insert_slice
func.func @argument(%x: tensor<4x4xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-remark@+1 {{'tensor.insert_slice' stays on the host: the tensor that it writes into is used elsewhere}}
  %0 = tensor.insert_slice %x into %y[0, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

// The tensor between two slices is returned as well.
// CHECK-LABEL: func.func @between
// CHECK: tensor.insert_slice
func.func @between(%x: tensor<4x4xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %e = tensor.empty() : tensor<4x8xf32>
  %0 = tensor.insert_slice %x into %e[0, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x8xf32>
  // expected-remark@+1 {{'tensor.insert_slice' stays on the host: the tensor that it writes into is used elsewhere}}
  %1 = tensor.insert_slice %x into %0[0, 4] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// The second slice comes from the host, behind the part that makes the first.
// CHECK-LABEL: func.func @later
// CHECK: call @later_npu_0
// CHECK: math.sin
// CHECK: tensor.insert_slice
#id = affine_map<(i, j) -> (i, j)>
func.func @later(%x: tensor<4x4xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %f = tensor.empty() : tensor<4x4xf32>
  %s = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.mulf %a, %a : f32
    linalg.yield %m : f32
  } -> tensor<4x4xf32>
  %0 = tensor.insert_slice %s into %e[0, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x8xf32>
  // expected-remark@+1 {{'linalg.generic' stays on the host: its body has an operation that the vector unit lacks}}
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%s : tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = math.sin %a : f32
    linalg.yield %m : f32
  } -> tensor<4x4xf32>
  // expected-remark@+1 {{'tensor.insert_slice' stays on the host: the tensor that it writes into is made elsewhere}}
  %1 = tensor.insert_slice %t into %0[0, 4] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}

// -----

// Every second column is no box.
// CHECK-LABEL: func.func @strided
// CHECK: tensor.insert_slice
func.func @strided(%x: tensor<4x4xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  // expected-remark@+1 {{'tensor.insert_slice' stays on the host: its slice has strides}}
  %0 = tensor.insert_slice %x into %e[0, 0] [4, 4] [1, 2] : tensor<4x4xf32> into tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

// A dimension appears.
// CHECK-LABEL: func.func @rank
// CHECK: tensor.insert_slice
func.func @rank(%x: tensor<4xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  // expected-remark@+1 {{'tensor.insert_slice' stays on the host: its slice is not static or drops a dimension}}
  %0 = tensor.insert_slice %x into %e[0, 3] [4, 1] [1, 1] : tensor<4xf32> into tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
