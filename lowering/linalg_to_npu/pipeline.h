//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_PIPELINE_H
#define AIC_LOWERING_LINALG_TO_NPU_PIPELINE_H

#include "aic/pass.h"

/// `lower-to-npu`: tosa or linalg to npu programs in late form.
extern const AicPipelineDef aicLowerToNpu;

#endif // AIC_LOWERING_LINALG_TO_NPU_PIPELINE_H
