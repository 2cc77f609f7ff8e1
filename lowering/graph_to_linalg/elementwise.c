//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Elementwise operations of any element type.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_linalg/graph_to_linalg.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <stdio.h>

/// A kind as a C string.
typedef struct Word {
  char text[24];
} Word;

static Word wordOf(MlirOperation op) {
  Word word;
  MlirStringRef kind = aicOpString(op, "kind");
  snprintf(word.text, sizeof word.text, "%.*s", (int)kind.length, kind.data);
  return word;
}

/// arith has no operations on unsigned integers.
static bool takes(MlirOperation op) {
  for (intptr_t i = -1; i < mlirOperationGetNumOperands(op); ++i) {
    MlirType element = aicTosaElement(i < 0 ? mlirOperationGetResult(op, 0)
                                            : mlirOperationGetOperand(op, i));
    if (mlirTypeIsAInteger(element) && !mlirIntegerTypeIsSignless(element))
      return false;
  }
  return true;
}

/// Replaces `op` by a generic over all its operands.
static MlirLogicalResult replace(MlirOperation op, MlirPatternRewriter rewriter,
                                 AicGenericBody body, const void *userData) {
  if (!takes(op))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue operands[3];
  intptr_t count = mlirOperationGetNumOperands(op);
  for (intptr_t i = 0; i < count; ++i)
    operands[i] = mlirOperationGetOperand(op, i);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  return aicTosaReplace(
      &tosa, op,
      aicGenericElementwise(&tosa, count, operands, type, body, userData));
}

typedef struct Unary {
  Word kind;
  double alpha, beta;
} Unary;

static double parameter(MlirOperation op, const char *name, float fallback) {
  MlirAttribute attr = aicOpAttr(op, name);
  return mlirAttributeIsNull(attr) ? (double)fallback
                                   : mlirFloatAttrGetValueDouble(attr);
}

static MlirValue unaryBody(const AicTosa *tosa, const MlirValue *elements,
                           const void *userData) {
  const Unary *unary = userData;
  return aicScalarUnary(tosa, unary->kind.text, elements[0], unary->alpha,
                        unary->beta);
}

static MlirLogicalResult rewriteUnary(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  const AicGraphUnaryKind *kind = aicGraphGetUnaryKind(op);
  Unary unary = {wordOf(op), parameter(op, "alpha", kind->alpha),
                 parameter(op, "beta", kind->beta)};
  return replace(op, rewriter, unaryBody, &unary);
}

const AicPatternDef aicGraphUnaryToLinalg = {
    .name = "graph-unary-to-linalg",
    .summary = "A function that TOSA lacks becomes a generic of math",
    .root = "graph.unary",
    .before = "func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
              "  %0 = graph.unary sqrt %x : tensor<4xf32>\n"
              "  return %0 : tensor<4xf32>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<4xf32>) -> tensor<4xf32> {\n"
        "  %0 = tensor.empty() : tensor<4xf32>\n"
        "  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (d0)>], iterator_types = [\"parallel\"]} "
        "ins(%arg0 : tensor<4xf32>) outs(%0 : tensor<4xf32>) {\n"
        "  ^bb0(%in: f32, %out: f32):\n"
        "    %2 = math.sqrt %in : f32\n"
        "    linalg.yield %2 : f32\n"
        "  } -> tensor<4xf32>\n"
        "  return %1 : tensor<4xf32>\n"
        "}",
    .rewrite = rewriteUnary,
};

static MlirValue binaryBody(const AicTosa *tosa, const MlirValue *elements,
                            const void *userData) {
  const Word *kind = userData;
  return aicScalarBinary(tosa, kind->text, elements[0], elements[1]);
}

static MlirLogicalResult rewriteBinary(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  Word kind = wordOf(op);
  return replace(op, rewriter, binaryBody, &kind);
}

