//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Normalization as arithmetic on whole tensors, still in graph: the patterns
// of the arithmetic carry it on. With constant parameters it is one product
// and one sum.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/tosa.h"

#include "dialects/graph/elements.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <stdlib.h>

static MlirValue binary(const AicTosa *tosa, const char *kind, MlirValue a,
                        MlirValue b) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  return aicBuildValue(tosa->rewriter, tosa->location, "graph.binary",
                       (AicBuild){.operands = AIC_VALUES(a, b),
                                  .infer = true,
                                  .attributes = AIC_ATTRS(
                                      {"kind", aicAttrString(context, kind)})});
}

static MlirValue weight(const AicTosa *tosa, MlirAttribute elements) {
  return aicBuildValue(
      tosa->rewriter, tosa->location, "graph.weight",
      (AicBuild){.infer = true, .attributes = AIC_ATTRS({"value", elements})});
}

/// One value per channel as [channels, 1...], to meet [batch, channels, ...].
static AicGraphShape columnShape(MlirOperation op) {
  AicGraphShape x = aicTosaShape(mlirOperationGetOperand(op, 0));
  AicGraphShape shape = {.rank = x.rank - 1};
  for (intptr_t i = 1; i < shape.rank; ++i)
    shape.dims[i] = 1;
  shape.dims[0] = aicTosaShape(mlirOperationGetOperand(op, 1)).dims[0];
  return shape;
}

/// Computes factor and summand of every channel in double; false when a
/// parameter is no constant.
static bool foldParameters(MlirOperation op, double epsilon,
                           MlirAttribute *factor, MlirAttribute *summand) {
  AicGraphShape shape = columnShape(op);
  MlirType type =
      aicTosaType(&shape, aicTosaElement(mlirOperationGetOperand(op, 1)));
  double *numbers[4] = {NULL};
  bool all = true;
  for (intptr_t i = 0; i < 4 && all; ++i) {
    MlirAttribute elements =
        aicGraphConstantElements(mlirOperationGetOperand(op, i + 1));
    if (!mlirAttributeIsNull(elements))
      numbers[i] = aicGraphReadNumbers(elements);
    all = numbers[i] != NULL;
  }
  if (all) {
    double *scale = numbers[0], *bias = numbers[1];
    const double *mean = numbers[2], *variance = numbers[3];
    for (int64_t c = 0; c < shape.dims[0]; ++c) {
      scale[c] /= sqrt(variance[c] + epsilon);
      bias[c] -= mean[c] * scale[c];
    }
    *factor = aicGraphNumbers(type, scale);
    *summand = aicGraphNumbers(type, bias);
  }
  for (int i = 0; i < 4; ++i)
    free(numbers[i]);
  return all;
}

static MlirLogicalResult rewriteNorm(MlirOperation op,
                                     MlirPatternRewriter rewriter,
                                     const void *options) {
  (void)options;
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirContext context = mlirOperationGetContext(op);
  MlirValue x = mlirOperationGetOperand(op, 0);
  double epsilon = mlirFloatAttrGetValueDouble(aicOpAttr(op, "epsilon"));
  MlirAttribute factor, summand;
  AicGraphShape shape = columnShape(op);
  if (aicGraphIsDynamic(shape.dims[0]))
    return mlirLogicalResultFailure();
  if (foldParameters(op, epsilon, &factor, &summand)) {
    x = binary(&tosa, "mul", x, weight(&tosa, factor));
    return aicTosaReplace(&tosa, op,
                          binary(&tosa, "add", x, weight(&tosa, summand)));
  }
  MlirAttribute sizes = aicAttrI64Array(context, shape.rank, shape.dims);
  MlirValue columns[4];
  for (intptr_t i = 0; i < 4; ++i)
    columns[i] = aicBuildValue(
        tosa.rewriter, tosa.location, "graph.reshape",
        (AicBuild){.operands = AIC_VALUES(mlirOperationGetOperand(op, i + 1)),
                   .infer = true,
                   .attributes = AIC_ATTRS({"shape", sizes})});
  MlirType element = aicTosaElement(x);
  MlirType scalar =
      mlirRankedTensorTypeGet(0, NULL, element, mlirAttributeGetNull());
  MlirValue small = weight(
      &tosa, mlirDenseElementsAttrSplatGet(
                 scalar, mlirFloatAttrDoubleGet(context, element, epsilon)));
  MlirValue deviation = aicBuildValue(
      tosa.rewriter, tosa.location, "graph.unary",
      (AicBuild){
          .operands = AIC_VALUES(binary(&tosa, "add", columns[3], small)),
          .infer = true,
          .attributes = AIC_ATTRS({"kind", aicAttrString(context, "sqrt")})});
  MlirValue slope = binary(&tosa, "div", columns[0], deviation);
  x = binary(&tosa, "sub", x, columns[2]);
  x = binary(&tosa, "mul", x, slope);
  return aicTosaReplace(&tosa, op, binary(&tosa, "add", x, columns[1]));
}

const AicPatternDef aicGraphNormToTosa = {
    .name = "graph-norm-to-tosa",
    .summary = "Batch normalization with constant parameters becomes a product "
               "and a sum",
    .root = "graph.norm",
    .before = "func.func @f(%x: tensor<?x2x4xf32>) -> tensor<?x2x4xf32> {\n"
              "  %v = graph.weight dense<0.25> : tensor<2xf32>\n"
              "  %m = graph.weight dense<[1.0, 2.0]> : tensor<2xf32>\n"
              "  %0 = graph.norm batch %x, %m, %m, %m, %v epsilon 0.0\n"
              "      : (tensor<?x2x4xf32>, tensor<2xf32>, tensor<2xf32>,\n"
              "         tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x4xf32>\n"
              "  return %0 : tensor<?x2x4xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x2x4xf32>) -> tensor<?x2x4xf32> {\n"
             "  %f = graph.weight dense<[[2.0], [4.0]]> : tensor<2x1xf32>\n"
             "  %0 = graph.binary mul %x, %f : (tensor<?x2x4xf32>, "
             "tensor<2x1xf32>) -> tensor<?x2x4xf32>\n"
             "  %s = graph.weight dense<[[-1.0], [-6.0]]> : tensor<2x1xf32>\n"
             "  %1 = graph.binary add %0, %s : (tensor<?x2x4xf32>, "
             "tensor<2x1xf32>) -> tensor<?x2x4xf32>\n"
             "  return %1 : tensor<?x2x4xf32>\n"
             "}",
    .rewrite = rewriteNorm,
};
