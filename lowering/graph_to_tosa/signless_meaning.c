//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What operations on unsigned numbers are on signless ones. Sums, products,
// bits and movement are the same; what orders numbers flips the sign bit
// around it, and what needs their value widens.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/signless.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static MlirValue scalar(const AicTosa *tosa, MlirType element, int64_t number) {
  MlirType type =
      mlirRankedTensorTypeGet(0, NULL, element, mlirAttributeGetNull());
  MlirAttribute value =
      mlirDenseElementsAttrSplatGet(type, mlirIntegerAttrGet(element, number));
  return aicBuildValue(
      tosa->rewriter, tosa->location, "graph.weight",
      (AicBuild){.infer = true, .attributes = AIC_ATTRS({"value", value})});
}

static MlirValue binary(const AicTosa *tosa, const char *kind, MlirValue x,
                        MlirValue y) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  return aicBuildValue(tosa->rewriter, tosa->location, "graph.binary",
                       (AicBuild){.operands = AIC_VALUES(x, y),
                                  .infer = true,
                                  .attributes = AIC_ATTRS(
                                      {"kind", aicAttrString(context, kind)})});
}

static MlirValue cast(const AicTosa *tosa, MlirValue x, MlirType element) {
  AicGraphShape shape = aicTosaShape(x);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "graph.cast",
      (AicBuild){.operands = AIC_VALUES(x),
                 .results = AIC_TYPES(aicTosaType(&shape, element))});
}

static int64_t signBit(MlirType element) {
  unsigned bits = mlirIntegerTypeGetWidth(element);
  return bits == 64 ? INT64_MIN : -((int64_t)1 << (bits - 1));
}

/// The order of unsigned numbers is the signed order of these.
static MlirValue flip(const AicTosa *tosa, MlirValue x) {
  MlirType element = aicTosaElement(x);
  return binary(tosa, "xor", x, scalar(tosa, element, signBit(element)));
}

static MlirType i64Of(MlirValue x) {
  return mlirIntegerTypeGet(mlirTypeGetContext(mlirValueGetType(x)), 64);
}

/// The value of numbers of up to 32 bits.
static MlirValue widen(const AicTosa *tosa, MlirValue x) {
  unsigned bits = mlirIntegerTypeGetWidth(aicTosaElement(x));
  int64_t mask = ((int64_t)1 << bits) - 1;
  return binary(tosa, "and", cast(tosa, x, i64Of(x)),
                scalar(tosa, i64Of(x), mask));
}

/// The operation on other operands, with a result of their element type unless
/// it is i1.
static MlirValue again(const AicTosa *tosa, MlirOperation op,
                       const MlirValue *operands) {
  static const char *const names[] = {"kind",
                                      "kernel",
                                      "strides",
                                      "pads",
                                      "dilations",
                                      "ceil_mode",
                                      "count_include_pad",
                                      "axes",
                                      "keepdims",
                                      "alpha",
                                      "beta"};
  enum { NUM_NAMES = sizeof names / sizeof *names };
  AicNamedAttr attrs[NUM_NAMES];
  for (int i = 0; i < NUM_NAMES; ++i)
    attrs[i] = (AicNamedAttr){names[i], aicGetAttr(op, names[i])};
  AicGraphShape shape = aicTosaShape(mlirOperationGetResult(op, 0));
  MlirType element = aicTosaElement(mlirOperationGetResult(op, 0));
  if (!aicOpIs(op, "graph.compare"))
    element = aicTosaElement(operands[0]);
  MlirStringRef name = aicOpName(op);
  char text[32] = {0};
  memcpy(text, name.data, name.length < 31 ? name.length : 31);
  return aicBuildValue(
      tosa->rewriter, tosa->location, text,
      (AicBuild){.operands = {mlirOperationGetNumOperands(op), operands},
                 .results = AIC_TYPES(aicTosaType(&shape, element)),
                 .attributes = {NUM_NAMES, attrs}});
}

static bool kindIs(MlirOperation op, const char *kind) {
  return mlirStringRefEqual(aicOpString(op, "kind"),
                            mlirStringRefCreateFromCString(kind));
}