const AicPatternDef aicGraphBinaryToLinalg = {
    .name = "graph-binary-to-linalg",
    .summary = "Arithmetic on other types, and division, becomes a generic",
    .root = "graph.binary",
    .before =
        "func.func @f(%x: tensor<?x4xi32>, %y: tensor<4xi32>) -> "
        "tensor<?x4xi32> {\n"
        "  %0 = graph.binary mul %x, %y : (tensor<?x4xi32>, tensor<4xi32>) "
        "-> tensor<?x4xi32>\n"
        "  return %0 : tensor<?x4xi32>\n"
        "}",
    .after = "func.func @f(%arg0: tensor<?x4xi32>, %arg1: tensor<4xi32>) -> "
             "tensor<?x4xi32> {\n"
             "  %c0 = arith.constant 0 : index\n"
             "  %dim = tensor.dim %arg0, %c0 : tensor<?x4xi32>\n"
             "  %0 = tensor.empty(%dim) : tensor<?x4xi32>\n"
             "  %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> "
             "(d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> "
             "(d0, d1)>], iterator_types = [\"parallel\", \"parallel\"]} "
             "ins(%arg0, %arg1 : tensor<?x4xi32>, tensor<4xi32>) outs(%0 : "
             "tensor<?x4xi32>) {\n"
             "  ^bb0(%in: i32, %in_0: i32, %out: i32):\n"
             "    %2 = arith.muli %in, %in_0 : i32\n"
             "    linalg.yield %2 : i32\n"
             "  } -> tensor<?x4xi32>\n"
             "  return %1 : tensor<?x4xi32>\n"
             "}",
    .rewrite = rewriteBinary,
};

static MlirValue compareBody(const AicTosa *tosa, const MlirValue *elements,
                             const void *userData) {
  const Word *kind = userData;
  return aicScalarCompare(tosa, kind->text, elements[0], elements[1]);
}

static MlirLogicalResult rewriteCompare(MlirOperation op,
                                        MlirPatternRewriter rewriter,
                                        const void *options) {
  (void)options;
  Word kind = wordOf(op);
  return replace(op, rewriter, compareBody, &kind);
}

const AicPatternDef aicGraphCompareToLinalg = {
    .name = "graph-compare-to-linalg",
    .summary = "A comparison of other types becomes a generic",
    .root = "graph.compare",
    .before =
        "func.func @f(%x: tensor<4xi32>, %y: tensor<i32>) -> tensor<4xi1> {\n"
        "  %0 = graph.compare lt %x, %y : (tensor<4xi32>, tensor<i32>) -> "
        "tensor<4xi1>\n"
        "  return %0 : tensor<4xi1>\n"
        "}",
    .after =
        "func.func @f(%arg0: tensor<4xi32>, %arg1: tensor<i32>) -> "
        "tensor<4xi1> {\n"
        "  %0 = tensor.empty() : tensor<4xi1>\n"
        "  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>], iterator_types "
        "= [\"parallel\"]} ins(%arg0, %arg1 : tensor<4xi32>, tensor<i32>) "
        "outs(%0 : tensor<4xi1>) {\n"
        "  ^bb0(%in: i32, %in_0: i32, %out: i1):\n"
        "    %2 = arith.cmpi slt, %in, %in_0 : i32\n"
        "    linalg.yield %2 : i1\n"
        "  } -> tensor<4xi1>\n"
        "  return %1 : tensor<4xi1>\n"
        "}",
    .rewrite = rewriteCompare,
};

static MlirValue selectBody(const AicTosa *tosa, const MlirValue *elements,
                            const void *userData) {
  (void)userData;
  return aicScalarSelect(tosa, elements[0], elements[1], elements[2]);
}

static MlirLogicalResult rewriteSelect(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  return replace(op, rewriter, selectBody, NULL);
}

