//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirLogicalResult verify(MlirOperation op) {
  MlirType type = mlirValueGetType(mlirOperationGetOperand(op, 0));
  MlirType element = mlirShapedTypeGetElementType(type);
  const char *const names[] = {"min", "max"};
  for (int i = 0; i < 2; ++i) {
    MlirAttribute bound = aicOpAttr(op, names[i]);
    if (!mlirAttributeIsNull(bound) &&
        !mlirTypeEqual(mlirAttributeGetType(bound), element)) // C1
      return aicOpError(op, "%s has type '%s' but elements have type '%s'",
                        names[i],
                        aicGraphTypeText(mlirAttributeGetType(bound)).text,
                        aicGraphTypeText(element).text);
  }
  return mlirLogicalResultSuccess();
}

const AicOpDef aicGraphClamp = {
    .name = "graph.clamp",
    .summary = "Limit elements to an interval",
    .description =
        "Every element of the result is min(max(x, `min`), `max`): where `min` "
        "is above `max`, it is `max`. A NaN stays. An absent bound does not "
        "limit.\n"
        "\n"
        "- C1: `min` and `max` have the element type of `input`.\n",
    .example = "func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
               "  %0 = graph.clamp %x min 0.0 : f32 max 6.0 : f32\n"
               "      : tensor<4xf32>\n"
               "  return %0 : tensor<4xf32>\n"
               "}",
    .assembly =
        "$input (`min` $min^)? (`max` $max^)? attr-dict `:` type($input)",
    .operands =
        AIC_LIST(AicValueDef,
                 {.name = "input", .summary = "x", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "limited elements",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "min",
                            .summary = "least value",
                            .attr = &aicGraphNumber,
                            .optional = true},
                           {.name = "max",
                            .summary = "greatest value",
                            .attr = &aicGraphNumber,
                            .optional = true}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .verify = verify,
};