/// Flips all operands, and the result when it is such a number.
static MlirValue ordered(const AicTosa *tosa, MlirOperation op) {
  MlirValue operands[2];
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
    operands[i] = flip(tosa, mlirOperationGetOperand(op, i));
  MlirValue result = again(tosa, op, operands);
  return aicOpIs(op, "graph.compare") ? result : flip(tosa, result);
}

/// Widens all operands and cuts the result.
static MlirValue widened(const AicTosa *tosa, MlirOperation op) {
  MlirValue operands[2];
  MlirType element = aicTosaElement(mlirOperationGetOperand(op, 0));
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
    operands[i] = widen(tosa, mlirOperationGetOperand(op, i));
  return cast(tosa, again(tosa, op, operands), element);
}

static MlirValue select(const AicTosa *tosa, MlirValue condition, MlirValue yes,
                        MlirValue no) {
  return aicBuildValue(
      tosa->rewriter, tosa->location, "graph.select",
      (AicBuild){.operands = AIC_VALUES(condition, yes, no), .infer = true});
}

static MlirValue compare(const AicTosa *tosa, const char *kind, MlirValue x,
                         MlirValue y) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  return aicBuildValue(tosa->rewriter, tosa->location, "graph.compare",
                       (AicBuild){.operands = AIC_VALUES(x, y),
                                  .infer = true,
                                  .attributes = AIC_ATTRS(
                                      {"kind", aicAttrString(context, kind)})});
}

static MlirValue real(const AicTosa *tosa, MlirType element, double number) {
  MlirType type =
      mlirRankedTensorTypeGet(0, NULL, element, mlirAttributeGetNull());
  MlirAttribute value = mlirDenseElementsAttrSplatGet(
      type,
      mlirFloatAttrDoubleGet(mlirTypeGetContext(element), element, number));
  return aicBuildValue(
      tosa->rewriter, tosa->location, "graph.weight",
      (AicBuild){.infer = true, .attributes = AIC_ATTRS({"value", value})});
}

/// 64 unsigned bits to a float: what reads as negative is 2^64 larger.
static MlirValue wideToFloat(const AicTosa *tosa, MlirValue x, MlirType to) {
  MlirValue number = cast(tosa, x, to);
  MlirValue high =
      binary(tosa, "add", number, real(tosa, to, 18446744073709551616.0));
  MlirValue negative = compare(tosa, "lt", x, scalar(tosa, i64Of(x), 0));
  return select(tosa, negative, high, number);
}

/// A float to 64 unsigned bits: the upper half is cast 2^63 lower.
static MlirValue floatToWide(const AicTosa *tosa, MlirValue x, MlirType to) {
  MlirType element = aicTosaElement(x);
  MlirValue middle = real(tosa, element, 9223372036854775808.0);
  MlirValue high = flip(tosa, cast(tosa, binary(tosa, "sub", x, middle), to));
  MlirValue low =
      cast(tosa, binary(tosa, "max", x, real(tosa, element, 0)), to);
  return select(tosa, compare(tosa, "ge", x, middle), high, low);
}

/// A cast from or to an unsigned type of so many bits, 0 for other types.
static MlirValue convert(const AicTosa *tosa, MlirOperation op, unsigned from,
                         unsigned to) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirType element = aicTosaElement(mlirOperationGetResult(op, 0));
  if (from == 64 && mlirTypeIsAFloat(element))
    return wideToFloat(tosa, x, element);
  if (from && from < 64)
    return cast(tosa, widen(tosa, x), element);
  if (to == 64 && mlirTypeIsAFloat(aicTosaElement(x)))
    return floatToWide(tosa, x, element);
  if (to && mlirTypeIsAFloat(aicTosaElement(x))) {
    // Limited to the unsigned range on the way.
    MlirType i64 = i64Of(x);
    x = binary(tosa, "max", cast(tosa, x, i64), scalar(tosa, i64, 0));
    int64_t most = ((int64_t)1 << to) - 1;
    return cast(tosa, binary(tosa, "min", x, scalar(tosa, i64, most)), element);
  }
  return cast(tosa, x, element);
}

