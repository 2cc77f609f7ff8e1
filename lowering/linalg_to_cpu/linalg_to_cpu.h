//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From tensors to the llvm dialect: the passes of this step and the pipeline
// `lower-to-cpu`.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_CPU_H
#define AIC_LOWERING_LINALG_TO_CPU_H

#include "aic/pass.h"

// In pipeline order.
extern const AicPassDef aicDescribeModel;
extern const AicPassDef aicDescribeLayers;
extern const AicPassDef aicCountMacs;
extern const AicPassDef aicFoldConstants;
extern const AicPassDef aicApplySchedule;
extern const AicPassDef aicOutlineWeights;
extern const AicPassDef aicOwnResults;
extern const AicPassDef aicPlanArena;
extern const AicPassDef aicCopyToLinalg;
extern const AicPassDef aicMarkLayers;
extern const AicPassDef aicParallelLoops;
extern const AicPassDef aicOutlineLoops;
extern const AicPassDef aicMergeFunctions;

extern const AicPipelineDef aicLowerToCpu;

#endif // AIC_LOWERING_LINALG_TO_CPU_H
