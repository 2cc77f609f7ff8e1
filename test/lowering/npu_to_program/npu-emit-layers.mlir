// RUN: aic-opt %s --aic-npu-emit=output=%t.npu -o /dev/null
// RUN: aic-sim %t.npu --time-only --json | FileCheck %s

// Names of any length reach the program file.
// CHECK: "name":"/block0/Conv, /block0/Relu, /block1/Conv, /block1/Relu, /block2/Conv, /block2/Relu, /block3/Conv, /block3/Relu, /block4/Conv, /block4/Relu, /block5/Conv, /block5/Relu, /block6/Conv, /block6/Relu, /block7/Conv, /block7/Relu, /block8/Conv, /block8/Relu, /block9/Conv, /block9/Relu","kind":"conv2d"
// CHECK-SAME: "name":"last","kind":""
npu.target @edge4
npu.program @f target(@edge4) {
  npu.layer "/block0/Conv, /block0/Relu, /block1/Conv, /block1/Relu, /block2/Conv, /block2/Relu, /block3/Conv, /block3/Relu, /block4/Conv, /block4/Relu, /block5/Conv, /block5/Relu, /block6/Conv, /block6/Relu, /block7/Conv, /block7/Relu, /block8/Conv, /block8/Relu, /block9/Conv, /block9/Relu" kind "conv2d"
  npu.sync ld posts [0]
  npu.layer "last"
  npu.sync mx waits [0]
}