/// min(max(x, low), high) in the order of unsigned numbers.
static MlirValue limit(const AicTosa *tosa, MlirOperation op) {
  MlirValue x = flip(tosa, mlirOperationGetOperand(op, 0));
  MlirType element = aicTosaElement(x);
  const char *const names[] = {"min", "max"}, *const kinds[] = {"max", "min"};
  for (int i = 0; i < 2; ++i) {
    MlirAttribute bound = aicGetAttr(op, names[i]);
    if (mlirAttributeIsNull(bound))
      continue;
    uint64_t flipped = (uint64_t)mlirIntegerAttrGetValueInt(bound) ^
                       (uint64_t)signBit(element);
    // Back into the signed range of the width.
    uint64_t sign = (uint64_t)1 << (mlirIntegerTypeGetWidth(element) - 1);
    flipped &= 2 * sign - 1;
    x = binary(tosa, kinds[i], x,
               scalar(tosa, element, (int64_t)((flipped ^ sign) - sign)));
  }
  return flip(tosa, x);
}

/// x / y of 64 unsigned bits. Half of x is a signed number; its quotient,
/// doubled, is at most 1 too small. A y from 2^63 fits once or not at all.
static MlirValue wideQuotient(const AicTosa *tosa, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue y = mlirOperationGetOperand(op, 1);
  MlirType i64 = i64Of(x);
  MlirValue zero = scalar(tosa, i64, 0), two = scalar(tosa, i64, 2);
  MlirValue top = select(tosa, compare(tosa, "lt", x, zero),
                         scalar(tosa, i64, (int64_t)1 << 62), zero);
  MlirValue low = binary(tosa, "and", x, scalar(tosa, i64, INT64_MAX));
  MlirValue half = binary(tosa, "add", binary(tosa, "div", low, two), top);
  MlirValue most = binary(tosa, "mul", binary(tosa, "div", half, y), two);
  MlirValue rest = binary(tosa, "sub", x, binary(tosa, "mul", most, y));
  MlirValue once = compare(tosa, "ge", flip(tosa, rest), flip(tosa, y));
  MlirValue small = binary(tosa, "add", most, cast(tosa, once, i64));
  MlirValue large =
      cast(tosa, compare(tosa, "ge", flip(tosa, x), flip(tosa, y)), i64);
  return select(tosa, compare(tosa, "lt", y, zero), large, small);
}

/// 1 for every number but 0.
static MlirValue nonzero(const AicTosa *tosa, MlirValue x) {
  MlirType element = aicTosaElement(x);
  return cast(tosa, compare(tosa, "ne", x, scalar(tosa, element, 0)), element);
}

MlirLogicalResult aicSignlessMeaning(const AicTosa *tosa, MlirOperation op,
                                     unsigned from, unsigned to,
                                     MlirValue *result) {
  bool isBinary = aicOpIs(op, "graph.binary");
  bool value = (isBinary && (kindIs(op, "div") || kindIs(op, "pow"))) ||
               (aicOpIs(op, "graph.reduce") && kindIs(op, "mean")) ||
               (aicOpIs(op, "graph.pool") && kindIs(op, "average"));
  unsigned bits = from > to ? from : to;
  if (isBinary && kindIs(op, "div") && bits == 64) {
    *result = wideQuotient(tosa, op);
    return mlirLogicalResultSuccess();
  }
  if (value && bits == 64)
    return aicOpError(op, "cannot be lowered for 64 unsigned bits");
  if (aicOpIs(op, "graph.cast"))
    *result = convert(tosa, op, from, to);
  else if (value)
    *result = widened(tosa, op);
  else if ((isBinary && (kindIs(op, "max") || kindIs(op, "min"))) ||
           (aicOpIs(op, "graph.compare") && !kindIs(op, "eq") &&
            !kindIs(op, "ne")) ||
           (aicOpIs(op, "graph.reduce") &&
            (kindIs(op, "max") || kindIs(op, "min"))) ||
           aicOpIs(op, "graph.pool"))
    *result = ordered(tosa, op);
  else if (aicOpIs(op, "graph.clamp"))
    *result = limit(tosa, op);
  else if (aicOpIs(op, "graph.unary") &&
           (kindIs(op, "abs") || kindIs(op, "relu")))
    *result = mlirOperationGetOperand(op, 0);
  else if (aicOpIs(op, "graph.unary") && kindIs(op, "sign"))
    *result = nonzero(tosa, mlirOperationGetOperand(op, 0));
  return mlirLogicalResultSuccess();
}
