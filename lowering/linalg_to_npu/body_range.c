//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What values in a linalg body can be: a range of integers, or whole numbers.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/body.h"

#include "aic/op.h"
#include "lowering/support/elements.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <string.h>

enum {
  MAX_DEPTH = 12,       ///< operations looked through; behind is unknown
  MAX_ELEMENTS = 65536, ///< of constants that are looked at
};

MlirAttribute aicBodyConstant(MlirValue value) {
  if (!mlirValueIsAOpResult(value) ||
      !aicOpIs(mlirOpResultGetOwner(value), "arith.constant"))
    return mlirAttributeGetNull();
  return mlirOperationGetAttributeByName(
      mlirOpResultGetOwner(value), mlirStringRefCreateFromCString("value"));
}

/// All integers of a type; of i64 and index those of 62 bits, whose sums do not
/// overflow.
static AicRange rangeOfType(MlirType type) {
  unsigned width =
      mlirTypeIsAInteger(type) ? mlirIntegerTypeGetWidth(type) : 62;
  int64_t high = ((int64_t)1 << ((width > 62 ? 62 : width) - 1)) - 1;
  return (AicRange){-high - 1, high};
}

static AicRange join(AicRange a, AicRange b) {
  return (AicRange){a.low < b.low ? a.low : b.low,
                    a.high > b.high ? a.high : b.high};
}

static bool fitsProduct(AicRange range) {
  return range.low >= INT32_MIN && range.high <= INT32_MAX;
}

static AicRange rangeOfProduct(AicRange a, AicRange b) {
  AicRange low = {a.low * b.low, a.low * b.low};
  AicRange range = join(low, (AicRange){a.low * b.high, a.low * b.high});
  range = join(range, (AicRange){a.high * b.low, a.high * b.low});
  return join(range, (AicRange){a.high * b.high, a.high * b.high});
}

bool aicBodyConstantRange(MlirValue tensor, AicRange *range) {
  MlirAttribute value = aicBodyConstant(tensor);
  MlirType type = mlirValueGetType(tensor);
  AicElements elements;
  if (mlirAttributeIsNull(value) || !mlirTypeIsAShaped(type) ||
      !mlirTypeIsAInteger(mlirShapedTypeGetElementType(type)) ||
      mlirElementsAttrGetNumElements(value) > MAX_ELEMENTS)
    return false;
  AicRange all = rangeOfType(mlirShapedTypeGetElementType(type));
  size_t width = all.high == INT8_MAX ? 1 : all.high == INT32_MAX ? 4 : 0;
  if (!width || !aicElementsRead(value, &elements))
    return false;
  *range = (AicRange){all.high, all.low};
  for (size_t at = 0; at < elements.bytes; at += width) {
    int32_t element;
    if (width == 1)
      element = *((const signed char *)elements.data + at);
    else
      memcpy(&element, (const char *)elements.data + at, sizeof element);
    range->low = element < range->low ? element : range->low;
    range->high = element > range->high ? element : range->high;
  }
  bool any = elements.bytes > 0;
  aicElementsRelease(&elements);
  return any;
}

/// What a tensor of constants holds that is element `argument` of a linalg
/// operation; `all` if it is none.
static AicRange rangeOfElements(MlirValue argument, AicRange all) {
  MlirOperation op =
      mlirBlockGetParentOperation(mlirBlockArgumentGetOwner(argument));
  intptr_t number = mlirBlockArgumentGetArgNumber(argument);
  AicRange range;
  // The last operands are what results start from, which sums leave.
  intptr_t inputs =
      mlirOperationGetNumOperands(op) - mlirOperationGetNumResults(op);
  return number < inputs && aicBodyConstantRange(
                                mlirOperationGetOperand(op, number), &range)
             ? range
             : all;
}

static int64_t largest(AicRange range) {
  return range.high > -range.low ? range.high : -range.low;
}

static AicRange rangeAt(MlirValue value, int depth);

/// (x * multiplier + a half) >> shift, perhaps with one more of rounding.
static AicRange rangeOfRescale(MlirOperation op, int depth, AicRange all) {
  AicRange x = rangeAt(mlirOperationGetOperand(op, 0), depth + 1);
  AicRange multiplier = rangeAt(mlirOperationGetOperand(op, 1), depth + 1);
  AicRange shift = rangeAt(mlirOperationGetOperand(op, 2), depth + 1);
  // Of i48 the product may overflow.
  if (shift.low < 2 || shift.high > 62 || !fitsProduct(x) ||
      !fitsProduct(multiplier))
    return all;
  int64_t high = (largest(x) * largest(multiplier) >> shift.low) + 2;
  return (AicRange){-high, high};
}

/// All unsigned integers of the type of `value`.
static AicRange unsignedOf(MlirValue value, AicRange all) {
  AicRange range = rangeOfType(mlirValueGetType(value));
  return range.high > INT32_MAX ? all : (AicRange){0, 2 * range.high + 1};
}

