//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reductions over several dimensions at once, of any element type.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_linalg/graph_to_linalg.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static MlirValue convert(const AicTosa *tosa, const char *name, MlirValue x,
                         MlirType to) {
  return aicBuildValue(
      tosa->rewriter, tosa->location, name,
      (AicBuild){.operands = AIC_VALUES(x), .results = AIC_TYPES(to)});
}

/// The number of elements in each mean, as an element.
static MlirValue countOf(const AicTosa *tosa, MlirValue input, intptr_t numAxes,
                         const int64_t *axes) {
  MlirType element = aicTosaElement(input);
  AicGraphShape x = aicTosaShape(input);
  double known = 1;
  MlirValue count = {NULL};
  for (intptr_t i = 0; i < numAxes; ++i) {
    if (!aicGraphIsDynamic(x.dims[axes[i]])) {
      known *= (double)x.dims[axes[i]];
      continue;
    }
    MlirValue size = aicTosaDim(tosa, input, axes[i]);
    count = mlirValueIsNull(count)
                ? size
                : aicScalarOp2(tosa, "arith.muli", count, size);
  }
  MlirValue constant = aicScalarNumber(tosa, element, known);
  if (mlirValueIsNull(count))
    return constant;
  MlirType i64 = mlirIntegerTypeGet(mlirTypeGetContext(element), 64);
  count = aicScalarCast(tosa, convert(tosa, "arith.index_cast", count, i64),
                        element);
  return aicScalarBinary(tosa, "mul", count, constant);
}

static MlirValue divideBody(const AicTosa *tosa, const MlirValue *elements,
                            const void *userData) {
  const MlirValue *count = userData;
  return aicScalarBinary(tosa, "div", elements[0], *count);
}

static MlirLogicalResult rewrite(MlirOperation op, MlirPatternRewriter rewriter,
                                 const void *options) {
  (void)options;
  MlirValue input = mlirOperationGetOperand(op, 0);
  MlirType element = aicTosaElement(input);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (mlirTypeIsAInteger(element) && !mlirIntegerTypeIsSignless(element))
    return mlirLogicalResultFailure();
  int64_t axes[AIC_GRAPH_MAX_RANK];
  intptr_t numAxes = aicGraphGetInts(op, "axes", axes);
  AicTosa tosa = aicTosaAt(rewriter, op);
  if (numAxes == 0)
    return aicTosaReplace(&tosa, op, input);
  char kind[8] = {0};
  MlirStringRef word = aicOpString(op, "kind");
  memcpy(kind, word.data, word.length);
  bool mean = !strcmp(kind, "mean");
  MlirValue count = {NULL};
  if (mean)
    count = countOf(&tosa, input, numAxes, axes);
  MlirValue result =
      aicGenericReduce(&tosa, mean ? "sum" : kind, input, numAxes, axes);
  if (mean)
    result = aicGenericElementwise(&tosa, 1, &result, mlirValueGetType(result),
                                   divideBody, &count);
  AicGraphShape shape = aicGraphShapeOf(type);
  if (aicTosaShape(result).rank != shape.rank)
    result = aicTosaExpand(&tosa, result, &shape);
  return aicTosaReplace(&tosa, op, result);
}

const AicPatternDef aicGraphReduceToLinalg = {
    .name = "graph-reduce-to-linalg",
    .summary = "A reduction becomes one linalg.reduce over all its dimensions",
    .root = "graph.reduce",
    .before =
        "func.func @f(%x: tensor<2x4x4x8xf32>) -> tensor<2x8xf32> {\n"
        "  %0 = graph.reduce max %x over [1, 2] : (tensor<2x4x4x8xf32>) -> "
        "tensor<2x8xf32>\n"
        "  return %0 : tensor<2x8xf32>\n"
        "}",
    .after = "func.func @f(%arg0: tensor<2x4x4x8xf32>) -> tensor<2x8xf32> {\n"
             "  %cst = arith.constant 0xFF800000 : f32\n"
             "  %0 = tensor.empty() : tensor<2x8xf32>\n"
             "  %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<2x8xf32>) -> "
             "tensor<2x8xf32>\n"
             "  %reduced = linalg.reduce ins(%arg0 : tensor<2x4x4x8xf32>) "
             "outs(%1 : tensor<2x8xf32>) dimensions = [1, 2] \n"
             "    (%in: f32, %init: f32) {\n"
             "      %2 = arith.maximumf %in, %init : f32\n"
             "      linalg.yield %2 : f32\n"
             "    }\n"
             "  return %reduced : tensor<2x8xf32>\n"
             "}",
    .rewrite = rewrite,
};
