//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/scalar.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <string.h>

static bool isFloat(MlirValue x) {
  return mlirTypeIsAFloat(mlirValueGetType(x));
}

static bool isBool(MlirType type) {
  return mlirTypeIsAInteger(type) && mlirIntegerTypeGetWidth(type) == 1;
}

MlirValue aicScalarAttr(const AicTosa *tosa, MlirAttribute number) {
  return aicBuildValue(
      tosa->rewriter, tosa->location, "arith.constant",
      (AicBuild){.results = AIC_TYPES(mlirAttributeGetType(number)),
                 .attributes = AIC_ATTRS({"value", number})});
}

MlirAttribute aicScalarNumberAttr(MlirType type, double number) {
  return mlirTypeIsAFloat(type)
             ? mlirFloatAttrDoubleGet(mlirTypeGetContext(type), type, number)
             : mlirIntegerAttrGet(type, (int64_t)number);
}

MlirValue aicScalarNumber(const AicTosa *tosa, MlirType type, double number) {
  MlirContext context = mlirTypeGetContext(type);
  return aicScalarAttr(tosa, mlirTypeIsAFloat(type)
                                 ? mlirFloatAttrDoubleGet(context, type, number)
                                 : mlirIntegerAttrGet(type, (int64_t)number));
}

MlirValue aicScalarOp1(const AicTosa *tosa, const char *name, MlirValue x) {
  return aicBuildValue(tosa->rewriter, tosa->location, name,
                       (AicBuild){.operands = AIC_VALUES(x),
                                  .results = AIC_TYPES(mlirValueGetType(x))});
}

MlirValue aicScalarOp2(const AicTosa *tosa, const char *name, MlirValue x,
                       MlirValue y) {
  return aicBuildValue(tosa->rewriter, tosa->location, name,
                       (AicBuild){.operands = AIC_VALUES(x, y),
                                  .results = AIC_TYPES(mlirValueGetType(x))});
}

