//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_TO_LINALG_TO_LINALG_H
#define AIC_LOWERING_TO_LINALG_TO_LINALG_H

#include "aic/pass.h"

/// `lower-to-linalg`: the common beginning of all lowerings.
extern const AicPipelineDef aicLowerToLinalg;
/// Makes a function that checks the sizes of a model's inputs.
extern const AicPassDef aicCheckSizes;

#endif // AIC_LOWERING_TO_LINALG_TO_LINALG_H
