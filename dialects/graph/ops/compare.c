//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "mlir-c/BuiltinTypes.h"

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType lhs = aicGraphOperandType(infer, 0),
           rhs = aicGraphOperandType(infer, 1);
  if (!mlirTypeEqual(mlirShapedTypeGetElementType(lhs),
                     mlirShapedTypeGetElementType(rhs))) // C1
    return aicInferError(infer, "elements of lhs and rhs differ: '%s' and '%s'",
                         aicGraphTypeText(lhs).text,
                         aicGraphTypeText(rhs).text);
  AicGraphShape shape;
  if (mlirLogicalResultIsFailure(
          aicGraphInferBroadcast(infer, 0, 2, &shape))) // C2
    return mlirLogicalResultFailure();
  *type =
      aicGraphShapeType(&shape, mlirIntegerTypeGet(mlirTypeGetContext(lhs), 1));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphCompare, resultType);
}

const AicOpDef aicGraphCompare = {
    .name = "graph.compare",
    .summary = "Compare two elements, with broadcasting",
    .description =
        "Broadcasts `lhs` and `rhs` to one shape; an element of the result is "
        "1 when the relation `kind` (equal, not equal, less, less or equal, "
        "greater, greater or equal) holds between x and y, else 0. With a NaN "
        "only `ne` holds. Signless integers compare as signed, i1 as 0 and 1.\n"
        "\n"
        "- C1: `lhs` and `rhs` have the same element type.\n"
        "- C2: the shapes broadcast; the result has the broadcast shape and "
        "elements of i1.\n",
    .example = "func.func @f(%x: tensor<2x3xf32>, %y: tensor<3xf32>)\n"
               "    -> tensor<2x3xi1> {\n"
               "  %0 = graph.compare lt %x, %y\n"
               "      : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>\n"
               "  return %0 : tensor<2x3xi1>\n"
               "}",
    .assembly = "$kind $lhs `,` $rhs attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef, {.name = "lhs", .summary = "x", .type = &aicGraphTensor},
        {.name = "rhs", .summary = "y", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "where the relation holds",
                                      .type = &aicGraphBoolTensor}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "kind", .summary = "relation", .attr = &aicGraphCompareWord}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
