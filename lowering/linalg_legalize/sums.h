//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Sums of an operand of a product over what the product reduces.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_LEGALIZE_SUMS_H
#define AIC_LOWERING_LINALG_LEGALIZE_SUMS_H

#include "lowering/linalg_legalize/legalize.h"

enum { AIC_SUM_MAX_RANK = 6 };

/// An operand summed over the dimensions that the result does not have.
typedef struct AicSum {
  intptr_t operandRank;
  bool kept[AIC_SUM_MAX_RANK];         ///< per dimension of the operand
  intptr_t rank;                       ///< of the sum
  int64_t size[AIC_SUM_MAX_RANK];      ///< of the sum
  int64_t resultDim[AIC_SUM_MAX_RANK]; ///< where the result has them
  MlirValue tensor;
} AicSum;

/// Reads which dimensions of operand `number` are summed. False if loops do
/// not walk over it one dimension each.
bool aicSumPrepare(MlirOperation op, intptr_t number, AicSum *sum);
/// How many products one element of the result adds up; -1 if unknown.
int64_t aicSumDepth(MlirOperation op);
/// `factor` times the sum, if the operand is a constant of i8; else null.
MlirAttribute aicSumConstant(MlirOperation op, intptr_t number,
                             const AicSum *sum, int32_t factor);
/// The sum as an operation.
MlirValue aicSumBuild(const AicTosa *at, MlirOperation op, intptr_t number,
                      const AicSum *sum);
/// Adds `constant`, which has the dimensions of `sum`, to the bias of `op`:
/// what it starts from (`init` is the new start), or what its only user adds.
bool aicSumAddToBias(const AicTosa *at, MlirOperation op, const AicSum *sum,
                     MlirAttribute constant, MlirValue *init);

#endif // AIC_LOWERING_LINALG_LEGALIZE_SUMS_H
