//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The words of every kind attribute, and what is known about each kind.
// Verifier, folder, lowering and documentation read the tables below.
//
//===----------------------------------------------------------------------===//

#include "dialects/graph/kinds.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

#include <math.h>

enum {
  FLOATS = AIC_GRAPH_ON_FLOATS,
  NUMBERS = AIC_GRAPH_ON_FLOATS | AIC_GRAPH_ON_INTEGERS,
  ALL = NUMBERS | AIC_GRAPH_ON_BOOLS,
  LOGIC = AIC_GRAPH_ON_INTEGERS | AIC_GRAPH_ON_BOOLS,
  ZERO = AIC_GRAPH_ZERO_PRESERVING,
  UP = AIC_GRAPH_INCREASING,
  ONCE = AIC_GRAPH_IDEMPOTENT,
  ALPHA = AIC_GRAPH_HAS_ALPHA,
  BETA = AIC_GRAPH_HAS_BETA,
  SWAP = AIC_GRAPH_COMMUTATIVE,
};

//===----------------------------------------------------------------------===//
// Functions of one number
//===----------------------------------------------------------------------===//

static double ofAbs(double x, double a, double b) {
  (void)a, (void)b;
  return fabs(x);
}
static double ofCeil(double x, double a, double b) {
  (void)a, (void)b;
  return ceil(x);
}
static double ofElu(double x, double a, double b) {
  (void)b;
  return x < 0 ? a * expm1(x) : x;
}
static double ofErf(double x, double a, double b) {
  (void)a, (void)b;
  return erf(x);
}
static double ofExp(double x, double a, double b) {
  (void)a, (void)b;
  return exp(x);
}
static double ofFloor(double x, double a, double b) {
  (void)a, (void)b;
  return floor(x);
}
static double ofGelu(double x, double a, double b) {
  (void)a, (void)b;
  return 0.5 * x * (1 + erf(x * 0.70710678118654752440));
}
static double ofGeluTanh(double x, double a, double b) {
  (void)a, (void)b;
  double inner = 0.79788456080286535588 * (x + 0.044715 * x * x * x);
  return 0.5 * x * (1 + tanh(inner));
}
static double ofHardSigmoid(double x, double a, double b) {
  return fmax(0, fmin(1, a * x + b));
}
static double ofHardSwish(double x, double a, double b) {
  (void)a, (void)b;
  return x * fmax(0, fmin(1, x / 6 + 0.5));
}
static double ofIdentity(double x, double a, double b) {
  (void)a, (void)b;
  return x;
}
static double ofLeakyRelu(double x, double a, double b) {
  (void)b;
  return x < 0 ? a * x : x;
}
static double ofLog(double x, double a, double b) {
  (void)a, (void)b;
  return log(x);
}
static double ofNeg(double x, double a, double b) {
  (void)a, (void)b;
  return -x;
}
static double ofNot(double x, double a, double b) {
  (void)a, (void)b;
  return x == 0;
}
static double ofReciprocal(double x, double a, double b) {
  (void)a, (void)b;
  return 1 / x;
}
static double ofRelu(double x, double a, double b) {
  (void)a, (void)b;
  return x < 0 ? 0 : x;
}
static double ofRound(double x, double a, double b) {
  (void)a, (void)b;
  // Half to even, whatever the rounding mode of the process.
  double r = round(x);
  return fabs(x - trunc(x)) == 0.5 ? 2 * round(x / 2) : r;
}
static double ofRsqrt(double x, double a, double b) {
  (void)a, (void)b;
  return 1 / sqrt(x);
}
static double ofSigmoid(double x, double a, double b) {
  (void)a, (void)b;
  return 1 / (1 + exp(-x));
}
static double ofSign(double x, double a, double b) {
  (void)a, (void)b;
  return x > 0 ? 1 : x < 0 ? -1 : x;
}
static double ofSilu(double x, double a, double b) {
  (void)a, (void)b;
  return x / (1 + exp(-x));
}
static double ofSin(double x, double a, double b) {
  (void)a, (void)b;
  return sin(x);
}
static double ofCos(double x, double a, double b) {
  (void)a, (void)b;
  return cos(x);
}
static double ofSoftplus(double x, double a, double b) {
  (void)a, (void)b;
  return fmax(x, 0) + log1p(exp(-fabs(x)));
}
static double ofSqrt(double x, double a, double b) {
  (void)a, (void)b;
  return sqrt(x);
}
static double ofTanh(double x, double a, double b) {
  (void)a, (void)b;
  return tanh(x);
}

