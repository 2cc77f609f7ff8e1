// RUN: aic-opt --aic-linalg-to-npu --split-input-file -verify-diagnostics %s | FileCheck %s

// A matmul with its bias and relu is one layer: the weights and the bias are
// loaded once, the elementwise operation runs on the accumulator.
// CHECK-LABEL: func.func @host
// CHECK:         %[[OUT:.+]] = tensor.empty
// CHECK:         npu.launch @layer ins(%{{.+}}, %{{.+}}, %{{.+}} : {{.+}}) outs(%[[OUT]]
// CHECK-LABEL: npu.program @layer target(@edge32)
// CHECK-SAME:    macs = 16384 : i64
// CHECK-COUNT-2: npu.load
// CHECK:         npu.matmul
// CHECK-NOT:     npu.matmul
// CHECK:         npu.load
// CHECK:         npu.vec
// CHECK:           arith.addf
// CHECK:           arith.maximumf
// CHECK:           npu.yield
// CHECK:         npu.store
npu.target @edge32 {array = {rows = 32, cols = 32}}
func.func @host(%x: tensor<16x32xf32>, %w: tensor<32x32xf32>, %b: tensor<32xf32>)
    -> tensor<16x32xf32> {
  %0 = call @layer(%x, %w, %b) : (tensor<16x32xf32>, tensor<32x32xf32>, tensor<32xf32>)
      -> tensor<16x32xf32>
  return %0 : tensor<16x32xf32>
}
func.func private @layer(%x: tensor<16x32xf32>, %w: tensor<32x32xf32>, %b: tensor<32xf32>)
    -> tensor<16x32xf32> attributes {npu.target = @edge32} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<16x32xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<16x32xf32>) -> tensor<16x32xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<16x32xf32>, tensor<32x32xf32>)
      outs(%init : tensor<16x32xf32>) -> tensor<16x32xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (n)>,
                                        affine_map<(m, n) -> (m, n)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%0, %b : tensor<16x32xf32>, tensor<32xf32>) outs(%empty : tensor<16x32xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    %r = arith.maximumf %s, %zero : f32
    linalg.yield %r : f32
  } -> tensor<16x32xf32>
  return %1 : tensor<16x32xf32>
}

// -----

// One matmul per row of a convolution's window, over strided rows of the halo
// tile; the zero padding is the load's.
// CHECK-LABEL: npu.program @conv
// CHECK:         npu.load %{{.+}}[#{{.+}}]() into %{{.+}} {pad = 0 : i8}
// CHECK-SAME:      memref<8x8x4xi8, #npu.space<dram>>, memref<10x10x4xi8, #npu.space<spad>>
// CHECK:         npu.matmul %{{.+}}, %{{.+}} into %[[ACC:.+]] :
// CHECK-SAME:      memref<8x8x12xi8, strided<[40, 4, 1]>, #npu.space<spad>>
// CHECK-COUNT-2: npu.matmul %{{.+}}, %{{.+}} into %[[ACC]] {accumulate}
// CHECK-NOT:     npu.matmul
npu.target @edge32 {array = {rows = 32, cols = 32}}
func.func private @conv(%x: tensor<1x8x8x4xi8>, %k: tensor<3x3x4x16xi8>)
    -> tensor<1x8x8x16xi32> attributes {npu.target = @edge32} {
  %zero = arith.constant 0 : i8
  %start = arith.constant 0 : i32
  %p = tensor.pad %x low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %l: index, %m: index):
    tensor.yield %zero : i8
  } : tensor<1x8x8x4xi8> to tensor<1x10x10x4xi8>
  %empty = tensor.empty() : tensor<1x8x8x16xi32>
  %init = linalg.fill ins(%start : i32) outs(%empty : tensor<1x8x8x16xi32>)
      -> tensor<1x8x8x16xi32>
  %y = linalg.conv_2d_nhwc_hwcf
      {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%p, %k : tensor<1x10x10x4xi8>, tensor<3x3x4x16xi8>)
      outs(%init : tensor<1x8x8x16xi32>) -> tensor<1x8x8x16xi32>
  return %y : tensor<1x8x8x16xi32>
}

// -----

// Each layer begins with npu.layer; what lies between them is in DRAM, and
// nothing but that orders them.
// CHECK-LABEL: npu.program @chain
// CHECK:         npu.matmul
// CHECK:         npu.layer
// CHECK:         npu.vec
// CHECK-SAME:      reduce [8]
// CHECK:           npu.reduce max
// CHECK-NOT:     npu.layer
npu.target @edge32 {array = {rows = 32, cols = 32}}
func.func private @chain(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>)
    -> tensor<8xf32> attributes {npu.target = @edge32} {
  %zero = arith.constant 0.0 : f32
  %least = arith.constant 0xFF800000 : f32
  %empty = tensor.empty() : tensor<8x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<8x8xf32>) -> tensor<8x8xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<8x8xf32>, tensor<8x8xf32>)
      outs(%init : tensor<8x8xf32>) -> tensor<8x8xf32>
  %row = tensor.empty() : tensor<8xf32>
  %start = linalg.fill ins(%least : f32) outs(%row : tensor<8xf32>) -> tensor<8xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
                       iterator_types = ["parallel", "reduction"]}
      ins(%0 : tensor<8x8xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %a, %o : f32
    linalg.yield %m : f32
  } -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

// expected-error@+1 {{'func.func' op has an attribute 'npu.target' that is no reference to a target}}
func.func private @no_name(%x: tensor<8xf32>) -> tensor<8xf32>
    attributes {npu.target = "edge32"} {
  return %x : tensor<8xf32>
}

// -----

npu.target @edge32 {array = {rows = 32, cols = 32}}
// expected-error@+1 {{'func.func' op is marked for the device, but has not one block}}
func.func private @no_body(%x: tensor<8xf32>) -> tensor<8xf32>
    attributes {npu.target = @edge32}

// -----

// expected-error@+1 {{'func.func' op is marked for the target 'nowhere', which the module does not have}}
func.func private @no_target(%x: tensor<8xf32>) -> tensor<8xf32>
    attributes {npu.target = @nowhere} {
  return %x : tensor<8xf32>
}

// -----

npu.target @edge32 {array = {rows = 32, cols = 32}}
// expected-error@+1 {{'func.func' op is marked for the device, but one of its arguments or results is no static tensor of i4, i8, i32, f16, bf16 or f32}}
func.func private @dynamic(%x: tensor<?xf32>) -> tensor<?xf32>
    attributes {npu.target = @edge32} {
  return %x : tensor<?xf32>
}

// -----

npu.target @edge32 {array = {rows = 32, cols = 32}}
func.func private @sine(%x: tensor<8xf32>) -> tensor<8xf32>
    attributes {npu.target = @edge32} {
  %empty = tensor.empty() : tensor<8xf32>
  // expected-error@+1 {{'linalg.generic' op cannot run on the device: its body has an operation that the vector unit lacks}}
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%x : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.sin %a : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
