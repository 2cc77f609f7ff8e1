//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Integer operations and comparisons that a vector unit lacks, by those that it
// has. All are exact.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/scalars.h"

#include "lowering/linalg_to_npu/body.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static bool isWidth(MlirValue value, unsigned width) {
  MlirType type = mlirValueGetType(value);
  return mlirTypeIsAInteger(type) && mlirIntegerTypeGetWidth(type) == width;
}

/// i32 to i8, where bits are lost: the sign is that of bit 7.
static MlirValue buildCut(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue result = mlirOperationGetResult(op, 0);
  if (!isWidth(x, 32) || !isWidth(result, 8) ||
      aicBodyKindOf(op) != AIC_BODY_NONE)
    return aicMicroNone();
  MlirValue bits = aicMicroInteger(at, mlirValueGetType(x), 24);
  x = aicMicroBuild(at, "arith.shli", x, bits);
  x = aicMicroBuild(at, "arith.shrsi", x, bits);
  return aicMicroConvert(at, "arith.trunci", x, mlirValueGetType(result));
}

static MlirValue buildUnsigned(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (!isWidth(x, 8) || mlirIntegerTypeGetWidth(type) != 32)
    return aicMicroNone();
  return aicMicroBuild(at, "arith.andi",
                       aicMicroConvert(at, "arith.extsi", x, type),
                       aicMicroInteger(at, type, 255));
}

/// An unsigned byte as a float: below 0 it is 256 more.
static MlirValue buildUnsignedFloat(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (!isWidth(x, 8) || !mlirTypeIsAF32(type))
    return aicMicroNone();
  MlirValue number = aicMicroConvert(at, "arith.sitofp", x, type);
  MlirValue isNegative =
      aicMicroCompare(at, AIC_MICRO_OLT, number, aicMicroFloat(at, 0));
  return aicMicroSelect(
      at, isNegative, aicMicroSum(at, number, aicMicroFloat(at, 256)), number);
}

static MlirValue buildLogicalShift(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirAttribute amount = aicBodyConstant(mlirOperationGetOperand(op, 1));
  if (!isWidth(x, 32) || mlirAttributeIsNull(amount))
    return aicMicroNone();
  int64_t bits = mlirIntegerAttrGetValueInt(amount);
  if (bits < 1 || bits > 31)
    return bits ? aicMicroNone() : x;
  MlirType type = mlirValueGetType(x);
  return aicMicroBuild(
      at, "arith.andi",
      aicMicroBuild(at, "arith.shrsi", x, mlirOperationGetOperand(op, 1)),
      aicMicroInteger(at, type, ((int64_t)1 << (32 - bits)) - 1));
}

static MlirValue buildRemainder(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue y = mlirOperationGetOperand(op, 1);
  if (!isWidth(x, 32))
    return aicMicroNone();
  MlirValue whole = aicMicroBuild(at, "arith.muli",
                                  aicMicroBuild(at, "arith.divsi", x, y), y);
  return aicMicroBuild(at, "arith.subi", x, whole);
}

static bool isIn24Bits(MlirValue value) {
  AicRange range = aicBodyRange(value);
  return range.low >= -(1 << 24) && range.high <= 1 << 24;
}

/// A product of floats is -0 where that of integers is 0.
static bool mayBeNegativeZero(MlirValue x, MlirValue y) {
  AicRange a = aicBodyRange(x), b = aicBodyRange(y);
  return (a.low <= 0 && a.high >= 0 && b.low < 0) ||
         (b.low <= 0 && b.high >= 0 && a.low < 0);
}

static MlirValue asFloat(const AicTosa *at, MlirValue x) {
  MlirContext context = mlirLocationGetContext(at->location);
  MlirAttribute number = aicBodyConstant(x);
  return mlirAttributeIsNull(number)
             ? aicMicroConvert(at, "arith.sitofp", x, mlirF32TypeGet(context))
             : aicMicroFloat(at, (double)mlirIntegerAttrGetValueInt(number));
}

