//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/elements.h"
#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"

#include "aic/build.h"

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

/// No change, and constants of any size: they only move.
static MlirLogicalResult fold(const AicFold *fold) {
  int64_t perm[AIC_GRAPH_MAX_RANK];
  intptr_t count = aicGraphGetInts(fold->op, "perm", perm), i = 0;
  while (i < count && perm[i] == i)
    ++i;
  if (i == count)
    return aicGraphFoldToInput(fold);
  if (mlirAttributeIsNull(fold->constants[0]))
    return mlirLogicalResultFailure();
  return aicGraphFoldTo(fold,
                        aicGraphPermuteElements(fold->constants[0], perm));
}

static MlirLogicalResult rewriteTwice(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  MlirValue middle = mlirOperationGetOperand(op, 0);
  if (!mlirValueIsAOpResult(middle) ||
      !aicOpIs(mlirOpResultGetOwner(middle), "graph.transpose"))
    return mlirLogicalResultFailure();
  MlirOperation inner = mlirOpResultGetOwner(middle);
  int64_t first[AIC_GRAPH_MAX_RANK], second[AIC_GRAPH_MAX_RANK];
  aicGraphGetInts(inner, "perm", first);
  intptr_t rank = aicGraphGetInts(op, "perm", second);
  for (intptr_t i = 0; i < rank; ++i)
    second[i] = first[second[i]];
  MlirAttribute perm =
      aicAttrI64Array(mlirOperationGetContext(op), rank, second);
  MlirRewriterBase base = mlirPatternRewriterAsBase(rewriter);
  MlirOperation both = aicBuild(
      base, mlirOperationGetLocation(op), "graph.transpose",
      (AicBuild){.operands = AIC_VALUES(mlirOperationGetOperand(inner, 0)),
                 .infer = true,
                 .attributes = AIC_ATTRS({"perm", perm})});
  mlirRewriterBaseReplaceOpWithOperation(base, op, both);
  return mlirLogicalResultSuccess();
}

static const AicPatternDef transposeTwice = {
    .name = "transpose-of-transpose",
    .summary = "Two permutations are one",
    .root = "graph.transpose",
    .before = "func.func @f(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {\n"
              "  %0 = graph.transpose %x [1, 2, 0]\n"
              "      : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>\n"
              "  %1 = graph.transpose %0 [1, 2, 0]\n"
              "      : (tensor<3x4x2xf32>) -> tensor<4x2x3xf32>\n"
              "  return %1 : tensor<4x2x3xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {\n"
             "  %0 = graph.transpose %x [2, 0, 1]\n"
             "      : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>\n"
             "  return %0 : tensor<4x2x3xf32>\n"
             "}",
    .rewrite = rewriteTwice,
};

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
    .fold = fold,
    .canonicalize = AIC_POINTERS(AicPatternDef, &transposeTwice),
};