static AicRange rangeOfOp(MlirOperation op, int depth, AicRange all) {
  AicRange a = all, b = all;
  if (aicOpIs(op, "tosa.apply_scale"))
    return rangeOfRescale(op, depth, all);
  intptr_t operands = mlirOperationGetNumOperands(op);
  if (operands < 1 || mlirTypeIsAFloat(mlirValueGetType(
                          mlirOperationGetOperand(op, operands - 1))))
    return all;
  a = rangeAt(mlirOperationGetOperand(op, 0), depth + 1);
  if (operands > 1)
    b = rangeAt(mlirOperationGetOperand(op, 1), depth + 1);
  if (aicOpIs(op, "arith.extsi") || aicOpIs(op, "arith.index_cast"))
    return a;
  if (aicOpIs(op, "arith.extui"))
    return a.low >= 0 ? a : unsignedOf(mlirOperationGetOperand(op, 0), all);
  if (aicOpIs(op, "arith.trunci"))
    return a;
  if (aicOpIs(op, "arith.maxsi"))
    return (AicRange){a.low > b.low ? a.low : b.low,
                      a.high > b.high ? a.high : b.high};
  if (aicOpIs(op, "arith.minsi"))
    return (AicRange){a.low < b.low ? a.low : b.low,
                      a.high < b.high ? a.high : b.high};
  if (aicOpIs(op, "arith.addi"))
    return (AicRange){a.low + b.low, a.high + b.high};
  if (aicOpIs(op, "arith.subi"))
    return (AicRange){a.low - b.high, a.high - b.low};
  if (aicOpIs(op, "arith.muli") && fitsProduct(a) && fitsProduct(b))
    return rangeOfProduct(a, b);
  if (aicOpIs(op, "arith.andi") && b.low >= 0)
    return (AicRange){0, b.high};
  if (aicOpIs(op, "arith.shrsi") && b.low >= 0 && b.low == b.high &&
      b.low < 62 && fitsProduct(a))
    return (AicRange){a.low >> b.low, a.high >> b.low};
  if (aicOpIs(op, "arith.select"))
    return join(b, rangeAt(mlirOperationGetOperand(op, 2), depth + 1));
  return all;
}

static AicRange rangeAt(MlirValue value, int depth) {
  MlirType type = mlirValueGetType(value);
  AicRange all = rangeOfType(type);
  MlirAttribute number = aicBodyConstant(value);
  if (!mlirAttributeIsNull(number) && mlirAttributeIsAInteger(number)) {
    if (mlirTypeIsAInteger(type) && mlirIntegerTypeGetWidth(type) > 64)
      return all;
    int64_t constant = mlirIntegerAttrGetValueInt(number);
    return constant >= all.low && constant <= all.high
               ? (AicRange){constant, constant}
               : all;
  }
  if (!mlirValueIsAOpResult(value))
    return rangeOfElements(value, all);
  if (depth == MAX_DEPTH)
    return all;
  AicRange range = rangeOfOp(mlirOpResultGetOwner(value), depth, all);
  // What leaves the type wraps.
  return range.low >= all.low && range.high <= all.high ? range : all;
}

AicRange aicBodyRange(MlirValue value) { return rangeAt(value, 0); }

static bool isWholeAt(MlirValue value, int depth) {
  MlirAttribute number = aicBodyConstant(value);
  if (!mlirAttributeIsNull(number) && mlirAttributeIsAFloat(number)) {
    double constant = mlirFloatAttrGetValueDouble(number);
    return constant == floor(constant);
  }
  if (depth == MAX_DEPTH || !mlirValueIsAOpResult(value))
    return false;
  MlirOperation op = mlirOpResultGetOwner(value);
  static const char *const makes[] = {
      "math.roundeven", "math.floor",   "math.ceil",    "math.trunc",
      "math.round",     "arith.sitofp", "arith.uitofp", NULL};
  // Sums and products of whole numbers are whole, also where they are rounded:
  // above 2^23 all floats are.
  static const char *const keeps[] = {"arith.maximumf", "arith.minimumf",
                                      "arith.maxnumf",  "arith.minnumf",
                                      "arith.negf",     "math.absf",
                                      "arith.addf",     "arith.subf",
                                      "arith.mulf",     NULL};
  for (int i = 0; makes[i]; ++i)
    if (aicOpIs(op, makes[i]))
      return true;
  bool selects = aicOpIs(op, "arith.select");
  bool kept = selects;
  for (int i = 0; keeps[i]; ++i)
    kept = kept || aicOpIs(op, keeps[i]);
  for (intptr_t i = selects; kept && i < mlirOperationGetNumOperands(op); ++i)
    kept = isWholeAt(mlirOperationGetOperand(op, i), depth + 1);
  return kept;
}

bool aicBodyIsWhole(MlirValue value) { return isWholeAt(value, 0); }
