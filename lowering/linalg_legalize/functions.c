//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Functions of f32 as arithmetic that a vector unit has. Errors are in units in
// the last place of the result, over a dense sweep of all magnitudes against
// f64 (test/lowering/linalg_legalize/functions.py):
//
//   erf        7.1   x * P(x^2) / Q(x^2) within 1, x^2 limited to 14.688
//   tanh       3.0   x + x^3 * P(x^2) below 0.55, else 1 - 2 / (exp(2 x) + 1)
//   tanh + 1   as exp: 2 / (1 + exp(-2 x)), also where tanh is close to -1
//   powers     as sqrt, rsqrt, products and quotients
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/scalars.h"

#include "lowering/linalg_to_npu/body.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// P(x) = c[0] + c[1] * x + ..., from the last on.
static MlirValue polynomial(const AicTosa *at, MlirValue x, int count,
                            const double *c) {
  MlirValue sum = aicMicroProduct(at, x, aicMicroFloat(at, c[count - 1]));
  for (int i = count - 2; i >= 0; --i) {
    sum = aicMicroSum(at, sum, aicMicroFloat(at, c[i]));
    if (i)
      sum = aicMicroProduct(at, sum, x);
  }
  return sum;
}

static MlirValue exp2Of(const AicTosa *at, MlirValue x, double factor) {
  return aicMicroUnary(at, "math.exp2",
                       aicMicroProduct(at, x, aicMicroFloat(at, factor)));
}

static const double LOG2E = 1.4426950408889634;

static MlirValue buildErf(const AicTosa *at, MlirOperation op) {
  // Beyond it erf rounds to 1. At it the quotient is 1 exactly, and beyond it
  // grows with x as the square does not, to be cut off: 1 + erf has to be 0 for
  // what is far below. Rounding takes the quotient over 1 just before, too, and
  // 1 + erf must not change its sign.
  static const double limit = 3.832507610321045;
  static const double p[] = {1.1283791065216064,     0.19078077375888824,
                             0.05278989300131798,    0.003779482562094927,
                             0.00028480650507844985, 2.0420025066414382e-06};
  static const double q[] = {1.0,
                             0.5024077892303467,
                             0.11425627022981644,
                             0.014997181482613087,
                             0.0011651834938675165,
                             3.800429840339348e-05};
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue square =
      aicMicroBuild(at, "arith.minimumf", aicMicroProduct(at, x, x),
                    aicMicroFloat(at, limit * limit));
  MlirValue above = aicMicroProduct(at, polynomial(at, square, 6, p), x);
  MlirValue erf =
      aicMicroBuild(at, "arith.divf", above, polynomial(at, square, 6, q));
  erf = aicMicroBuild(at, "arith.maximumf", erf, aicMicroFloat(at, -1));
  return aicMicroBuild(at, "arith.minimumf", erf, aicMicroFloat(at, 1));
}

/// 2 / (1 + exp(-2 x)) = 1 + tanh(x).
static MlirValue buildOnePlusTanh(const AicTosa *at, MlirValue x) {
  MlirValue sum =
      aicMicroSum(at, exp2Of(at, x, -2 * LOG2E), aicMicroFloat(at, 1));
  MlirValue reciprocal =
      aicMicroBuild(at, "arith.divf", aicMicroFloat(at, 1), sum);
  return aicMicroProduct(at, reciprocal, aicMicroFloat(at, 2));
}

/// What `sum` adds 1 to, if that is a tanh; else no value.
static MlirValue tanhIn(MlirOperation sum) {
  for (int side = 0; aicIsOp(sum, "arith.addf") && side < 2; ++side) {
    MlirValue tanh = mlirOperationGetOperand(sum, side);
    MlirAttribute one = aicBodyConstant(mlirOperationGetOperand(sum, 1 - side));
    if (!mlirAttributeIsNull(one) && mlirFloatAttrGetValueDouble(one) == 1 &&
        mlirValueIsAOpResult(tanh) &&
        aicIsOp(mlirOpResultGetOwner(tanh), "math.tanh"))
      return tanh;
  }
  return aicMicroNone();
}

/// Only sums with 1 use `tanh`, which are functions of their own.
static bool isOnlyAddedToOne(MlirValue tanh) {
  MlirOpOperand use = mlirValueGetFirstUse(tanh);
  for (; !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use))
    if (mlirValueIsNull(tanhIn(mlirOpOperandGetOwner(use))))
      return false;
  return true;
}

static MlirValue buildTanh(const AicTosa *at, MlirOperation op) {
  static const double c[] = {-0.33332958817481995, 0.13320942223072052,
                             -0.05268412083387375, 0.016458721831440926};
  if (isOnlyAddedToOne(mlirOperationGetResult(op, 0)))
    return aicMicroNone();
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue square = aicMicroProduct(at, x, x);
  MlirValue cube = aicMicroProduct(
      at, x, aicMicroProduct(at, square, polynomial(at, square, 4, c)));
  MlirValue near = aicMicroSum(at, x, cube);
  MlirValue sum =
      aicMicroSum(at, exp2Of(at, x, 2 * LOG2E), aicMicroFloat(at, 1));
  MlirValue reciprocal =
      aicMicroBuild(at, "arith.divf", aicMicroFloat(at, 1), sum);
  MlirValue far =
      aicMicroSum(at, aicMicroProduct(at, reciprocal, aicMicroFloat(at, -2)),
                  aicMicroFloat(at, 1));
  MlirValue isNear =
      aicMicroCompare(at, AIC_MICRO_OLT, aicMicroUnary(at, "math.absf", x),
                      aicMicroFloat(at, 0.55));
  return aicMicroSelect(at, isNear, near, far);
}

