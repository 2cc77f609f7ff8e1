//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/package.h"

#include "aic/version.h"
#include "dialects/graph/graph.h"
#include "dialects/npu/npu.h"
#include "lowering/graph_to_linalg/graph_to_linalg.h"
#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/launch_to_cpu/launch_to_cpu.h"
#include "lowering/linalg_legalize/legalize.h"
#include "lowering/linalg_partition/partition.h"
#include "lowering/linalg_to_cpu/linalg_to_cpu.h"
#include "lowering/linalg_to_npu/linalg_to_npu.h"
#include "lowering/linalg_to_npu/pipeline.h"
#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/to_linalg/to_linalg.h"

static const AicDialectDef *const dialects[] = {
    // In the order of the way of a model.
    &aicGraphDialect, &aicNpuDialect, NULL};

static const AicPassDef *const passes[] = {
    // In the order of the way of a model.
    &aicGraphToTosa, &aicGraphToLinalg,
    // The common beginning.
    &aicDescribeModel, &aicDescribeLayers, &aicCountMacs, &aicFoldConstants,
    &aicCheckSizes,
    // To the host.
    &aicApplySchedule, &aicOutlineWeights, &aicOwnResults, &aicPlanArena,
    &aicCopyToLinalg, &aicMarkLayers, &aicParallelLoops, &aicOutlineLoops,
    &aicMergeFunctions,
    // To a device.
    &aicNarrowProducts, &aicNpuLegalize, &aicFoldIndices, &aicWidenBooleans,
    &aicSplitBodies, &aicJoinLoops, &aicPartition, &aicLinalgToNpu,
    &aicNpuAllocate, &aicNpuSynchronize, &aicNpuEmitPass,
    // The host side of device programs.
    &aicEmbedPrograms, &aicLaunchToLlvm, NULL};

static const AicPipelineDef *const pipelines[] = {
    &aicLowerToLinalg, &aicLowerToCpu, &aicLowerToNpu, NULL};

const AicPackage aicPackage = {
    .abi = AIC_ABI,
    .name = "aic",
    .version = AIC_VERSION_STRING,
    .dialects = dialects,
    .passes = passes,
    .pipelines = pipelines,
};
