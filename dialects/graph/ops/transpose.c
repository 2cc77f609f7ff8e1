//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  AicGraphShape x = aicGraphShapeOf(input), y = x;
  int64_t perm[AIC_GRAPH_MAX_RANK];
  intptr_t count = 0;
  if (mlirLogicalResultIsFailure(
          aicGraphInferIntList(infer, "perm", &count, perm))) // C1
    return mlirLogicalResultFailure();
  if (count != x.rank) // C1
    return aicInferError(infer,
                         "perm has %" PRIdPTR " entries but '%s' has rank "
                         "%" PRIdPTR,
                         count, aicGraphTypeText(input).text, x.rank);
  unsigned seen = 0;
  for (intptr_t i = 0; i < count; ++i) {
    if (perm[i] < 0 || perm[i] >= x.rank || (seen >> perm[i] & 1)) // C1
      return aicInferError(infer,
                           "perm[%" PRIdPTR "] is %" PRId64
                           ": perm must hold each of 0 to %" PRIdPTR " once",
                           i, perm[i], x.rank - 1);
    seen |= 1u << perm[i];
    y.dims[i] = x.dims[perm[i]];
  }
  *type = aicGraphShapeType(&y, mlirShapedTypeGetElementType(input));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphTranspose, resultType);
}

const AicOpDef aicGraphTranspose = {
    .name = "graph.transpose",
    .summary = "Permute dimensions",
    .description = "Dimension i of the result is dimension `perm`[i] of "
                   "`input`.\n"
                   "\n"
                   "- C1: `perm` holds each dimension of `input` once.\n",
    .example =
        "func.func @f(%x: tensor<?x1x8x6xf32>) -> tensor<?x8x6x1xf32> {\n"
        "  %0 = graph.transpose %x [0, 2, 3, 1]\n"
        "      : (tensor<?x1x8x6xf32>) -> tensor<?x8x6x1xf32>\n"
        "  return %0 : tensor<?x8x6x1xf32>\n"
        "}",
    .assembly = "$input $perm attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "elements", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "the same elements",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "perm",
                            .summary = "dimension of input for each of result",
                            .attr = &aicDenseI64ArrayAttr}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
