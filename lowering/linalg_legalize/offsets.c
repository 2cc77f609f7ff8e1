//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Limits between a zero point and its subtraction, as where an addition reads a
// rescaled tensor: (limit(x + c)) - c limits x by numbers that are c less.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/scalars.h"

#include "lowering/linalg_to_npu/body.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

enum { MAX_LIMITS = 4 };

/// Behind conversions that change no number.
static MlirValue skipCasts(MlirValue value) {
  while (mlirValueIsAOpResult(value) &&
         !aicIsOp(mlirOpResultGetOwner(value), "arith.sitofp") &&
         aicBodyKindOf(mlirOpResultGetOwner(value)) == AIC_BODY_CAST)
    value = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
  return value;
}

/// The constant that operation `name` has as its second operand.
static bool readConstant(MlirOperation op, const char *name, int64_t *number) {
  if (!aicIsOp(op, name))
    return false;
  MlirAttribute value = aicBodyConstant(mlirOperationGetOperand(op, 1));
  if (mlirAttributeIsNull(value))
    return false;
  *number = mlirIntegerAttrGetValueInt(value);
  return true;
}

/// No i32 wraps to get it.
static bool isWord(int64_t number) {
  return number >= INT32_MIN && number <= INT32_MAX;
}

bool aicLegalizeOffset(const AicTosa *at, MlirOperation op) {
  int64_t zero, added, limits[MAX_LIMITS];
  bool raises[MAX_LIMITS];
  int count = 0;
  if (!readConstant(op, "arith.subi", &zero))
    return false;
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  MlirValue value = skipCasts(mlirOperationGetOperand(op, 0));
  while (count < MAX_LIMITS && mlirValueIsAOpResult(value)) {
    MlirOperation limit = mlirOpResultGetOwner(value);
    raises[count] = readConstant(limit, "arith.maxsi", &limits[count]);
    if (!raises[count] && !readConstant(limit, "arith.minsi", &limits[count]))
      break;
    value = skipCasts(mlirOperationGetOperand(limit, 0));
    ++count;
  }
  if (!count || !mlirValueIsAOpResult(value) ||
      !readConstant(mlirOpResultGetOwner(value), "arith.addi", &added) ||
      added != zero)
    return false;
  MlirValue x = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
  AicRange range = aicBodyRange(x);
  if (!mlirTypeEqual(mlirValueGetType(x), type) || !mlirTypeIsAInteger(type) ||
      mlirIntegerTypeGetWidth(type) != 32 || !isWord(range.low + zero) ||
      !isWord(range.high + zero))
    return false;
  for (int i = 0; i < count; ++i)
    if (!isWord(limits[i]) || !isWord(limits[i] - zero))
      return false;
  mlirRewriterBaseSetInsertionPointBefore(at->rewriter, op);
  for (int i = count - 1; i >= 0; --i)
    x = aicMicroBuild(at, raises[i] ? "arith.maxsi" : "arith.minsi", x,
                      aicMicroInteger(at, type, limits[i] - zero));
  mlirValueReplaceAllUsesOfWith(mlirOperationGetResult(op, 0), x);
  return true;
}
