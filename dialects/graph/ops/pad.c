//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  MlirType element = mlirShapedTypeGetElementType(input);
  AicGraphShape x = aicGraphShapeOf(input);
  int64_t low[AIC_GRAPH_MAX_RANK], high[AIC_GRAPH_MAX_RANK];
  if (mlirLogicalResultIsFailure(aicGraphInferInts(
          infer, "low", x.rank, 0, AIC_GRAPH_MAX_STEP, 0, low)) || // C1
      mlirLogicalResultIsFailure(aicGraphInferInts(
          infer, "high", x.rank, 0, AIC_GRAPH_MAX_STEP, 0, high))) // C1
    return mlirLogicalResultFailure();
  MlirType value = mlirAttributeGetType(aicInferAttr(infer, "value"));
  if (!mlirTypeEqual(value, element)) // C2
    return aicInferError(
        infer, "value has type '%s' but elements have type '%s'",
        aicGraphTypeText(value).text, aicGraphTypeText(element).text);
  for (intptr_t i = 0; i < x.rank; ++i)
    if (!aicGraphIsDynamic(x.dims[i]))
      x.dims[i] += low[i] + high[i];
  *type = aicGraphShapeType(&x, element);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphPad, resultType);
}

/// Nothing is added.
static MlirLogicalResult fold(const AicFold *fold) {
  int64_t low[AIC_GRAPH_MAX_RANK], high[AIC_GRAPH_MAX_RANK];
  intptr_t rank = aicGraphGetInts(fold->op, "low", low);
  aicGraphGetInts(fold->op, "high", high);
  for (intptr_t i = 0; i < rank; ++i)
    if (low[i] || high[i])
      return mlirLogicalResultFailure();
  return aicGraphFoldToInput(fold);
}

const AicOpDef aicGraphPad = {
    .name = "graph.pad",
    .summary = "Surround elements with a constant",
    .description =
        "Along dimension i the result has `low`[i] elements `value`, then "
        "those of `input`, then `high`[i] elements `value`.\n"
        "\n"
        "- C1: `low` and `high` have one entry from 0 to 2^20 per dimension.\n"
        "- C2: `value` has the element type.\n",
    .example = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x10xf32> {\n"
               "  %0 = graph.pad %x low [0, 1] high [0, 1] with 0.0 : f32\n"
               "      : (tensor<?x8xf32>) -> tensor<?x10xf32>\n"
               "  return %0 : tensor<?x10xf32>\n"
               "}",
    .assembly = "$input `low` $low `high` $high `with` $value attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "elements", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "larger tensor",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "low",
         .summary = "elements before, per dimension",
         .attr = &aicDenseI64ArrayAttr},
        {.name = "high",
         .summary = "elements behind, per dimension",
         .attr = &aicDenseI64ArrayAttr},
        {.name = "value", .summary = "element", .attr = &aicGraphNumber}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
    .fold = fold,
};
