//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What an operation of a linalg body is on the vector unit: a micro-op, or
// nothing at all where reading or storing an element does it.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/body.h"

#include "aic/op.h"
#include "dialects/npu/vec.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static bool isInteger(MlirType type, unsigned width) {
  return mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
         mlirIntegerTypeGetWidth(type) == width;
}

/// `op` cuts i32 to i8 where that changes nothing.
static bool cutsNothing(MlirOperation op) {
  if (!aicOpIs(op, "arith.trunci") ||
      !isInteger(mlirValueGetType(mlirOperationGetResult(op, 0)), 8))
    return false;
  MlirValue wide = mlirOperationGetOperand(op, 0);
  AicRange range = aicBodyRange(wide);
  return isInteger(mlirValueGetType(wide), 32) && range.low >= INT8_MIN &&
         range.high <= INT8_MAX;
}

AicBodyKind aicBodyKindOf(MlirOperation op) {
  // Elements are converted as they are read.
  static const char *const casts[] = {"arith.extsi", "arith.extf",
                                      "arith.sitofp", NULL};
  if (aicOpIs(op, "arith.constant"))
    return AIC_BODY_CONSTANT;
  for (int i = 0; casts[i]; ++i)
    if (aicOpIs(op, casts[i]))
      return AIC_BODY_CAST;
  if (cutsNothing(op))
    return AIC_BODY_CAST;
  if (aicOpIs(op, "math.exp") &&
      mlirAttributeIsNull(aicBodyConstant(mlirOperationGetOperand(op, 0))))
    return AIC_BODY_EXP;
  AicLookUp lookUp;
  if (aicBodyLookUp(op, &lookUp))
    return AIC_BODY_LUT;
  return aicNpuVecFindRule(op) ? AIC_BODY_MICRO : AIC_BODY_NONE;
}

/// `attr` is a number of at most `limit`, or with `least` of at least `limit`.
static bool isBeyond(MlirAttribute attr, bool least, double limit) {
  if (mlirAttributeIsNull(attr))
    return false;
  double number = mlirAttributeIsAFloat(attr)
                      ? mlirFloatAttrGetValueDouble(attr)
                      : (double)mlirIntegerAttrGetValueInt(attr);
  return least ? number >= limit : number <= limit;
}

/// Behind limits of the type that is stored: storing saturates.
static MlirValue skipLimits(MlirValue value, double low, double high) {
  static const char *const limits[][2] = {{"arith.maxsi", "arith.minsi"},
                                          {"arith.maximumf", "arith.minimumf"}};
  while (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    bool skips = false;
    for (int kind = 0; kind < 2; ++kind)
      skips = skips ||
              (aicOpIs(op, limits[kind][0]) &&
               isBeyond(aicBodyConstant(mlirOperationGetOperand(op, 1)), false,
                        low)) ||
              (aicOpIs(op, limits[kind][1]) &&
               isBeyond(aicBodyConstant(mlirOperationGetOperand(op, 1)), true,
                        high));
    if (!skips)
      break;
    value = mlirOperationGetOperand(op, 0);
  }
  return value;
}

/// Behind the conversion of a float to an integer.
static MlirValue skipRounding(MlirValue value, double low, double high) {
  MlirValue from = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
  if (!mlirTypeIsAF32(mlirValueGetType(from)) || !aicBodyIsWhole(from))
    return value;
  from = skipLimits(from, low, high);
  // Storing rounds to even, too.
  bool rounds = mlirValueIsAOpResult(from) &&
                aicOpIs(mlirOpResultGetOwner(from), "math.roundeven");
  return rounds ? mlirOperationGetOperand(mlirOpResultGetOwner(from), 0) : from;
}

MlirValue aicBodyStored(MlirValue value) {
  MlirType type = mlirValueGetType(value);
  bool narrow = isInteger(type, 8);
  double low = narrow ? INT8_MIN : INT32_MIN;
  double high = narrow ? INT8_MAX : INT32_MAX;
  if (!mlirValueIsAOpResult(value))
    return value;
  MlirOperation op = mlirOpResultGetOwner(value);
  if (mlirTypeIsABF16(type) || mlirTypeIsAF16(type)) {
    bool rounds = aicOpIs(op, "arith.truncf") &&
                  mlirAttributeIsNull(mlirOperationGetAttributeByName(
                      op, mlirStringRefCreateFromCString("roundingmode")));
    MlirValue wide = rounds ? mlirOperationGetOperand(op, 0) : value;
    return mlirTypeIsAF32(mlirValueGetType(wide)) ? wide : value;
  }
  if (aicOpIs(op, "arith.fptosi") && (narrow || isInteger(type, 32)))
    return skipRounding(value, low, high);
  if (!narrow)
    return value;
  value = skipLimits(value, low, high);
  if (mlirValueIsAOpResult(value) && cutsNothing(mlirOpResultGetOwner(value)))
    value = skipLimits(mlirOperationGetOperand(mlirOpResultGetOwner(value), 0),
                       low, high);
  return value;
}
