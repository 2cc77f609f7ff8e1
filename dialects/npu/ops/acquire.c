//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

const AicOpDef aicNpuAcquire = {
    .name = "npu.acquire",
    .summary = "Take the next empty slot of a ring",
    .description =
        "The producer takes the next slot, in order, and waits until its\n"
        "consumer has released it. The result is the slot. The engine is that\n"
        "of the commands that use the slot.\n"
        "\n"
        "- C1: it lies in an npu.program.\n",
    .example = AIC_NPU_EXAMPLE_RING
    "  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
    "}\n",
    .assembly = "$ring attr-dict `:` type($ring)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "ring", .summary = "the ring", .type = &aicNpuRingConstraint}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "slot", .summary = "the slot", .type = &aicNpuChipMemRef}),
    .inferTypes = aicNpuInferSlot,
    .verify = aicNpuVerifyInProgram, // C1
};
