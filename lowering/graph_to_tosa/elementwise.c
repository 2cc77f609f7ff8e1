//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Elementwise operations that TOSA says exactly, or that are exact sums,
// products and limits of such. Everything else stays for graph_to_linalg.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/tosa.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <string.h>

/// The operation of the same meaning, or NULL.
static const char *nameOf(const char *kind, const char *const (*names)[2]) {
  for (; (*names)[0]; ++names)
    if (!strcmp((*names)[0], kind))
      return (*names)[1];
  return NULL;
}

static const char *const unaryNames[][2] = {
    {"abs", "tosa.abs"},         {"ceil", "tosa.ceil"},
    {"cos", "tosa.cos"},         {"erf", "tosa.erf"},
    {"exp", "tosa.exp"},         {"floor", "tosa.floor"},
    {"log", "tosa.log"},         {"neg", "tosa.negate"},
    {"rsqrt", "tosa.rsqrt"},     {"reciprocal", "tosa.reciprocal"},
    {"sigmoid", "tosa.sigmoid"}, {"sin", "tosa.sin"},
    {"tanh", "tosa.tanh"},       {NULL, NULL}};

static MlirValue product(const AicTosa *tosa, MlirValue a, MlirValue b) {
  return aicTosaBinary(tosa, "tosa.mul", a, b, aicTosaElement(a));
}

static MlirValue sum(const AicTosa *tosa, MlirValue a, MlirValue b) {
  return aicTosaBinary(tosa, "tosa.add", a, b, aicTosaElement(a));
}

/// x/2 (1 + inner)
static MlirValue halfTimesOnePlus(const AicTosa *tosa, MlirValue x,
                                  MlirValue inner) {
  return product(tosa, aicTosaScale(tosa, x, 0.5),
                 aicTosaShift(tosa, inner, 1));
}

/// Kinds that are a few operations; null when the kind is none of them.
static MlirValue decompose(const AicTosa *tosa, const char *kind, MlirValue x,
                           double alpha, double beta) {
  if (!strcmp(kind, "relu"))
    return aicTosaClamp(tosa, x, 0, INFINITY);
  if (!strcmp(kind, "hard_sigmoid"))
    return aicTosaClamp(
        tosa, aicTosaShift(tosa, aicTosaScale(tosa, x, alpha), beta), 0, 1);
  if (!strcmp(kind, "hard_swish"))
    return product(
        tosa, x,
        aicTosaClamp(tosa,
                     aicTosaShift(tosa, aicTosaScale(tosa, x, 1.0 / 6), 0.5), 0,
                     1));
  if (!strcmp(kind, "silu"))
    return product(tosa, x, aicTosaUnary(tosa, "tosa.sigmoid", x));
  // The two halves have no common point but 0, so the sum is exact.
  if (!strcmp(kind, "leaky_relu"))
    return sum(tosa, aicTosaClamp(tosa, x, 0, INFINITY),
               aicTosaScale(tosa, aicTosaClamp(tosa, x, -INFINITY, 0), alpha));
  if (!strcmp(kind, "gelu"))
    return halfTimesOnePlus(
        tosa, x,
        aicTosaUnary(tosa, "tosa.erf",
                     aicTosaScale(tosa, x, 0.70710678118654752440)));
  if (!strcmp(kind, "gelu_tanh")) {
    MlirValue cube = product(tosa, product(tosa, x, x), x);
    MlirValue inner = sum(tosa, x, aicTosaScale(tosa, cube, 0.044715));
    return halfTimesOnePlus(
        tosa, x,
        aicTosaUnary(tosa, "tosa.tanh",
                     aicTosaScale(tosa, inner, 0.79788456080286535588)));
  }
  return (MlirValue){NULL};
}

static double parameter(MlirOperation op, const char *name, double fallback) {
  MlirAttribute attr = aicOpAttr(op, name);
  return mlirAttributeIsNull(attr) ? fallback
                                   : mlirFloatAttrGetValueDouble(attr);
}

