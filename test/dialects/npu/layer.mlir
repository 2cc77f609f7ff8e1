// RUN: aic-opt %s | aic-opt | FileCheck %s

// With all that is known about a layer, and with its name only.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  // CHECK: npu.layer "conv1, relu1" kind "conv2d" macs 512 bound 90 reads 320 writes 64
  npu.layer "conv1, relu1" kind "conv2d" macs 512 bound 90 reads 320 writes 64
  npu.barrier
  // CHECK: npu.layer "softmax"{{$}}
  npu.layer "softmax"
}
