//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The pipeline `lower-to-linalg`: any dialect that a model may arrive in, to
// linalg on tensors.
//
//===----------------------------------------------------------------------===//

#include "lowering/to_linalg/to_linalg.h"

static void build(const void *options, MlirStringCallback write,
                  void *userData) {
  (void)options;
  static const char text[] =
      "aic-describe-model,inline,symbol-dce,aic-describe-layers,"
      "func.func(aic-graph-to-tosa,aic-graph-to-linalg,"
      // Control flow first: the regions it opens hold tosa for the passes
      // after it.
      "tosa-to-scf,"
      // A transposed convolution has no lowering of its own.
      "tosa-optional-decompositions,"
      "tosa-to-linalg-named{prefer-conv2d-kernel-layout-hwcf=true},"
      "tosa-to-linalg,tosa-to-arith),"
      // arith and math on whole tensors.
      "convert-elementwise-to-linalg,"
      "simplify-depthwise-conv,canonicalize,cse,aic-count-macs,"
      // The filter layout above left transposes of constants.
      "aic-fold-constants,linalg-fuse-elementwise-ops,"
      // Reshapes last: fusion would push them into products, which then are
      // no products any more.
      "func.func(tosa-to-tensor),aic-fold-constants,canonicalize,cse,"
      // Once all operations say what they take for granted.
      "aic-check-sizes";
  write(mlirStringRefCreateFromCString(text), userData);
}

const AicPipelineDef aicLowerToLinalg = {
    .name = "lower-to-linalg",
    .summary = "Lower tosa to linalg on tensors and fuse elementwise chains",
    .description =
        "The beginning that lower-to-cpu and lower-to-npu share. Transposes "
        "and\n"
        "reshapes of constants are evaluated; linalg is left as it is.\n",
    .build = build,
};
