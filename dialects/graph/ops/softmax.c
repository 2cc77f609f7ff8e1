//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult verify(MlirOperation op) {
  MlirType type = mlirValueGetType(mlirOperationGetOperand(op, 0));
  int64_t axis = aicOpInt(op, "axis", -1);
  if (axis < 0 || axis >= mlirShapedTypeGetRank(type)) // C1
    return aicOpError(op, "axis %" PRId64 " is not within '%s'", axis,
                      aicGraphTypeText(type).text);
  return mlirLogicalResultSuccess();
}

const AicOpDef aicGraphSoftmax = {
    .name = "graph.softmax",
    .summary = "Exponentials with sum 1 along a dimension",
    .description =
        "Every element of the result is e^(x - m) / sum e^(y - m), where y "
        "runs "
        "over the elements along `axis` and m is the largest of them.\n"
        "\n"
        "- C1: `axis` lies within the rank of `input`.\n",
    .example = "func.func @f(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {\n"
               "  %0 = graph.softmax %x along 1 : tensor<?x10xf32>\n"
               "  return %0 : tensor<?x10xf32>\n"
               "}",
    .assembly = "$input `along` $axis attr-dict `:` type($input)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "x", .type = &aicGraphFloatTensor}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "result", .summary = "shares", .type = &aicGraphFloatTensor}),
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "axis", .summary = "dimension", .attr = &aicI64Attr}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .verify = verify,
};
