//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operations of a linalg body that the vector unit runs.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_BODY_H
#define AIC_LOWERING_LINALG_TO_NPU_BODY_H

#include "lowering/linalg_to_npu/match.h"

enum { AIC_BODY_MAX_OPS = 16 }; ///< micro-ops of one vector command

typedef enum AicBodyKind {
  AIC_BODY_NONE = 0, ///< the vector unit has nothing for it
  AIC_BODY_MICRO,    ///< has a micro-op
  AIC_BODY_EXP,      ///< math.exp: exp2 of a product with log2(e)
  AIC_BODY_CONSTANT,
  AIC_BODY_CAST, ///< what reading an element does anyway
} AicBodyKind;

AicBodyKind aicBodyKindOf(MlirOperation op);

#endif // AIC_LOWERING_LINALG_TO_NPU_BODY_H
