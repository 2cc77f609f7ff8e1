//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Building scalar operations in the body of a linalg operation.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_LEGALIZE_SCALARS_H
#define AIC_LOWERING_LINALG_LEGALIZE_SCALARS_H

#include "lowering/linalg_legalize/legalize.h"

/// Numbers of arith::CmpFPredicate.
enum {
  AIC_MICRO_OGE = 3,
  AIC_MICRO_OLT = 4,
  AIC_MICRO_UNE = 13,
};

/// No value.
MlirValue aicMicroNone(void);
/// An f32 constant, and one of another type of integers.
MlirValue aicMicroFloat(const AicTosa *at, double number);
MlirValue aicMicroInteger(const AicTosa *at, MlirType type, int64_t number);
/// An operation of one or two operands, with their type.
MlirValue aicMicroUnary(const AicTosa *at, const char *name, MlirValue x);
MlirValue aicMicroBuild(const AicTosa *at, const char *name, MlirValue x,
                        MlirValue y);
/// x + y and x * y, of floats.
MlirValue aicMicroSum(const AicTosa *at, MlirValue x, MlirValue y);
MlirValue aicMicroProduct(const AicTosa *at, MlirValue x, MlirValue y);
MlirValue aicMicroCompare(const AicTosa *at, int64_t predicate, MlirValue x,
                          MlirValue y);
MlirValue aicMicroSelect(const AicTosa *at, MlirValue condition, MlirValue x,
                         MlirValue y);
/// A conversion.
MlirValue aicMicroConvert(const AicTosa *at, const char *name, MlirValue x,
                          MlirType type);

#endif // AIC_LOWERING_LINALG_LEGALIZE_SCALARS_H