const AicPatternDef aicGraphSelectToLinalg = {
    .name = "graph-select-to-linalg",
    .summary = "A choice of other types becomes a generic",
    .root = "graph.select",
    .before = "func.func @f(%c: tensor<4xi1>, %x: tensor<4xf64>) -> "
              "tensor<4xf64> {\n"
              "  %0 = graph.select %c, %x, %x : (tensor<4xi1>, tensor<4xf64>, "
              "tensor<4xf64>) -> tensor<4xf64>\n"
              "  return %0 : tensor<4xf64>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<4xi1>, %arg1: tensor<4xf64>) -> "
        "tensor<4xf64> {\n"
        "  %0 = tensor.empty() : tensor<4xf64>\n"
        "  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (d0)>], iterator_types = [\"parallel\"]} "
        "ins(%arg0, %arg1, %arg1 : tensor<4xi1>, tensor<4xf64>, "
        "tensor<4xf64>) outs(%0 : tensor<4xf64>) {\n"
        "  ^bb0(%in: i1, %in_0: f64, %in_1: f64, %out: f64):\n"
        "    %2 = arith.select %in, %in_0, %in_1 : f64\n"
        "    linalg.yield %2 : f64\n"
        "  } -> tensor<4xf64>\n"
        "  return %1 : tensor<4xf64>\n"
        "}",
    .rewrite = rewriteSelect,
};

static MlirValue clampBody(const AicTosa *tosa, const MlirValue *elements,
                           const void *userData) {
  const MlirOperation *op = userData;
  MlirAttribute low = aicOpAttr(*op, "min"), high = aicOpAttr(*op, "max");
  MlirValue x = elements[0];
  if (!mlirAttributeIsNull(low))
    x = aicScalarBinary(tosa, "max", x, aicScalarAttr(tosa, low));
  if (!mlirAttributeIsNull(high))
    x = aicScalarBinary(tosa, "min", x, aicScalarAttr(tosa, high));
  return x;
}

static MlirLogicalResult rewriteClamp(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  return replace(op, rewriter, clampBody, &op);
}

const AicPatternDef aicGraphClampToLinalg = {
    .name = "graph-clamp-to-linalg",
    .summary = "Limits of other types become a generic",
    .root = "graph.clamp",
    .before = "func.func @f(%x: tensor<4xi8>) -> tensor<4xi8> {\n"
              "  %0 = graph.clamp %x max 6 : i8 : tensor<4xi8>\n"
              "  return %0 : tensor<4xi8>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<4xi8>) -> tensor<4xi8> {\n"
        "  %c6_i8 = arith.constant 6 : i8\n"
        "  %0 = tensor.empty() : tensor<4xi8>\n"
        "  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (d0)>], iterator_types = [\"parallel\"]} "
        "ins(%arg0 : tensor<4xi8>) outs(%0 : tensor<4xi8>) {\n"
        "  ^bb0(%in: i8, %out: i8):\n"
        "    %2 = arith.minsi %in, %c6_i8 : i8\n"
        "    linalg.yield %2 : i8\n"
        "  } -> tensor<4xi8>\n"
        "  return %1 : tensor<4xi8>\n"
        "}",
    .rewrite = rewriteClamp,
};

static MlirValue castBody(const AicTosa *tosa, const MlirValue *elements,
                          const void *userData) {
  const MlirType *to = userData;
  return aicScalarCast(tosa, elements[0], *to);
}

static MlirLogicalResult rewriteCast(MlirOperation op,
                                     MlirPatternRewriter rewriter,
                                     const void *options) {
  (void)options;
  MlirType to = aicTosaElement(mlirOperationGetResult(op, 0));
  return replace(op, rewriter, castBody, &to);
}

const AicPatternDef aicGraphCastToLinalg = {
    .name = "graph-cast-to-linalg",
    .summary = "A conversion becomes a generic: TOSA's rounds another way",
    .root = "graph.cast",
    .before = "func.func @f(%x: tensor<4xi32>) -> tensor<4xf32> {\n"
              "  %0 = graph.cast %x : tensor<4xi32> to tensor<4xf32>\n"
              "  return %0 : tensor<4xf32>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<4xi32>) -> tensor<4xf32> {\n"
        "  %0 = tensor.empty() : tensor<4xf32>\n"
        "  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (d0)>], iterator_types = [\"parallel\"]} "
        "ins(%arg0 : tensor<4xi32>) outs(%0 : tensor<4xf32>) {\n"
        "  ^bb0(%in: i32, %out: f32):\n"
        "    %2 = arith.sitofp %in : i32 to f32\n"
        "    linalg.yield %2 : f32\n"
        "  } -> tensor<4xf32>\n"
        "  return %1 : tensor<4xf32>\n"
        "}",
    .rewrite = rewriteCast,
};
