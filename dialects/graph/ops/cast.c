//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinTypes.h"

static MlirLogicalResult verify(MlirOperation op) {
  MlirType from = mlirValueGetType(mlirOperationGetOperand(op, 0));
  MlirType to = mlirValueGetType(mlirOperationGetResult(op, 0));
  AicGraphShape shape = aicGraphShapeOf(from);
  MlirType same = aicGraphShapeType(&shape, mlirShapedTypeGetElementType(to));
  if (!mlirTypeEqual(same, to)) // C1
    return aicOpError(op, "result must be '%s' but is '%s'",
                      aicGraphTypeText(same).text, aicGraphTypeText(to).text);
  return mlirLogicalResultSuccess();
}

const AicOpDef aicGraphCast = {
    .name = "graph.cast",
    .summary = "Convert elements to another type",
    .description =
        "Every element of the result is the element of `input` as a number of "
        "the result's element type.\n"
        "\n"
        "- To a float: the nearest one, halves to even.\n"
        "- A float to an integer: rounded toward zero, then limited to the "
        "type's range; a NaN gives 0.\n"
        "- An integer to an integer: modulo 2^bits. Signless integers are "
        "signed, i1 is 0 or 1.\n"
        "- To i1: 1 where x is not 0 (a NaN is not).\n"
        "\n"
        "The constraint:\n"
        "\n"
        "- C1: `input` and the result have the same shape.\n",
    .example = "func.func @f(%x: tensor<4xf32>) -> tensor<4xi32> {\n"
               "  %0 = graph.cast %x : tensor<4xf32> to tensor<4xi32>\n"
               "  return %0 : tensor<4xi32>\n"
               "}",
    .assembly = "$input attr-dict `:` type($input) `to` type($result)",
    .operands =
        AIC_LIST(AicValueDef,
                 {.name = "input", .summary = "x", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "converted elements",
                                      .type = &aicGraphTensor}),
    .traits = AIC_OP_PURE,
    .verify = verify,
    .fold = aicGraphFoldToInput,
};