static MlirLogicalResult rewriteUnary(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  MlirValue x = mlirOperationGetOperand(op, 0);
  const AicGraphUnaryKind *kind = aicGraphGetUnaryKind(op);
  AicGraphShape shape = aicTosaShape(x);
  AicTosa tosa = aicTosaAt(rewriter, op);
  if (!strcmp(kind->name, "identity"))
    return aicTosaReplace(&tosa, op, x);
  if (!aicTosaIsFloat(aicTosaElement(x)) || !aicTosaHasNoZero(&shape))
    return mlirLogicalResultFailure();
  const char *name = nameOf(kind->name, unaryNames);
  MlirValue result =
      name ? aicTosaUnary(&tosa, name, x)
           : decompose(&tosa, kind->name, x,
                       parameter(op, "alpha", (double)kind->alpha),
                       parameter(op, "beta", (double)kind->beta));
  if (mlirValueIsNull(result))
    return mlirLogicalResultFailure();
  return aicTosaReplace(&tosa, op, result);
}

const AicPatternDef aicGraphUnaryToTosa = {
    .name = "graph-unary-to-tosa",
    .summary = "An activation becomes the TOSA operation of the same meaning",
    .root = "graph.unary",
    .before = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {\n"
              "  %0 = graph.unary relu %x : tensor<?x8xf32>\n"
              "  return %0 : tensor<?x8xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {\n"
             "  %0 = tosa.clamp %x {max_val = 0x7F800000 : f32, min_val = "
             "0.0 : f32} : (tensor<?x8xf32>) -> tensor<?x8xf32>\n"
             "  return %0 : tensor<?x8xf32>\n"
             "}",
    .rewrite = rewriteUnary,
};

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// Division is left out: TOSA has none on floats.
static const char *const binaryNames[][2] = {
    {"add", "tosa.add"}, {"max", "tosa.maximum"}, {"min", "tosa.minimum"},
    {"mul", "tosa.mul"}, {"pow", "tosa.pow"},     {"sub", "tosa.sub"},
    {NULL, NULL}};

/// All operands are floats of TOSA and neither they nor the result are empty.
static bool takes(MlirOperation op, intptr_t firstFloat) {
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    MlirValue value = mlirOperationGetOperand(op, i);
    AicGraphShape shape = aicTosaShape(value);
    if (!aicTosaHasNoZero(&shape) ||
        (i >= firstFloat && !aicTosaIsFloat(aicTosaElement(value))))
      return false;
  }
  return true;
}

static MlirLogicalResult rewriteBinary(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  const char *name = nameOf(aicGraphGetBinaryKind(op)->name, binaryNames);
  if (!name || !takes(op, 0))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue a = mlirOperationGetOperand(op, 0);
  return aicTosaReplace(&tosa, op,
                        aicTosaBinary(&tosa, name, a,
                                      mlirOperationGetOperand(op, 1),
                                      aicTosaElement(a)));
}

const AicPatternDef aicGraphBinaryToTosa = {
    .name = "graph-binary-to-tosa",
    .summary = "Operands of different rank are brought to one",
    .root = "graph.binary",
    .before = "func.func @f(%x: tensor<2x3xf32>, %y: tensor<3xf32>)\n"
              "    -> tensor<2x3xf32> {\n"
              "  %0 = graph.binary add %x, %y\n"
              "      : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>\n"
              "  return %0 : tensor<2x3xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<2x3xf32>, %y: tensor<3xf32>)\n"
             "    -> tensor<2x3xf32> {\n"
             "  %s = tosa.const_shape {values = dense<[1, 3]> : "
             "tensor<2xindex>} : () -> !tosa.shape<2>\n"
             "  %0 = tosa.reshape %y, %s : (tensor<3xf32>, !tosa.shape<2>) -> "
             "tensor<1x3xf32>\n"
             "  %1 = tosa.add %x, %0 : (tensor<2x3xf32>, tensor<1x3xf32>) -> "
             "tensor<2x3xf32>\n"
             "  return %1 : tensor<2x3xf32>\n"
             "}",
    .rewrite = rewriteBinary,
};

static MlirLogicalResult rewriteCompare(MlirOperation op,
                                        MlirPatternRewriter rewriter,
                                        const void *options) {
  (void)options;
  if (!takes(op, 0))
    return mlirLogicalResultFailure();
  MlirStringRef kind = aicOpString(op, "kind");
  // eq ne lt le gt ge: the first two letters say all.
  bool equal = kind.data[0] == 'e' || kind.data[0] == 'n';
  bool swapped = kind.data[0] == 'l', orEqual = kind.data[1] == 'e';
  const char *name = equal     ? "tosa.equal"
                     : orEqual ? "tosa.greater_equal"
                               : "tosa.greater";
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirType i1 = mlirIntegerTypeGet(mlirOperationGetContext(op), 1);
  MlirValue result =
      aicTosaBinary(&tosa, name, mlirOperationGetOperand(op, swapped ? 1 : 0),
                    mlirOperationGetOperand(op, swapped ? 0 : 1), i1);
  if (kind.data[0] == 'n')
    result = aicTosaUnary(&tosa, "tosa.logical_not", result);
  return aicTosaReplace(&tosa, op, result);
}

