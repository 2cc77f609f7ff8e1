// RUN: aic-opt --lower-to-npu=target=edge16 %s | FileCheck %s
// RUN: aic-opt --lower-to-npu="target=edge16 async=true" %s | FileCheck %s --check-prefix=ASYNC
// RUN: aic-opt --lower-to-npu=target=edge16 --canonicalize --cse --symbol-dce \
// RUN:   --loop-invariant-code-motion %s | FileCheck %s
// RUN: aic-opt --lower-to-linalg --lower-to-npu="target=edge16 from=linalg" %s | FileCheck %s
// RUN: not aic-opt --lower-to-npu="target=edge16 from=llvm" %s 2>&1 | FileCheck %s --check-prefix=FROM
// RUN: not aic-opt --lower-to-npu=target=nowhere %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// RUN: aic-opt --lower-to-npu="target=edge16 require=true" %s -o /dev/null

// FROM: from
// FROM-SAME: llvm
// UNKNOWN: error: {{.*}}nowhere{{.*}}edge16

// tosa becomes a scheduled program with addresses and semaphores, the same in
// our tool and in the stock one; cleanups leave it alone.
// CHECK-LABEL: npu.program @main_npu_0 target(@edge16)
// CHECK:         npu.ring {{.*}}address
// CHECK:         npu.matmul
// CHECK-SAME:      waits
// CHECK-NOT:     npu.acquire
// ASYNC-LABEL: npu.program @main_npu_0
// ASYNC:         npu.acquire
// ASYNC-NOT:     npu.sync
func.func @main(%x: tensor<1x16x32xf32>, %w: tensor<1x32x16xf32>) -> tensor<1x16x16xf32> {
  %zero = "tosa.const"() {values = dense<0.0> : tensor<1xf32>} : () -> tensor<1xf32>
  %0 = tosa.matmul %x, %w, %zero, %zero
      : (tensor<1x16x32xf32>, tensor<1x32x16xf32>, tensor<1xf32>, tensor<1xf32>)
      -> tensor<1x16x16xf32>
  %1 = tosa.clamp %0 {min_val = 0.0 : f32, max_val = 6.0 : f32}
      : (tensor<1x16x16xf32>) -> tensor<1x16x16xf32>
  return %1 : tensor<1x16x16xf32>
}

// A bias that is one number, paddings and slices as TOSA writes them stay off
// the host.
// CHECK-LABEL: npu.program @layers_npu_0
// CHECK-NOT:     linalg
func.func @layers(%x: tensor<1x12x12x8xf32>)
    -> (tensor<1x6x6x16xf32>, tensor<1x14x14x8xf32>, tensor<1x4x5x8xf32>) {
  %z = "tosa.const"() {values = dense<0.0> : tensor<1xf32>} : () -> tensor<1xf32>
  %w = "tosa.const"() {values = dense<0.25> : tensor<16x3x3x8xf32>}
      : () -> tensor<16x3x3x8xf32>
  %b = "tosa.const"() {values = dense<0.5> : tensor<16xf32>} : () -> tensor<16xf32>
  %0 = tosa.conv2d %x, %w, %b, %z, %z
      {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 1, 0, 1, 0>,
       stride = array<i64: 2, 2>}
      : (tensor<1x12x12x8xf32>, tensor<16x3x3x8xf32>, tensor<16xf32>, tensor<1xf32>,
         tensor<1xf32>) -> tensor<1x6x6x16xf32>
  %pads = tosa.const_shape {values = dense<[0, 0, 1, 1, 1, 1, 0, 0]> : tensor<8xindex>}
      : () -> !tosa.shape<8>
  %1 = tosa.pad %x, %pads, %z
      : (tensor<1x12x12x8xf32>, !tosa.shape<8>, tensor<1xf32>) -> tensor<1x14x14x8xf32>
  %start = tosa.const_shape {values = dense<[0, 2, 3, 0]> : tensor<4xindex>}
      : () -> !tosa.shape<4>
  %size = tosa.const_shape {values = dense<[1, 4, 5, 8]> : tensor<4xindex>}
      : () -> !tosa.shape<4>
  %2 = tosa.slice %x, %start, %size
      : (tensor<1x12x12x8xf32>, !tosa.shape<4>, !tosa.shape<4>) -> tensor<1x4x5x8xf32>
  return %0, %1, %2 : tensor<1x6x6x16xf32>, tensor<1x14x14x8xf32>, tensor<1x4x5x8xf32>
}
