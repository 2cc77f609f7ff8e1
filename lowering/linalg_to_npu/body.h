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

enum { AIC_BODY_MAX_OPS = AIC_NPU_MAX_VEC_OPS };

typedef enum AicBodyKind {
  AIC_BODY_NONE = 0, ///< the vector unit has nothing for it
  AIC_BODY_MICRO,    ///< has a micro-op
  AIC_BODY_EXP,      ///< math.exp: exp2 of a product with log2(e)
  AIC_BODY_CONSTANT,
  AIC_BODY_CAST, ///< what reading an element does anyway
  AIC_BODY_LUT,  ///< a look-up in a table
} AicBodyKind;

AicBodyKind aicBodyKindOf(MlirOperation op);
/// The value of the arith.constant that defines `value`, or null.
MlirAttribute aicBodyConstant(MlirValue value);
/// What is to be stored where `value` is yielded: without the rounding and
/// the limits that storing brings along.
MlirValue aicBodyStored(MlirValue value);

/// Entry `index` + `offset` of a table of one dimension from outside the body.
typedef struct AicLookUp {
  MlirValue table, index;
  int64_t offset, entries;
} AicLookUp;

/// The look-up that `op`, a tensor.extract, is; false if it is none.
bool aicBodyLookUp(MlirOperation op, AicLookUp *lookUp);
/// Adds the table to those of the body. NULL if `machine` (NULL: any) can look
/// up in it.
const char *aicBodyAddTable(AicBody *body, const AicLookUp *lookUp,
                            const AicMachine *machine);

/// Integers from `low` to `high`.
typedef struct AicRange {
  int64_t low, high;
} AicRange;

/// What is in a constant tensor of i8 or i32; false if it is no such, or too
/// large to look at.
bool aicBodyConstantRange(MlirValue tensor, AicRange *range);
/// What an integer in a body can be.
AicRange aicBodyRange(MlirValue value);
/// A float in a body is a whole number, if it is a number.
bool aicBodyIsWhole(MlirValue value);

#endif // AIC_LOWERING_LINALG_TO_NPU_BODY_H
