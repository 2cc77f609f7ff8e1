//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  MlirType indices = aicGraphOperandType(infer, 1);
  AicGraphShape x = aicGraphShapeOf(input), at = aicGraphShapeOf(indices);
  int64_t axis = aicGraphInferInt(infer, "axis", -1);
  if (axis < 0 || axis >= x.rank) // C1
    return aicInferError(infer, "axis %" PRId64 " is not within '%s'", axis,
                         aicGraphTypeText(input).text);
  AicGraphShape y = {.rank = x.rank - 1 + at.rank};
  if (y.rank > AIC_GRAPH_MAX_RANK) // C2
    return aicInferError(
        infer, "result would have rank %" PRIdPTR ", at most %d is possible",
        y.rank, AIC_GRAPH_MAX_RANK);
  intptr_t n = 0;
  for (intptr_t i = 0; i < axis; ++i)
    y.dims[n++] = x.dims[i];
  for (intptr_t i = 0; i < at.rank; ++i)
    y.dims[n++] = at.dims[i];
  for (intptr_t i = axis + 1; i < x.rank; ++i)
    y.dims[n++] = x.dims[i];
  *type = aicGraphShapeType(&y, mlirShapedTypeGetElementType(input));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphGather, resultType);
}

const AicOpDef aicGraphGather = {
    .name = "graph.gather",
    .summary = "Pick slices by index along a dimension",
    .description =
        "Dimension `axis` of `input` is replaced by the dimensions of "
        "`indices`: the result at [before..., i..., behind...] is `input` at "
        "[before..., `indices`[i...], behind...]. A negative index counts from "
        "the end. An index outside of the dimension gives any value of "
        "`input`.\n"
        "\n"
        "- C1: `axis` lies within the rank of `input`.\n"
        "- C2: the result has at most rank 16.\n",
    .example =
        "func.func @f(%x: tensor<100x8xf32>, %i: tensor<2x3xi64>)\n"
        "    -> tensor<2x3x8xf32> {\n"
        "  %0 = graph.gather %x at %i along 0\n"
        "      : (tensor<100x8xf32>, tensor<2x3xi64>) -> tensor<2x3x8xf32>\n"
        "  return %0 : tensor<2x3x8xf32>\n"
        "}",
    .assembly = "$input `at` $indices `along` $axis attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "slices", .type = &aicGraphTensor},
        {.name = "indices",
         .summary = "which ones",
         .type = &aicGraphIndexTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "picked slices",
                                      .type = &aicGraphTensor}),
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "axis", .summary = "dimension", .attr = &aicI64Attr}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
