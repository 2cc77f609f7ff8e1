//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

const AicOpDef aicNpuRing = {
    .name = "npu.ring",
    .summary = "Slots of on-chip memory between two engines",
    .description =
        "`depth` slots of the memref's size, used round and round. The "
        "producing\n"
        "engine fills them (npu.acquire, npu.commit), the consuming engine "
        "empties\n"
        "them (npu.wait, npu.release).\n"
        "\n"
        "`address` and `slot` (bytes from one slot to the next) are set by\n"
        "aic-npu-allocate; `full` and `empty` are its semaphores, absent "
        "where\n"
        "none is needed.\n"
        "\n"
        "- C1: it lies directly in an npu.program.\n",
    .example = AIC_NPU_EXAMPLE_RING "}\n",
    .assembly = "attr-dict `:` type($ring)",
    .results = AIC_LIST(
        AicValueDef,
        {.name = "ring", .summary = "the ring", .type = &aicNpuRingConstraint}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "address",
                            .summary = "first byte of slot 0",
                            .attr = &aicI64Attr,
                            .optional = true},
                           {.name = "slot",
                            .summary = "bytes from one slot to the next",
                            .attr = &aicI64Attr,
                            .optional = true},
                           {.name = "full",
                            .summary = "semaphore that counts full slots",
                            .attr = &aicI64Attr,
                            .optional = true},
                           {.name = "empty",
                            .summary = "semaphore that counts empty slots",
                            .attr = &aicI64Attr,
                            .optional = true}),
    .verify = aicNpuVerifyTopLevel, // C1
};
