//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinAttributes.h"

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  *type = mlirAttributeGetType(aicInferAttr(infer, "value"));
  if (!aicGraphTensor.holds(*type)) // C1
    return aicInferError(infer, "value has type '%s' but must be a %s",
                         aicGraphTypeText(*type).text, aicGraphTensor.name);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphWeight, resultType);
}

static MlirLogicalResult fold(const AicFold *fold) {
  aicFoldAppendAttribute(fold, aicOpAttr(fold->op, "value"));
  return mlirLogicalResultSuccess();
}

const AicOpDef aicGraphWeight = {
    .name = "graph.weight",
    .summary = "A constant tensor",
    .description =
        "The result is `value`: a trained parameter or any other constant. "
        "Large ones are dense resources, so that they never enter the pool of "
        "attributes.\n"
        "\n"
        "- C1: the type of `value` is a tensor of this dialect, and the "
        "result's.\n",
    .example = "%w = graph.weight dense<[1.0, 2.0]> : tensor<2xf32>",
    .assembly = "$value attr-dict",
    .results = AIC_LIST(
        AicValueDef,
        {.name = "result", .summary = "constant", .type = &aicGraphTensor}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "value", .summary = "elements", .attr = &aicElementsAttr}),
    .traits = AIC_OP_PURE | AIC_OP_CONSTANT_LIKE,
    .inferTypes = infer,
    .fold = fold,
};
