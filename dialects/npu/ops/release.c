//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

const AicOpDef aicNpuRelease = {
    .name = "npu.release",
    .summary = "Mark the slot waited for last as empty",
    .description =
        "The slot is empty as soon as the commands before it on the consuming\n"
        "engine are done. A slot that is never released stays.\n"
        "\n"
        "- C1: it lies in an npu.program.\n",
    .example = AIC_NPU_EXAMPLE_RING
    "  npu.release %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
    "}\n",
    .assembly = "$ring attr-dict `:` type($ring)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "ring", .summary = "the ring", .type = &aicNpuRingConstraint}),
    .verify = aicNpuVerifyInProgram, // C1
};