/// A float of a computed integer: the same computed in floats, which is exact
/// as all numbers have 24 bits.
static MlirValue buildFloat(const AicTosa *at, MlirOperation op) {
  static const char *const names[][2] = {
      {"arith.addi", "arith.addf"},      {"arith.subi", "arith.subf"},
      {"arith.muli", "arith.mulf"},      {"arith.maxsi", "arith.maximumf"},
      {"arith.minsi", "arith.minimumf"}, {NULL, NULL}};
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (!mlirValueIsAOpResult(x) || !mlirTypeIsAF32(type))
    return aicMicroNone();
  MlirOperation from = mlirOpResultGetOwner(x);
  for (int i = 0; names[i][0]; ++i) {
    if (!aicIsOp(from, names[i][0]))
      continue;
    MlirValue operands[2];
    for (int side = 0; side < 2; ++side)
      if (!isIn24Bits(mlirOperationGetOperand(from, side)))
        return aicMicroNone();
    if (!isIn24Bits(x) || (aicIsOp(from, "arith.muli") &&
                           mayBeNegativeZero(mlirOperationGetOperand(from, 0),
                                             mlirOperationGetOperand(from, 1))))
      return aicMicroNone();
    for (int side = 0; side < 2; ++side)
      operands[side] = asFloat(at, mlirOperationGetOperand(from, side));
    return aicMicroBuild(at, names[i][1], operands[0], operands[1]);
  }
  return aicMicroNone();
}

/// Integers of few bits that select floats are compared as floats.
static MlirValue buildComparison(const AicTosa *at, MlirOperation op) {
  // eq, ne, slt, sle, sgt, sge as oeq, une, olt, ole, ogt, oge.
  static const int64_t floats[] = {1, AIC_MICRO_UNE, AIC_MICRO_OLT, 5,
                                   2, AIC_MICRO_OGE};
  int64_t predicate = mlirIntegerAttrGetValueInt(aicGetAttr(op, "predicate"));
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue y = mlirOperationGetOperand(op, 1);
  bool selects = false;
  for (MlirOpOperand use = mlirValueGetFirstUse(mlirOperationGetResult(op, 0));
       !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use))
    selects |= aicIsOp(mlirOpOperandGetOwner(use), "arith.select") &&
               mlirTypeIsAF32(mlirValueGetType(
                   mlirOperationGetResult(mlirOpOperandGetOwner(use), 0)));
  if (!selects || predicate > 5 || !(isWidth(x, 8) || isWidth(x, 32)) ||
      !isIn24Bits(x) || !isIn24Bits(y))
    return aicMicroNone();
  return aicMicroCompare(at, floats[predicate], asFloat(at, x), asFloat(at, y));
}

/// Comparisons that hold where an operand is no number, by their opposites:
/// whoever selects by them exchanges what it selects.
static bool turnComparison(const AicTosa *at, MlirOperation op) {
  // ugt, uge, ult, ule are not ole, olt, oge, ogt.
  static const int64_t opposites[] = {5, 4, 3, 2};
  MlirAttribute attr = aicGetAttr(op, "predicate");
  int64_t predicate = mlirIntegerAttrGetValueInt(attr);
  MlirValue result = mlirOperationGetResult(op, 0);
  if (predicate < 9 || predicate > 12)
    return false;
  MlirOpOperand use = mlirValueGetFirstUse(result);
  for (; !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use))
    if (!aicIsOp(mlirOpOperandGetOwner(use), "arith.select") ||
        mlirOpOperandGetOperandNumber(use) != 0)
      return false;
  for (use = mlirValueGetFirstUse(result); !mlirOpOperandIsNull(use);
       use = mlirOpOperandGetNextUse(use)) {
    MlirOperation select = mlirOpOperandGetOwner(use);
    MlirValue first = mlirOperationGetOperand(select, 1);
    mlirOperationSetOperand(select, 1, mlirOperationGetOperand(select, 2));
    mlirOperationSetOperand(select, 2, first);
  }
  MlirContext context = mlirLocationGetContext(at->location);
  aicSetAttr(op, "predicate", aicAttrI64(context, opposites[predicate - 9]));
  return true;
}

bool aicLegalizeInteger(const AicTosa *at, MlirOperation op) {
  static const struct {
    const char *name;
    MlirValue (*build)(const AicTosa *at, MlirOperation op);
  } rewrites[] = {
      {"arith.trunci", buildCut},           {"arith.extui", buildUnsigned},
      {"arith.uitofp", buildUnsignedFloat}, {"arith.shrui", buildLogicalShift},
      {"arith.remsi", buildRemainder},      {"arith.sitofp", buildFloat},
      {"arith.cmpi", buildComparison},
  };
  if (aicIsOp(op, "arith.cmpf"))
    return turnComparison(at, op);
  for (size_t i = 0; i < sizeof rewrites / sizeof rewrites[0]; ++i) {
    if (!aicIsOp(op, rewrites[i].name))
      continue;
    mlirRewriterBaseSetInsertionPointBefore(at->rewriter, op);
    MlirValue value = rewrites[i].build(at, op);
    if (mlirValueIsNull(value))
      return false;
    mlirValueReplaceAllUsesOfWith(mlirOperationGetResult(op, 0), value);
    return true;
  }
  return false;
}
