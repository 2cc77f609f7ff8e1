//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Assertions as values and as the texts of their failure.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_TO_LINALG_SIZE_RULES_H
#define AIC_LOWERING_TO_LINALG_SIZE_RULES_H

#include "mlir-c/IR.h"

typedef struct AicSizeRules {
  intptr_t count;
  MlirValue broken;      ///< number of the first one that fails, from 1; or 0
  MlirValue left, right; ///< the sizes that this one compares
  /// Per rule `[before, between, after]`, what is said around the two sizes;
  /// `[text]` when there are none.
  MlirAttribute texts;
} AicSizeRules;

/// Replaces the assertions of `block`, whose arguments are the inputs of
/// `model`, by values in front of its end.
void aicSizeRulesTake(MlirBlock block, MlirAttribute model,
                      AicSizeRules *rules);

#endif // AIC_LOWERING_TO_LINALG_SIZE_RULES_H