const AicPatternDef aicGraphCompareToTosa = {
    .name = "graph-compare-to-tosa",
    .summary = "A comparison becomes greater, greater_equal or equal",
    .root = "graph.compare",
    .before = "func.func @f(%x: tensor<3xf32>, %y: tensor<3xf32>)\n"
              "    -> tensor<3xi1> {\n"
              "  %0 = graph.compare lt %x, %y\n"
              "      : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xi1>\n"
              "  return %0 : tensor<3xi1>\n"
              "}",
    .after = "func.func @f(%x: tensor<3xf32>, %y: tensor<3xf32>)\n"
             "    -> tensor<3xi1> {\n"
             "  %0 = tosa.greater %y, %x : (tensor<3xf32>, tensor<3xf32>) -> "
             "tensor<3xi1>\n"
             "  return %0 : tensor<3xi1>\n"
             "}",
    .rewrite = rewriteCompare,
};

static MlirLogicalResult rewriteSelect(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  if (!takes(op, 1))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  intptr_t rank = mlirShapedTypeGetRank(type);
  MlirValue operands[3];
  for (intptr_t i = 0; i < 3; ++i)
    operands[i] = aicTosaRaise(&tosa, mlirOperationGetOperand(op, i), rank);
  return aicTosaReplace(&tosa, op,
                        aicBuildValue(tosa.rewriter, tosa.location,
                                      "tosa.select",
                                      (AicBuild){.operands = {3, operands},
                                                 .results = AIC_TYPES(type)}));
}

const AicPatternDef aicGraphSelectToTosa = {
    .name = "graph-select-to-tosa",
    .summary = "A choice becomes tosa.select",
    .root = "graph.select",
    .before = "func.func @f(%c: tensor<3xi1>, %x: tensor<3xf32>)\n"
              "    -> tensor<3xf32> {\n"
              "  %0 = graph.select %c, %x, %x : (tensor<3xi1>, tensor<3xf32>, "
              "tensor<3xf32>) -> tensor<3xf32>\n"
              "  return %0 : tensor<3xf32>\n"
              "}",
    .after = "func.func @f(%c: tensor<3xi1>, %x: tensor<3xf32>)\n"
             "    -> tensor<3xf32> {\n"
             "  %0 = tosa.select %c, %x, %x : (tensor<3xi1>, tensor<3xf32>, "
             "tensor<3xf32>) -> tensor<3xf32>\n"
             "  return %0 : tensor<3xf32>\n"
             "}",
    .rewrite = rewriteSelect,
};

static MlirLogicalResult rewriteClamp(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  if (!takes(op, 0))
    return mlirLogicalResultFailure();
  double low = parameter(op, "min", -INFINITY);
  double high = parameter(op, "max", INFINITY);
  if (isnan(low) || isnan(high))
    return mlirLogicalResultFailure();
  // Above an upper bound, the lower one has no say; TOSA wants them in order.
  if (low > high)
    low = high;
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue x = mlirOperationGetOperand(op, 0);
  return aicTosaReplace(&tosa, op, aicTosaClamp(&tosa, x, low, high));
}

const AicPatternDef aicGraphClampToTosa = {
    .name = "graph-clamp-to-tosa",
    .summary = "Limits become tosa.clamp, with infinities where there are none",
    .root = "graph.clamp",
    .before = "func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {\n"
              "  %0 = graph.clamp %x max 6.0 : f32 : tensor<3xf32>\n"
              "  return %0 : tensor<3xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {\n"
             "  %0 = tosa.clamp %x {max_val = 6.0 : f32, min_val = 0xFF800000 "
             ": f32} : (tensor<3xf32>) -> tensor<3xf32>\n"
             "  return %0 : tensor<3xf32>\n"
             "}",
    .rewrite = rewriteClamp,
};
