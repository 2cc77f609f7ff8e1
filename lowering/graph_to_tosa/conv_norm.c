//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Batch normalization behind a convolution: the filter and the bias take it
// in. Rounding changes, as it does in every framework that deploys models.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/tosa.h"

#include "dialects/graph/elements.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <stdlib.h>

/// All constants of the two operations, as numbers.
typedef struct Numbers {
  double *filter;
  double *bias;          ///< NULL without one
  double *parameters[4]; ///< scale, bias, mean, variance
} Numbers;

static double *read(MlirValue value) {
  MlirAttribute elements = aicGraphConstantElements(value);
  return mlirAttributeIsNull(elements) ? NULL : aicGraphReadNumbers(elements);
}

static bool readAll(MlirOperation conv, MlirOperation norm, Numbers *numbers) {
  MlirValue bias = aicOpOperand(conv, "bias");
  numbers->filter = read(mlirOperationGetOperand(conv, 1));
  bool all = numbers->filter != NULL;
  if (!mlirValueIsNull(bias))
    all = all && (numbers->bias = read(bias)) != NULL;
  for (intptr_t i = 0; i < 4 && all; ++i) {
    numbers->parameters[i] = read(mlirOperationGetOperand(norm, i + 1));
    all = numbers->parameters[i] != NULL;
  }
  return all;
}

static void release(Numbers *numbers) {
  free(numbers->filter);
  free(numbers->bias);
  for (int i = 0; i < 4; ++i)
    free(numbers->parameters[i]);
}

static MlirValue weight(const AicTosa *tosa, MlirType type,
                        const double *numbers) {
  return aicBuildValue(
      tosa->rewriter, tosa->location, "graph.weight",
      (AicBuild){.infer = true,
                 .attributes =
                     AIC_ATTRS({"value", aicGraphNumbers(type, numbers)})});
}

/// The convolution that `value` is the result of, if nobody else uses it.
static MlirOperation convOf(MlirValue value) {
  MlirOperation none = {NULL};
  if (!mlirValueIsAOpResult(value) ||
      !aicOpIs(mlirOpResultGetOwner(value), "graph.conv"))
    return none;
  MlirOpOperand use = mlirValueGetFirstUse(value);
  return mlirOpOperandIsNull(mlirOpOperandGetNextUse(use))
             ? mlirOpResultGetOwner(value)
             : none;
}

static MlirLogicalResult
rewrite(MlirOperation norm, MlirPatternRewriter rewriter, const void *options) {
  (void)options;
  MlirOperation conv = convOf(mlirOperationGetOperand(norm, 0));
  if (mlirOperationIsNull(conv))
    return mlirLogicalResultFailure();
  Numbers numbers = {0};
  if (!readAll(conv, norm, &numbers)) {
    release(&numbers);
    return mlirLogicalResultFailure();
  }
  MlirType type = mlirValueGetType(mlirOperationGetOperand(conv, 1));
  AicGraphShape w = aicGraphShapeOf(type);
  int64_t perOutput = 1;
  for (intptr_t i = 1; i < w.rank; ++i)
    perOutput *= w.dims[i];
  double epsilon = mlirFloatAttrGetValueDouble(aicOpAttr(norm, "epsilon"));
  double *bias = numbers.parameters[1];
  for (int64_t o = 0; o < w.dims[0]; ++o) {
    double factor =
        numbers.parameters[0][o] / sqrt(numbers.parameters[3][o] + epsilon);
    for (int64_t i = 0; i < perOutput; ++i)
      numbers.filter[o * perOutput + i] *= factor;
    double before = numbers.bias ? numbers.bias[o] : 0;
    bias[o] += (before - numbers.parameters[2][o]) * factor;
  }
  AicTosa tosa = aicTosaAt(rewriter, norm);
  // It is both nodes of the model, the convolution above all.
  const MlirLocation both[] = {mlirOperationGetLocation(conv),
                               mlirOperationGetLocation(norm)};
  tosa.location = mlirLocationFusedGet(mlirOperationGetContext(norm), 2, both,
                                       mlirAttributeGetNull());
  MlirValue filter = weight(&tosa, type, numbers.filter);
  MlirType biasType = mlirRankedTensorTypeGet(
      1, w.dims, mlirShapedTypeGetElementType(type), mlirAttributeGetNull());
  MlirValue summand = weight(&tosa, biasType, bias);
  release(&numbers);
  MlirValue result = aicBuildValue(
      tosa.rewriter, tosa.location, "graph.conv",
      (AicBuild){
          .operands =
              AIC_VALUES(mlirOperationGetOperand(conv, 0), filter, summand),
          .results =
              AIC_TYPES(mlirValueGetType(mlirOperationGetResult(conv, 0))),
          .attributes = AIC_ATTRS({"strides", aicOpAttr(conv, "strides")},
                                  {"pads", aicOpAttr(conv, "pads")},
                                  {"dilations", aicOpAttr(conv, "dilations")},
                                  {"groups", aicOpAttr(conv, "groups")})});
  return aicTosaReplace(&tosa, norm, result);
}

const AicPatternDef aicGraphConvNorm = {
    .name = "graph-conv-norm",
    .summary = "A convolution takes in the normalization behind it",
    .root = "graph.norm",
    .before =
        "func.func @f(%x: tensor<?x1x4xf32>) -> tensor<?x2x4xf32> {\n"
        "  %w = graph.weight dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>\n"
        "  %v = graph.weight dense<0.25> : tensor<2xf32>\n"
        "  %m = graph.weight dense<[1.0, 2.0]> : tensor<2xf32>\n"
        "  %0 = graph.conv %x, %w : (tensor<?x1x4xf32>, tensor<2x1x1xf32>)\n"
        "      -> tensor<?x2x4xf32>\n"
        "  %1 = graph.norm batch %0, %m, %m, %m, %v epsilon 0.0\n"
        "      : (tensor<?x2x4xf32>, tensor<2xf32>, tensor<2xf32>,\n"
        "         tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x4xf32>\n"
        "  return %1 : tensor<?x2x4xf32>\n"
        "}",
    .after =
        "func.func @f(%x: tensor<?x1x4xf32>) -> tensor<?x2x4xf32> {\n"
        "  %w = graph.weight dense<[[[2.0]], [[8.0]]]> : tensor<2x1x1xf32>\n"
        "  %b = graph.weight dense<[-1.0, -6.0]> : tensor<2xf32>\n"
        "  %0 = graph.conv %x, %w, %b : (tensor<?x1x4xf32>,\n"
        "         tensor<2x1x1xf32>, tensor<2xf32>) -> tensor<?x2x4xf32>\n"
        "  return %0 : tensor<?x2x4xf32>\n"
        "}",
    .rewrite = rewrite,
};