static MlirValue buildSum(const AicTosa *at, MlirOperation op) {
  MlirValue tanh = tanhIn(op);
  return mlirValueIsNull(tanh)
             ? tanh
             : buildOnePlusTanh(
                   at, mlirOperationGetOperand(mlirOpResultGetOwner(tanh), 0));
}

/// Products for whole powers up to 4, roots for halves and quarters; -n is
/// 1 / x^n.
static MlirValue buildPower(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0), power;
  MlirAttribute number = aicBodyConstant(mlirOperationGetOperand(op, 1));
  if (mlirAttributeIsNull(number))
    return aicMicroNone();
  double exponent = mlirAttributeIsAFloat(number)
                        ? mlirFloatAttrGetValueDouble(number)
                        : (double)mlirIntegerAttrGetValueInt(number);
  double size = exponent < 0 ? -exponent : exponent;
  if (exponent == 0)
    return aicMicroFloat(at, 1);
  if (exponent == -0.5)
    return aicMicroUnary(at, "math.rsqrt", x);
  if (size == 0.5)
    return aicMicroUnary(at, "math.sqrt", x);
  if (size == 0.25 || size == 0.75) {
    // As where responses are normalized.
    MlirValue root = aicMicroUnary(at, "math.sqrt", x);
    power = aicMicroUnary(at, "math.sqrt", root);
    if (size == 0.75)
      power = aicMicroProduct(at, power, root);
  } else if (size == 1 || size == 2 || size == 3 || size == 4) {
    power = size == 1 ? x : aicMicroProduct(at, x, x);
    if (size > 2)
      power = aicMicroProduct(at, power, size == 3 ? x : power);
  } else {
    return aicMicroNone();
  }
  return exponent > 0
             ? power
             : aicMicroBuild(at, "arith.divf", aicMicroFloat(at, 1), power);
}

static MlirValue buildCeil(const AicTosa *at, MlirOperation op) {
  MlirValue low = aicMicroUnary(
      at, "math.floor",
      aicMicroUnary(at, "arith.negf", mlirOperationGetOperand(op, 0)));
  return aicMicroUnary(at, "arith.negf", low);
}

static MlirValue buildTrunc(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue isNegative =
      aicMicroCompare(at, AIC_MICRO_OLT, x, aicMicroFloat(at, 0));
  return aicMicroSelect(at, isNegative, buildCeil(at, op),
                        aicMicroUnary(at, "math.floor", x));
}

/// Halves go away from 0; what is cut off is exact.
static MlirValue buildRound(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue zero = aicMicroFloat(at, 0), one = aicMicroFloat(at, 1);
  MlirValue size = aicMicroUnary(at, "math.absf", x);
  MlirValue low = aicMicroUnary(at, "math.floor", size);
  MlirValue rest = aicMicroBuild(at, "arith.subf", size, low);
  MlirValue up =
      aicMicroCompare(at, AIC_MICRO_OGE, rest, aicMicroFloat(at, 0.5));
  MlirValue whole = aicMicroSelect(at, up, aicMicroSum(at, low, one), low);
  return aicMicroSelect(at, aicMicroCompare(at, AIC_MICRO_OLT, x, zero),
                        aicMicroUnary(at, "arith.negf", whole), whole);
}

/// The other operand if one is no number.
static MlirValue buildNumber(const AicTosa *at, MlirOperation op) {
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirValue y = mlirOperationGetOperand(op, 1);
  bool isMax = aicIsOp(op, "arith.maxnumf");
  MlirValue value =
      aicMicroBuild(at, isMax ? "arith.maximumf" : "arith.minimumf", x, y);
  value =
      aicMicroSelect(at, aicMicroCompare(at, AIC_MICRO_UNE, y, y), x, value);
  return aicMicroSelect(at, aicMicroCompare(at, AIC_MICRO_UNE, x, x), y, value);
}

static MlirValue buildMultiplyAdd(const AicTosa *at, MlirOperation op) {
  MlirValue product = aicMicroProduct(at, mlirOperationGetOperand(op, 0),
                                      mlirOperationGetOperand(op, 1));
  return aicMicroSum(at, product, mlirOperationGetOperand(op, 2));
}

bool aicLegalizeFunction(const AicTosa *at, MlirOperation op) {
  static const struct {
    const char *name;
    MlirValue (*build)(const AicTosa *at, MlirOperation op);
  } functions[] = {
      {"arith.addf", buildSum},       {"math.tanh", buildTanh},
      {"math.erf", buildErf},         {"math.powf", buildPower},
      {"math.fpowi", buildPower},     {"math.ceil", buildCeil},
      {"math.trunc", buildTrunc},     {"math.round", buildRound},
      {"arith.maxnumf", buildNumber}, {"arith.minnumf", buildNumber},
      {"math.fma", buildMultiplyAdd},
  };
  if (mlirOperationGetNumResults(op) != 1 ||
      !mlirTypeIsAF32(mlirValueGetType(mlirOperationGetResult(op, 0))))
    return false;
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; ++i) {
    if (!aicIsOp(op, functions[i].name))
      continue;
    mlirRewriterBaseSetInsertionPointBefore(at->rewriter, op);
    MlirValue value = functions[i].build(at, op);
    if (mlirValueIsNull(value))
      return false;
    mlirValueReplaceAllUsesOfWith(mlirOperationGetResult(op, 0), value);
    return true;
  }
  return false;
}
