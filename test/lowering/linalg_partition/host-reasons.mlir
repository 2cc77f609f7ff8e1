// RUN: aic-opt --aic-partition="target=edge16 explain=true" --split-input-file -verify-diagnostics %s -o /dev/null
// RUN: aic-opt --aic-partition=target=edge16 --aic-linalg-to-npu --split-input-file %s | FileCheck %s

// What the device would not compute exactly as written stays on the host: each
// of these is legal input, and none may become a program or an error.
// CHECK-NOT: npu.program

#id = affine_map<(i) -> (i)>

// The sum of two i8 wraps, but the device saturates what it stores.
func.func @narrow_sum(%x: tensor<8xi8>) -> tensor<8xi8> {
  %e = tensor.empty() : tensor<8xi8>
  // expected-remark@+1 {{'linalg.generic' stays on the host: its body computes in a type that the vector unit lacks}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xi8>) outs(%e : tensor<8xi8>) {
  ^bb0(%a: i8, %o: i8):
    %s = arith.addi %a, %a : i8
    linalg.yield %s : i8
  } -> tensor<8xi8>
  return %0 : tensor<8xi8>
}

// -----

#id = affine_map<(i) -> (i)>

// The first sum is rounded to bf16, which the device does at the end only.
func.func @bf16_chain(%x: tensor<8xbf16>) -> tensor<8xbf16> {
  %e = tensor.empty() : tensor<8xbf16>
  // expected-remark@+1 {{'linalg.generic' stays on the host: its body computes in a type that the vector unit lacks}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xbf16>) outs(%e : tensor<8xbf16>) {
  ^bb0(%a: bf16, %o: bf16):
    %s = arith.addf %a, %a : bf16
    %t = arith.addf %s, %a : bf16
    linalg.yield %t : bf16
  } -> tensor<8xbf16>
  return %0 : tensor<8xbf16>
}

// -----

// A sum in bf16 is rounded at every step.
func.func @bf16_sum(%x: tensor<8x8xbf16>) -> tensor<8xbf16> {
  %zero = arith.constant 0.0 : bf16
  %e = tensor.empty() : tensor<8xbf16>
  %f = linalg.fill ins(%zero : bf16) outs(%e : tensor<8xbf16>) -> tensor<8xbf16>
  // expected-remark@+1 {{'linalg.reduce' stays on the host: its sum is in a narrow type}}
  %0 = linalg.reduce { arith.addf } ins(%x : tensor<8x8xbf16>) outs(%f : tensor<8xbf16>)
      dimensions = [1]
  return %0 : tensor<8xbf16>
}

// -----

#id = affine_map<(i) -> (i)>

// A scalar of the function is no constant.
func.func @captured(%x: tensor<8xf32>, %c: f32) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  // expected-remark@+1 {{'linalg.generic' stays on the host: its body uses a value from outside}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %c : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

// Nor is a tensor filled with one.
func.func @filled(%x: tensor<8x8xf32>, %c: f32) -> tensor<8x8xf32> {
  %e = tensor.empty() : tensor<8x8xf32>
  // expected-remark@+1 {{'linalg.fill' stays on the host: an operand is no ranked tensor}}
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<8x8xf32>) -> tensor<8x8xf32>
  return %f : tensor<8x8xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// A truth value converts to -1, not to what a comparison gives on the device.
func.func @truth(%x: tensor<8xf32>) -> tensor<8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  // expected-remark@+1 {{'linalg.generic' stays on the host: its body converts between types that the device lacks}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %c = arith.cmpf ogt, %a, %zero : f32
    %s = arith.sitofp %c : i1 to f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// An unused operand would still be an input of the program.
func.func @unused(%x: tensor<8xf32>, %n: tensor<8xi64>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  // expected-remark@+1 {{'linalg.generic' stays on the host: an element type is none of the device}}
  %0 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %n : tensor<8xf32>, tensor<8xi64>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %b: i64, %o: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

// A diagonal is written in one dimension per loop on the device, and this has two.
func.func @diagonal(%x: tensor<8xf32>, %y: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // expected-remark@+1 {{'linalg.generic' stays on the host: its result is not written in the order of its loops}}
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i, i)>],
                       iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%y : tensor<8x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

// A tensor that is too large for the strides of a command.
func.func @large(%x: tensor<65536x65536xf32>) -> tensor<65536x65536xf32> {
  %e = tensor.empty() : tensor<65536x65536xf32>
  // expected-remark@+1 {{'linalg.generic' stays on the host: a tensor has more than 2^31 bytes}}
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<65536x65536xf32>) outs(%e : tensor<65536x65536xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<65536x65536xf32>
  return %0 : tensor<65536x65536xf32>
}

// -----

// Elements in another order than that of the loops: addresses of transfers are linear.
func.func @gather(%x: tensor<8xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // expected-remark@+1 {{'linalg.generic' stays on the host: it reads a tensor at indices that are computed}}
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      outs(%e : tensor<4xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = arith.muli %i, %i : index
    %k = arith.remsi %j, %i : index
    %v = tensor.extract %x[%k] : tensor<8xf32>
    linalg.yield %v : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
