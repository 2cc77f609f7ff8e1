// RUN: aic-opt --lower-to-npu=target=edge16 %s | FileCheck %s
// RUN: aic-opt --lower-to-npu="target=edge16 async=true" %s | FileCheck %s --check-prefix=ASYNC
// RUN: aic-opt --lower-to-npu=target=edge16 --canonicalize --cse --symbol-dce \
// RUN:   --loop-invariant-code-motion %s | FileCheck %s
// RUN: not aic-opt --lower-to-npu=target=nowhere %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN

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
