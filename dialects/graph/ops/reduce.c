//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  AicGraphShape x = aicGraphShapeOf(input), y = {0};
  int64_t axes[AIC_GRAPH_MAX_RANK];
  intptr_t count = 0;
  if (mlirLogicalResultIsFailure(
          aicGraphInferIntList(infer, "axes", &count, axes))) // C1
    return mlirLogicalResultFailure();
  for (intptr_t i = 0; i < count; ++i)
    if (axes[i] < 0 || axes[i] >= x.rank || (i && axes[i] <= axes[i - 1])) // C1
      return aicInferError(infer,
                           "axes[%" PRIdPTR "] is %" PRId64
                           " but axes must increase within rank %" PRIdPTR,
                           i, axes[i], x.rank);
  bool keep = aicGraphInferFlag(infer, "keepdims");
  for (intptr_t i = 0, next = 0; i < x.rank; ++i) {
    bool reduced = next < count && axes[next] == i;
    next += reduced;
    if (!reduced)
      y.dims[y.rank++] = x.dims[i];
    else if (keep)
      y.dims[y.rank++] = 1;
  }
  *type = aicGraphShapeType(&y, mlirShapedTypeGetElementType(input));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphReduce, resultType);
}

static MlirLogicalResult verify(MlirOperation op) {
  MlirType type = mlirValueGetType(mlirOperationGetOperand(op, 0));
  if (aicGraphBoolTensor.holds(type)) // C2
    return aicOpError(op, "cannot reduce '%s'", aicGraphTypeText(type).text);
  return mlirLogicalResultSuccess();
}

/// Without axes the input is the result.
static MlirLogicalResult fold(const AicFold *fold) {
  int64_t axes[AIC_GRAPH_MAX_RANK];
  if (aicGraphGetInts(fold->op, "axes", axes) != 0)
    return mlirLogicalResultFailure();
  return aicGraphFoldToInput(fold);
}

const AicOpDef aicGraphReduce = {
    .name = "graph.reduce",
    .summary = "Reduce dimensions to one element",
    .description =
        "An element of the result is the `kind` (sum, mean, product, largest, "
        "smallest) of all elements of `input` with the same index outside of "
        "`axes`. With `keepdims` reduced dimensions stay with size 1, else "
        "they go. Without axes the result is `input`. Sums and products of "
        "floats may be taken in any order and with at least the precision of "
        "the element type; integers wrap, and their mean rounds toward zero. A "
        "NaN wins in `max` and `min`. Of no elements, `sum` is 0, `prod` 1, "
        "`mean` a NaN (any integer), `max` and `min` the least and the "
        "greatest value of the type (infinities of floats).\n"
        "\n"
        "- C1: `axes` increase and lie within the rank of `input`.\n"
        "- C2: elements are no i1.\n",
    .example = "func.func @f(%x: tensor<?x16x4x4xf32>) -> tensor<?x16xf32> {\n"
               "  %0 = graph.reduce mean %x over [2, 3]\n"
               "      : (tensor<?x16x4x4xf32>) -> tensor<?x16xf32>\n"
               "  return %0 : tensor<?x16xf32>\n"
               "}",
    .assembly =
        "$kind $input `over` $axes (`keepdims` $keepdims^)? attr-dict `:` "
        "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "elements", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "reduced elements",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "kind", .summary = "reduction", .attr = &aicGraphReduceWord},
        {.name = "axes",
         .summary = "dimensions that are reduced",
         .attr = &aicDenseI64ArrayAttr},
        {.name = "keepdims",
         .summary = "reduced dimensions stay with size 1",
         .attr = &aicBoolAttr,
         .fallback = "false"}),
    .traits = AIC_OP_PURE,
    .verify = verify,
    .inferTypes = infer,
    .fold = fold,
};
