//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/npu.h"

static const AicOpDef *const ops[] = {
    // A program and how to call it; memory; control; tokens; commands; the
    // vector unit; late form.
    &aicNpuTarget, &aicNpuProgram, &aicNpuLaunch,  &aicNpuWeight,
    &aicNpuBuffer, &aicNpuRing,    &aicNpuView,    &aicNpuLoop,
    &aicNpuLayer,  &aicNpuBarrier, &aicNpuAcquire, &aicNpuCommit,
    &aicNpuWait,   &aicNpuRelease, &aicNpuLoad,    &aicNpuStore,
    &aicNpuMatmul, &aicNpuVec,     &aicNpuReduce,  &aicNpuLut,
    &aicNpuYield,  &aicNpuSlot,    &aicNpuSync,    NULL};

static const AicTypeDef *const types[] = {&aicNpuRingType, NULL};
static const AicAttributeDef *const attributes[] = {&aicNpuSpaceAttr, NULL};

const AicDialectDef aicNpuDialect = {
    .abi = AIC_ABI,
    .name = "npu",
    .summary = "Programs of an NPU that a description defines",
    .description =
        "A machine (npu.target) has four engines with in-order queues: ld "
        "loads\n"
        "from DRAM into the scratchpad, mx multiplies matrices into the\n"
        "accumulators, vx computes elementwise and reduces, st stores from "
        "the\n"
        "scratchpad. A program is one stream of commands; engines agree only\n"
        "through rings of slots in on-chip memory. Why it is so:\n"
        "docs/rationale/npu.md.\n",
    .ops = ops,
    .types = types,
    .attributes = attributes,
    .dependentDialects =
        (const char *const[]){"arith", "math", "memref", "tosa", NULL},
};
