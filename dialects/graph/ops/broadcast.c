//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  AicGraphShape x = aicGraphShapeOf(input), y = {0};
  if (mlirLogicalResultIsFailure(
          aicGraphInferIntList(infer, "shape", &y.rank, y.dims))) // C1
    return mlirLogicalResultFailure();
  if (y.rank < x.rank) // C1
    return aicInferError(
        infer, "shape has %" PRIdPTR " entries but '%s' has rank %" PRIdPTR,
        y.rank, aicGraphTypeText(input).text, x.rank);
  for (intptr_t i = 0; i < y.rank; ++i) {
    intptr_t at = i - (y.rank - x.rank);
    if (y.dims[i] < (at < 0 ? 0 : -1) || y.dims[i] > AIC_GRAPH_MAX_SIZE) // C2
      return aicInferError(infer,
                           "shape[%" PRIdPTR "] is %" PRId64
                           " but must be a size, or -1 at a dimension of input",
                           i, y.dims[i]);
    if (at < 0)
      continue;
    if (y.dims[i] == -1)
      y.dims[i] = x.dims[at];
    else if (x.dims[at] != 1 && x.dims[at] != y.dims[i] &&
             !aicGraphIsDynamic(x.dims[at])) // C3
      return aicInferError(
          infer, "dimension %" PRIdPTR " of '%s' cannot become %" PRId64, at,
          aicGraphTypeText(input).text, y.dims[i]);
  }
  *type = aicGraphShapeType(&y, mlirShapedTypeGetElementType(input));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphBroadcast, resultType);
}

const AicOpDef aicGraphBroadcast = {
    .name = "graph.broadcast",
    .summary = "Repeat elements along dimensions",
    .description =
        "`input`'s dimensions are aligned with the last ones of `shape`; a "
        "size of 1 is repeated, and dimensions are added in front. An entry of "
        "-1 keeps the size of `input`.\n"
        "\n"
        "- C1: `shape` has at least as many entries as `input` has "
        "dimensions, and at most 16.\n"
        "- C2: an entry is a size up to 2^40, or -1 at a dimension of "
        "`input`.\n"
        "- C3: a dimension of `input` is 1 or has the size of its entry.\n",
    .example = "func.func @f(%x: tensor<3x1xf32>) -> tensor<2x3x4xf32> {\n"
               "  %0 = graph.broadcast %x to [2, -1, 4]\n"
               "      : (tensor<3x1xf32>) -> tensor<2x3x4xf32>\n"
               "  return %0 : tensor<2x3x4xf32>\n"
               "}",
    .assembly = "$input `to` $shape attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "elements", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "repeated elements",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(AicAttrDef, {.name = "shape",
                                        .summary = "sizes; -1 keeps one",
                                        .attr = &aicDenseI64ArrayAttr}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
    .fold = aicGraphFoldToInput,
};
