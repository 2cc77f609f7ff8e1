//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

const AicOpDef aicNpuBuffer = {
    .name = "npu.buffer",
    .summary = "A temporary of the program in DRAM",
    .description = "Holds what one layer leaves for a later one. Its contents\n"
                   "are undefined before the first store.\n"
                   "\n"
                   "- C1: it lies directly in an npu.program.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM
    "  %t = npu.buffer : memref<4x4xi8, #npu.space<dram>>\n"
    "}\n",
    .assembly = "attr-dict `:` type($buffer)",
    .results = AIC_LIST(AicValueDef, {.name = "buffer",
                                      .summary = "the temporary",
                                      .type = &aicNpuDramMemRef,
                                      .effects = AIC_EFFECT_ALLOCATE}),
    .verify = aicNpuVerifyTopLevel, // C1
};
