//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Chains of constant limits in front of an i8 result, in one form: limits that
// are closer than those of i8 inside, those of i8 outside, where storing does
// them. A clamp behind a rescaling has six limits, of which one is left.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/legalize.h"

#include "lowering/linalg_to_npu/body.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// Takes one limit, or a cut that changes nothing, off `value`.
static bool peel(MlirValue *value, AicRange *limits, int *count) {
  if (!mlirValueIsAOpResult(*value))
    return false;
  MlirOperation op = mlirOpResultGetOwner(*value);
  bool raises = aicIsOp(op, "arith.maxsi");
  if (aicIsOp(op, "arith.trunci") && aicBodyKindOf(op) == AIC_BODY_CAST) {
    *value = mlirOperationGetOperand(op, 0);
    return true;
  }
  if (!raises && !aicIsOp(op, "arith.minsi"))
    return false;
  MlirAttribute number = aicBodyConstant(mlirOperationGetOperand(op, 1));
  if (mlirAttributeIsNull(number))
    return false;
  int64_t limit = mlirIntegerAttrGetValueInt(number);
  // What comes behind has been read before: it limits this limit.
  limit = limit < limits->low    ? limits->low
          : limit > limits->high ? limits->high
                                 : limit;
  *(raises ? &limits->low : &limits->high) = limit;
  *value = mlirOperationGetOperand(op, 0);
  ++*count;
  return true;
}

static MlirValue limited(const AicTosa *at, const char *name, MlirValue value,
                         int64_t limit) {
  MlirType type = mlirValueGetType(value);
  MlirValue constant = aicBuildValue(
      at->rewriter, at->location, "arith.constant",
      (AicBuild){.results = AIC_TYPES(type),
                 .attributes =
                     AIC_ATTRS({"value", mlirIntegerAttrGet(type, limit)})});
  return aicBuildValue(at->rewriter, at->location, name,
                       (AicBuild){.operands = AIC_VALUES(value, constant),
                                  .results = AIC_TYPES(type)});
}

bool aicLegalizeLimits(const AicTosa *at, MlirOperation yield) {
  if (mlirOperationGetNumOperands(yield) != 1)
    return false;
  MlirValue root = mlirOperationGetOperand(yield, 0), value = root;
  MlirType type = mlirValueGetType(root);
  if (!mlirTypeIsAInteger(type) || mlirIntegerTypeGetWidth(type) != 8)
    return false;
  AicRange limits = {INT8_MIN, INT8_MAX};
  int count = 0;
  while (peel(&value, &limits, &count))
    continue;
  MlirType wide = mlirValueGetType(value);
  if (count < 2 || !mlirTypeIsAInteger(wide) ||
      mlirIntegerTypeGetWidth(wide) != 32)
    return false;
  mlirRewriterBaseSetInsertionPointBefore(at->rewriter, yield);
  if (limits.low > INT8_MIN)
    value = limited(at, "arith.maxsi", value, limits.low);
  if (limits.high < INT8_MAX)
    value = limited(at, "arith.minsi", value, limits.high);
  if (limits.low == INT8_MIN)
    value = limited(at, "arith.maxsi", value, INT8_MIN);
  if (limits.high == INT8_MAX)
    value = limited(at, "arith.minsi", value, INT8_MAX);
  value = aicBuildValue(
      at->rewriter, at->location, "arith.trunci",
      (AicBuild){.operands = AIC_VALUES(value), .results = AIC_TYPES(type)});
  mlirOperationSetOperand(yield, 0, value);
  return true;
}