const AicGraphUnaryKind aicGraphUnaryKinds[] = {
    {"abs", "|x|", NUMBERS | ZERO | ONCE, ofAbs, 0, 0},
    {"ceil", "least integer not below x", FLOATS | ZERO | UP | ONCE, ofCeil, 0,
     0},
    {"cos", "cos x", FLOATS, ofCos, 0, 0},
    {"elu", "x for x >= 0, else alpha (e^x - 1)", FLOATS | ZERO | ALPHA, ofElu,
     1, 0},
    {"erf", "2/sqrt(pi) times the integral of e^(-t^2) from 0 to x",
     FLOATS | ZERO | UP, ofErf, 0, 0},
    {"exp", "e^x", FLOATS | UP, ofExp, 0, 0},
    {"floor", "greatest integer not above x", FLOATS | ZERO | UP | ONCE,
     ofFloor, 0, 0},
    {"gelu", "x/2 (1 + erf(x / sqrt 2))", FLOATS | ZERO, ofGelu, 0, 0},
    {"gelu_tanh", "x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))",
     FLOATS | ZERO, ofGeluTanh, 0, 0},
    {"hard_sigmoid", "max(0, min(1, alpha x + beta))", FLOATS | ALPHA | BETA,
     ofHardSigmoid, 0.2f, 0.5f},
    {"hard_swish", "x max(0, min(1, x/6 + 1/2))", FLOATS | ZERO, ofHardSwish, 0,
     0},
    {"identity", "x", ALL | ZERO | UP | ONCE, ofIdentity, 0, 0},
    {"leaky_relu", "x for x >= 0, else alpha x", FLOATS | ZERO | ALPHA,
     ofLeakyRelu, 0.01f, 0},
    {"log", "natural logarithm of x", FLOATS | UP, ofLog, 0, 0},
    {"neg", "-x; integers wrap", NUMBERS | ZERO, ofNeg, 0, 0},
    {"not", "1 - x", AIC_GRAPH_ON_BOOLS, ofNot, 0, 0},
    {"reciprocal", "1/x", FLOATS, ofReciprocal, 0, 0},
    {"relu", "x for x >= 0, else 0; a NaN stays", NUMBERS | ZERO | UP | ONCE,
     ofRelu, 0, 0},
    {"round", "nearest integer, halves to the even one",
     FLOATS | ZERO | UP | ONCE, ofRound, 0, 0},
    {"rsqrt", "1 / sqrt x", FLOATS, ofRsqrt, 0, 0},
    {"sigmoid", "1 / (1 + e^-x)", FLOATS | UP, ofSigmoid, 0, 0},
    {"sign", "-1, 0 or 1 as x is below, at or above 0; a NaN stays",
     NUMBERS | ZERO | UP | ONCE, ofSign, 0, 0},
    {"silu", "x / (1 + e^-x)", FLOATS | ZERO, ofSilu, 0, 0},
    {"sin", "sin x", FLOATS | ZERO, ofSin, 0, 0},
    {"softplus", "log(1 + e^x)", FLOATS | UP, ofSoftplus, 0, 0},
    {"sqrt", "square root of x", FLOATS | ZERO | UP, ofSqrt, 0, 0},
    {"tanh", "tanh x", FLOATS | ZERO | UP, ofTanh, 0, 0},
    {0}};

// The same names as above, for the assembly format.
static const char *const unaryWords[] = {
    "abs",        "ceil",       "cos",        "elu",       "erf",
    "exp",        "floor",      "gelu",       "gelu_tanh", "hard_sigmoid",
    "hard_swish", "identity",   "leaky_relu", "log",       "neg",
    "not",        "reciprocal", "relu",       "round",     "rsqrt",
    "sigmoid",    "sign",       "silu",       "sin",       "softplus",
    "sqrt",       "tanh",       NULL};
_Static_assert(sizeof unaryWords / sizeof *unaryWords ==
                   sizeof aicGraphUnaryKinds / sizeof *aicGraphUnaryKinds,
               "one word per unary kind");

//===----------------------------------------------------------------------===//
// Functions of two numbers
//===----------------------------------------------------------------------===//

