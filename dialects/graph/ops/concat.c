//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  intptr_t count = infer->numOperands;
  if (count == 0) // C1
    return aicInferError(infer, "needs at least one input");
  MlirType first = aicGraphOperandType(infer, 0);
  MlirType element = mlirShapedTypeGetElementType(first);
  AicGraphShape y = aicGraphShapeOf(first);
  int64_t axis = aicGraphInferInt(infer, "axis", -1);
  if (axis < 0 || axis >= y.rank) // C2
    return aicInferError(infer, "axis %" PRId64 " is not within '%s'", axis,
                         aicGraphTypeText(first).text);
  for (intptr_t i = 1; i < count; ++i) {
    MlirType other = aicGraphOperandType(infer, i);
    AicGraphShape x = aicGraphShapeOf(other);
    bool fits = x.rank == y.rank &&
                mlirTypeEqual(mlirShapedTypeGetElementType(other), element);
    for (intptr_t d = 0; fits && d < y.rank; ++d) {
      bool dynamic =
          aicGraphIsDynamic(x.dims[d]) || aicGraphIsDynamic(y.dims[d]);
      if (d != axis) {
        fits = dynamic || x.dims[d] == y.dims[d];
        if (aicGraphIsDynamic(y.dims[d]))
          y.dims[d] = x.dims[d];
      } else {
        y.dims[d] =
            dynamic ? mlirShapedTypeGetDynamicSize() : y.dims[d] + x.dims[d];
      }
    }
    if (!fits) // C3
      return aicInferError(infer,
                           "input #%" PRIdPTR " is '%s' and input #0 '%s': "
                           "they differ outside of axis %" PRId64,
                           i, aicGraphTypeText(other).text,
                           aicGraphTypeText(first).text, axis);
  }
  *type = aicGraphShapeType(&y, element);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphConcat, resultType);
}

/// One input is the result.
static MlirLogicalResult fold(const AicFold *fold) {
  if (mlirOperationGetNumOperands(fold->op) != 1)
    return mlirLogicalResultFailure();
  return aicGraphFoldToInput(fold);
}

const AicOpDef aicGraphConcat = {
    .name = "graph.concat",
    .summary = "Join tensors along a dimension",
    .description =
        "The elements of all `inputs` one behind the other along `axis`.\n"
        "\n"
        "- C1: there is at least one input.\n"
        "- C2: `axis` lies within the rank.\n"
        "- C3: all inputs have the same element type, and the same shape "
        "outside of `axis`.\n",
    .example = "func.func @f(%x: tensor<?x2xf32>, %y: tensor<?x3xf32>)\n"
               "    -> tensor<?x5xf32> {\n"
               "  %0 = graph.concat %x, %y along 1\n"
               "      : (tensor<?x2xf32>, tensor<?x3xf32>) -> tensor<?x5xf32>\n"
               "  return %0 : tensor<?x5xf32>\n"
               "}",
    .assembly = "$inputs `along` $axis attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(AicValueDef, {.name = "inputs",
                                       .summary = "parts",
                                       .type = &aicGraphTensor,
                                       .arity = AIC_ARITY_VARIADIC}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "result", .summary = "whole", .type = &aicGraphTensor}),
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "axis", .summary = "dimension", .attr = &aicI64Attr}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
    .fold = fold,
};