MlirValue aicScalarSelect(const AicTosa *tosa, MlirValue condition,
                          MlirValue yes, MlirValue no) {
  return aicBuildValue(tosa->rewriter, tosa->location, "arith.select",
                       (AicBuild){.operands = AIC_VALUES(condition, yes, no),
                                  .results = AIC_TYPES(mlirValueGetType(yes))});
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

/// Predicates of arith.cmpf and arith.cmpi: with a NaN only `ne` holds; i1 and
/// indices are unsigned.
typedef struct Predicates {
  const char *kind;
  int64_t onFloats, onSigned, onUnsigned;
} Predicates;

static const Predicates predicates[] = {{"eq", 1, 0, 0}, {"ne", 13, 1, 1},
                                        {"lt", 4, 2, 6}, {"le", 5, 3, 7},
                                        {"gt", 2, 4, 8}, {"ge", 3, 5, 9}};

MlirValue aicScalarCompare(const AicTosa *tosa, const char *kind, MlirValue x,
                           MlirValue y) {
  const Predicates *found = predicates;
  while (strcmp(found->kind, kind) != 0)
    ++found;
  MlirContext context = mlirLocationGetContext(tosa->location);
  int64_t predicate = isFloat(x)                    ? found->onFloats
                      : isBool(mlirValueGetType(x)) ? found->onUnsigned
                                                    : found->onSigned;
  return aicBuildValue(
      tosa->rewriter, tosa->location, isFloat(x) ? "arith.cmpf" : "arith.cmpi",
      (AicBuild){.operands = AIC_VALUES(x, y),
                 .results = AIC_TYPES(mlirIntegerTypeGet(context, 1)),
                 .attributes =
                     AIC_ATTRS({"predicate", aicAttrI64(context, predicate)})});
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

static MlirValue number(const AicTosa *tosa, MlirValue like, double value) {
  return aicScalarNumber(tosa, mlirValueGetType(like), value);
}

static MlirValue with(const AicTosa *tosa, const char *name, MlirValue x,
                      double value) {
  return aicScalarOp2(tosa, name, x, number(tosa, x, value));
}

/// 1 above 0, -1 below, else x: a zero or a NaN.
static MlirValue sign(const AicTosa *tosa, MlirValue x) {
  MlirValue zero = number(tosa, x, 0);
  MlirValue below = aicScalarCompare(tosa, "lt", x, zero);
  MlirValue above = aicScalarCompare(tosa, "gt", x, zero);
  return aicScalarSelect(tosa, above, number(tosa, x, 1),
                         aicScalarSelect(tosa, below, number(tosa, x, -1), x));
}

/// x for x >= 0 (and a NaN), else `below`.
static MlirValue positiveOr(const AicTosa *tosa, MlirValue x, MlirValue below) {
  MlirValue negative = aicScalarCompare(tosa, "lt", x, number(tosa, x, 0));
  return aicScalarSelect(tosa, negative, below, x);
}

static MlirValue sigmoid(const AicTosa *tosa, MlirValue x) {
  MlirValue power =
      aicScalarOp1(tosa, "math.exp", aicScalarOp1(tosa, "arith.negf", x));
  return aicScalarOp2(tosa, "arith.divf", number(tosa, x, 1),
                      with(tosa, "arith.addf", power, 1));
}

static MlirValue limit(const AicTosa *tosa, MlirValue x, double low,
                       double high) {
  return with(tosa, "arith.maximumf", with(tosa, "arith.minimumf", x, high),
              low);
}

static MlirValue halfTimesOnePlus(const AicTosa *tosa, MlirValue x,
                                  MlirValue inner) {
  return aicScalarOp2(tosa, "arith.mulf", with(tosa, "arith.mulf", x, 0.5),
                      with(tosa, "arith.addf", inner, 1));
}

static MlirValue unaryInteger(const AicTosa *tosa, const char *kind,
                              MlirValue x) {
  if (!strcmp(kind, "abs"))
    return aicScalarOp1(tosa, "math.absi", x);
  if (!strcmp(kind, "neg"))
    return aicScalarOp2(tosa, "arith.subi", number(tosa, x, 0), x);
  if (!strcmp(kind, "not"))
    return aicScalarOp2(tosa, "arith.xori", x, number(tosa, x, 1));
  if (!strcmp(kind, "relu"))
    return with(tosa, "arith.maxsi", x, 0);
  if (!strcmp(kind, "sign"))
    return sign(tosa, x);
  return x; // identity
}

static const char *const mathNames[][2] = {
    {"abs", "math.absf"},    {"ceil", "math.ceil"}, {"cos", "math.cos"},
    {"erf", "math.erf"},     {"exp", "math.exp"},   {"floor", "math.floor"},
    {"log", "math.log"},     {"neg", "arith.negf"}, {"round", "math.roundeven"},
    {"rsqrt", "math.rsqrt"}, {"sin", "math.sin"},   {"sqrt", "math.sqrt"},
    {"tanh", "math.tanh"},   {NULL, NULL}};

MlirValue aicScalarUnary(const AicTosa *tosa, const char *kind, MlirValue x,
                         double alpha, double beta) {
  if (!isFloat(x))
    return unaryInteger(tosa, kind, x);
  for (const char *const(*name)[2] = mathNames; (*name)[0]; ++name)
    if (!strcmp((*name)[0], kind))
      return aicScalarOp1(tosa, (*name)[1], x);
  if (!strcmp(kind, "reciprocal"))
    return aicScalarOp2(tosa, "arith.divf", number(tosa, x, 1), x);
  if (!strcmp(kind, "relu"))
    return with(tosa, "arith.maximumf", x, 0);
  if (!strcmp(kind, "sign"))
    return sign(tosa, x);
  if (!strcmp(kind, "elu"))
    return positiveOr(
        tosa, x,
        with(tosa, "arith.mulf", aicScalarOp1(tosa, "math.expm1", x), alpha));
  if (!strcmp(kind, "leaky_relu"))
    return positiveOr(tosa, x, with(tosa, "arith.mulf", x, alpha));
  if (!strcmp(kind, "hard_sigmoid") || !strcmp(kind, "hard_swish")) {
    bool swish = kind[5] == 's' && kind[6] == 'w';
    MlirValue line = with(tosa, "arith.mulf", x, swish ? 1.0 / 6 : alpha);
    line = with(tosa, "arith.addf", line, swish ? 0.5 : beta);
    line = limit(tosa, line, 0, 1);
    return swish ? aicScalarOp2(tosa, "arith.mulf", x, line) : line;
  }
  if (!strcmp(kind, "sigmoid"))
    return sigmoid(tosa, x);
  if (!strcmp(kind, "silu"))
    return aicScalarOp2(tosa, "arith.mulf", x, sigmoid(tosa, x));
  if (!strcmp(kind, "gelu"))
    return halfTimesOnePlus(
        tosa, x,
        aicScalarOp1(tosa, "math.erf",
                     with(tosa, "arith.mulf", x, 0.70710678118654752440)));
  if (!strcmp(kind, "gelu_tanh")) {
    MlirValue square = aicScalarOp2(tosa, "arith.mulf", x, x);
    MlirValue factor =
        with(tosa, "arith.addf", with(tosa, "arith.mulf", square, 0.044715), 1);
    MlirValue inner = aicScalarOp2(tosa, "arith.mulf", x, factor);
    return halfTimesOnePlus(
        tosa, x,
        aicScalarOp1(tosa, "math.tanh",
                     with(tosa, "arith.mulf", inner, 0.79788456080286535588)));
  }
  if (!strcmp(kind, "softplus")) {
    // max(x, 0) + log(1 + e^-|x|): no power overflows.
    MlirValue power = aicScalarOp1(
        tosa, "math.exp",
        aicScalarOp1(tosa, "arith.negf", aicScalarOp1(tosa, "math.absf", x)));
    return aicScalarOp2(tosa, "arith.addf", with(tosa, "arith.maximumf", x, 0),
                        aicScalarOp1(tosa, "math.log1p", power));
  }
  return x; // identity
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// Of one kind: on floats, integers, booleans.
static const char *const binaryNames[][4] = {
    {"add", "arith.addf", "arith.addi", NULL},
    {"and", NULL, "arith.andi", "arith.andi"},
    {"div", "arith.divf", NULL, NULL},
    {"max", "arith.maximumf", "arith.maxsi", NULL},
    {"min", "arith.minimumf", "arith.minsi", NULL},
    {"mul", "arith.mulf", "arith.muli", NULL},
    {"prod", "arith.mulf", "arith.muli", NULL},
    {"or", NULL, "arith.ori", "arith.ori"},
    {"pow", "math.powf", "math.ipowi", NULL},
    {"sub", "arith.subf", "arith.subi", NULL},
    {"sum", "arith.addf", "arith.addi", NULL},
    {"xor", NULL, "arith.xori", "arith.xori"}};

/// Rounds toward zero; never traps.
static MlirValue divideIntegers(const AicTosa *tosa, MlirValue x, MlirValue y) {
  MlirValue zero = number(tosa, x, 0), one = number(tosa, x, 1);
  MlirValue isZero = aicScalarCompare(tosa, "eq", y, zero);
  MlirValue isMinusOne = aicScalarCompare(tosa, "eq", y, number(tosa, x, -1));
  MlirValue safe = aicScalarSelect(
      tosa, aicScalarOp2(tosa, "arith.ori", isZero, isMinusOne), one, y);
  MlirValue quotient = aicScalarOp2(tosa, "arith.divsi", x, safe);
  return aicScalarSelect(tosa, isMinusOne,
                         aicScalarOp2(tosa, "arith.subi", zero, x), quotient);
}

MlirValue aicScalarBinary(const AicTosa *tosa, const char *kind, MlirValue x,
                          MlirValue y) {
  int column = isFloat(x) ? 1 : isBool(mlirValueGetType(x)) ? 3 : 2;
  if (column == 2 && !strcmp(kind, "div"))
    return divideIntegers(tosa, x, y);
  for (size_t i = 0; i < sizeof binaryNames / sizeof *binaryNames; ++i)
    if (!strcmp(binaryNames[i][0], kind) && binaryNames[i][column])
      return aicScalarOp2(tosa, binaryNames[i][column], x, y);
  AIC_BUG("no operation for kind '%s'", kind);
}

MlirAttribute aicScalarIdentityAttr(const char *kind, MlirType type) {
  if (!strcmp(kind, "prod"))
    return aicScalarNumberAttr(type, 1);
  if (strcmp(kind, "max") != 0 && strcmp(kind, "min") != 0)
    return aicScalarNumberAttr(type, 0);
  bool max = kind[1] == 'a';
  if (mlirTypeIsAFloat(type))
    return aicScalarNumberAttr(type, max ? -INFINITY : INFINITY);
  unsigned bits = mlirIntegerTypeGetWidth(type);
  int64_t most = bits < 64 ? ((int64_t)1 << (bits - 1)) - 1 : INT64_MAX;
  return mlirIntegerAttrGet(type, max ? -most - 1 : most);
}

MlirValue aicScalarIdentity(const AicTosa *tosa, const char *kind,
                            MlirType type) {
  return aicScalarAttr(tosa, aicScalarIdentityAttr(kind, type));
}

//===----------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------===//

static MlirValue convert(const AicTosa *tosa, const char *name, MlirValue x,
                         MlirType to) {
  return aicBuildValue(
      tosa->rewriter, tosa->location, name,
      (AicBuild){.operands = AIC_VALUES(x), .results = AIC_TYPES(to)});
}

/// Toward zero, limited to the range; a NaN gives 0. The conversion itself
/// only ever sees numbers in the range.
static MlirValue floatToInteger(const AicTosa *tosa, MlirValue x, MlirType to) {
  int bits = (int)mlirIntegerTypeGetWidth(to);
  double bound = ldexp(1, bits - 1);
  MlirType integer = to;
  int64_t most = bits < 64 ? ((int64_t)1 << (bits - 1)) - 1 : INT64_MAX;
  MlirValue above = aicScalarCompare(tosa, "ge", x, number(tosa, x, bound));
  MlirValue below = aicScalarCompare(tosa, "lt", x, number(tosa, x, -bound));
  MlirValue ordered = aicScalarCompare(tosa, "eq", x, x);
  MlirValue outside = aicScalarOp2(tosa, "arith.ori", above, below);
  MlirValue safe =
      aicScalarSelect(tosa, outside, number(tosa, x, 0),
                      aicScalarSelect(tosa, ordered, x, number(tosa, x, 0)));
  MlirValue result = convert(tosa, "arith.fptosi", safe, integer);
  result = aicScalarSelect(
      tosa, above, aicScalarAttr(tosa, mlirIntegerAttrGet(to, most)), result);
  return aicScalarSelect(tosa, below,
                         aicScalarAttr(tosa, mlirIntegerAttrGet(to, -most - 1)),
                         result);
}

MlirValue aicScalarCast(const AicTosa *tosa, MlirValue x, MlirType to) {
  MlirType from = mlirValueGetType(x);
  if (mlirTypeEqual(from, to))
    return x;
  if (isBool(to))
    return aicScalarCompare(tosa, "ne", x, number(tosa, x, 0));
  if (mlirTypeIsAInteger(from) && mlirTypeIsAFloat(to))
    return convert(tosa, isBool(from) ? "arith.uitofp" : "arith.sitofp", x, to);
  if (mlirTypeIsAInteger(from)) {
    bool narrows = mlirIntegerTypeGetWidth(to) < mlirIntegerTypeGetWidth(from);
    return convert(tosa,
                   narrows        ? "arith.trunci"
                   : isBool(from) ? "arith.extui"
                                  : "arith.extsi",
                   x, to);
  }
  if (mlirTypeIsAInteger(to))
    return floatToInteger(tosa, x, to);
  unsigned have = mlirFloatTypeGetWidth(from), want = mlirFloatTypeGetWidth(to);
  if (have == want) { // f16 and bf16
    x = convert(tosa, "arith.extf", x,
                mlirF32TypeGet(mlirTypeGetContext(from)));
    have = 32;
  }
  return convert(tosa, have < want ? "arith.extf" : "arith.truncf", x, to);
}