static double ofAdd(double x, double y) { return x + y; }
static double ofSub(double x, double y) { return x - y; }
static double ofMul(double x, double y) { return x * y; }
static double ofDiv(double x, double y) { return x / y; }
static double ofMax(double x, double y) { return x > y || isnan(x) ? x : y; }
static double ofMin(double x, double y) { return x < y || isnan(x) ? x : y; }

const AicGraphBinaryKind aicGraphBinaryKinds[] = {
    {"add", "x + y; integers wrap", NUMBERS | SWAP, ofAdd, -0.0, true},
    {"and", "both bits set", LOGIC | SWAP, NULL, 0, false},
    {"div",
     "x / y; integers round toward zero, and the result of a division by zero "
     "or of the least integer by -1 is any value",
     NUMBERS, ofDiv, 1, true},
    {"max", "the larger of x and y; a NaN wins", NUMBERS | SWAP, ofMax, 0,
     false},
    {"min", "the smaller of x and y; a NaN wins", NUMBERS | SWAP, ofMin, 0,
     false},
    {"mul", "x y; integers wrap", NUMBERS | SWAP, ofMul, 1, true},
    {"or", "one bit set or both", LOGIC | SWAP, NULL, 0, false},
    {"pow",
     "x^y; integers wrap, and a negative y gives 1/x^-y rounded toward zero",
     NUMBERS, pow, 1, true},
    {"sub", "x - y; integers wrap", NUMBERS, ofSub, 0, true},
    {"xor", "one bit set, not both", LOGIC | SWAP, NULL, 0, false},
    {0}};

static const char *const binaryWords[] = {
    "add", "and", "div", "max", "min", "mul", "or", "pow", "sub", "xor", NULL};
_Static_assert(sizeof binaryWords / sizeof *binaryWords ==
                   sizeof aicGraphBinaryKinds / sizeof *aicGraphBinaryKinds,
               "one word per binary kind");

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

const AicAttrConstraint aicGraphUnaryWord = {.name = "a unary kind",
                                             .words = unaryWords};
const AicAttrConstraint aicGraphBinaryWord = {.name = "a binary kind",
                                              .words = binaryWords};
const AicAttrConstraint aicGraphCompareWord = {
    .name = "one of eq, ne, lt, le, gt, ge",
    .words = (const char *const[]){"eq", "ne", "lt", "le", "gt", "ge", NULL}};
const AicAttrConstraint aicGraphPoolWord = {
    .name = "one of average, max",
    .words = (const char *const[]){"average", "max", NULL}};
const AicAttrConstraint aicGraphReduceWord = {
    .name = "one of max, mean, min, prod, sum",
    .words = (const char *const[]){"max", "mean", "min", "prod", "sum", NULL}};
const AicAttrConstraint aicGraphNormWord = {
    .name = "one of batch", .words = (const char *const[]){"batch", NULL}};

static bool isNumber(MlirAttribute attr) {
  return mlirAttributeIsAFloat(attr) || mlirAttributeIsAInteger(attr);
}

const AicAttrConstraint aicGraphNumber = {
    .name = "a float or an integer",
    .holds = isNumber,
    .among = AIC_POINTERS(char, "#builtin.float", "#builtin.integer")};

bool aicGraphKindTakes(unsigned facts, MlirType type) {
  if (aicGraphBoolTensor.holds(type))
    return facts & AIC_GRAPH_ON_BOOLS;
  if (aicGraphFloatTensor.holds(type))
    return facts & AIC_GRAPH_ON_FLOATS;
  return facts & AIC_GRAPH_ON_INTEGERS;
}

const AicGraphUnaryKind *aicGraphGetUnaryKind(MlirOperation op) {
  MlirStringRef name = aicOpString(op, "kind");
  const AicGraphUnaryKind *kind = aicGraphUnaryKinds;
  for (; kind->name; ++kind)
    if (mlirStringRefEqual(name, mlirStringRefCreateFromCString(kind->name)))
      return kind;
  AIC_BUG("unary kind '%.*s' has no entry", (int)name.length, name.data);
}

const AicGraphBinaryKind *aicGraphGetBinaryKind(MlirOperation op) {
  MlirStringRef name = aicOpString(op, "kind");
  const AicGraphBinaryKind *kind = aicGraphBinaryKinds;
  for (; kind->name; ++kind)
    if (mlirStringRefEqual(name, mlirStringRefCreateFromCString(kind->name)))
      return kind;
  AIC_BUG("binary kind '%.*s' has no entry", (int)name.length, name.data);
}
