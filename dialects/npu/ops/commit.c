//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

const AicOpDef aicNpuCommit = {
    .name = "npu.commit",
    .summary = "Mark the slot acquired last as full",
    .description =
        "The slot is full as soon as the commands before it on the producing\n"
        "engine are done.\n"
        "\n"
        "- C1: it lies in an npu.program.\n",
    .example = AIC_NPU_EXAMPLE_RING
    "  npu.commit %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
    "}\n",
    .assembly = "$ring attr-dict `:` type($ring)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "ring", .summary = "the ring", .type = &aicNpuRingConstraint}),
    .verify = aicNpuVerifyInProgram, // C1
};
