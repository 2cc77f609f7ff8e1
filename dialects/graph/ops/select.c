//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinTypes.h"

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType a = aicGraphOperandType(infer, 1), b = aicGraphOperandType(infer, 2);
  MlirType element = mlirShapedTypeGetElementType(a);
  if (!mlirTypeEqual(element, mlirShapedTypeGetElementType(b))) // C1
    return aicInferError(
        infer, "elements of on_true and on_false differ: '%s' and '%s'",
        aicGraphTypeText(a).text, aicGraphTypeText(b).text);
  AicGraphShape shape;
  if (mlirLogicalResultIsFailure(
          aicGraphInferBroadcast(infer, 0, 3, &shape))) // C2
    return mlirLogicalResultFailure();
  *type = aicGraphShapeType(&shape, element);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphSelect, resultType);
}

const AicOpDef aicGraphSelect = {
    .name = "graph.select",
    .summary = "Choose between two elements, with broadcasting",
    .description =
        "Broadcasts all operands to one shape; an element of the result is "
        "that of `on_true` where `condition` is 1, else that of `on_false`.\n"
        "\n"
        "- C1: `on_true` and `on_false` have the same element type.\n"
        "- C2: the shapes broadcast; the result has the broadcast shape.\n",
    .example = "func.func @f(%c: tensor<2x1xi1>, %x: tensor<2x3xf32>,\n"
               "             %y: tensor<f32>) -> tensor<2x3xf32> {\n"
               "  %0 = graph.select %c, %x, %y\n"
               "      : (tensor<2x1xi1>, tensor<2x3xf32>, tensor<f32>)\n"
               "      -> tensor<2x3xf32>\n"
               "  return %0 : tensor<2x3xf32>\n"
               "}",
    .assembly = "$condition `,` $on_true `,` $on_false attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(AicValueDef,
                         {.name = "condition",
                          .summary = "which one",
                          .type = &aicGraphBoolTensor},
                         {.name = "on_true",
                          .summary = "value where the condition is 1",
                          .type = &aicGraphTensor},
                         {.name = "on_false",
                          .summary = "value where it is 0",
                          .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "chosen elements",
                                      .type = &aicGraphTensor}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
