//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/package.h"

#include "aic/version.h"
#include "dialects/graph/graph.h"
#include "dialects/npu/npu.h"
#include "lowering/linalg_to_cpu/linalg_to_cpu.h"
#include "lowering/npu_to_program/npu_to_program.h"

static const AicDialectDef *const dialects[] = {
    // In the order of the way of a model.
    &aicGraphDialect, &aicNpuDialect, NULL};

static const AicPassDef *const passes[] = {
    // In the order of the way of a model.
    &aicDescribeModel,
    &aicCountMacs,
    &aicFoldConstants,
    &aicApplySchedule,
    &aicNpuAllocate,
    &aicNpuSynchronize,
    &aicNpuEmitPass,
    &aicOutlineWeights,
    &aicCopyToLinalg,
    NULL};

static const AicPipelineDef *const pipelines[] = {
    &aicLowerToCpu,
    NULL};

const AicPackage aicPackage = {
    .abi = AIC_ABI,
    .name = "aic",
    .version = AIC_VERSION_STRING,
    .dialects = dialects,
    .passes = passes,
    .pipelines = pipelines,
};
