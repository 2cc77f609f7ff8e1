//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/package.h"

#include "aic/version.h"
#include "dialects/graph/graph.h"
#include "dialects/npu/npu.h"

static const AicDialectDef *const dialects[] = {
    // In the order of the way of a model.
    &aicGraphDialect, &aicNpuDialect, NULL};

static const AicPassDef *const passes[] = {
    // In the order of the way of a model.
    NULL};

static const AicPipelineDef *const pipelines[] = {NULL};

const AicPackage aicPackage = {
    .abi = AIC_ABI,
    .name = "aic",
    .version = AIC_VERSION_STRING,
    .dialects = dialects,
    .passes = passes,
    .pipelines = pipelines,
};
