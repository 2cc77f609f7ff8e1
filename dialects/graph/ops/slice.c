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
  AicGraphShape x = aicGraphShapeOf(input), y = {.rank = x.rank};
  int64_t starts[AIC_GRAPH_MAX_RANK], strides[AIC_GRAPH_MAX_RANK];
  if (mlirLogicalResultIsFailure(aicGraphInferInts(infer, "starts", x.rank, 0,
                                                   AIC_GRAPH_MAX_SIZE, 0,
                                                   starts)) || // C1
      mlirLogicalResultIsFailure(aicGraphInferInts(
          infer, "sizes", x.rank, -1, AIC_GRAPH_MAX_SIZE, 0, y.dims)) || // C1
      mlirLogicalResultIsFailure(aicGraphInferInts(
          infer, "strides", x.rank, -AIC_GRAPH_MAX_STEP, AIC_GRAPH_MAX_STEP, 1,
          strides))) // C1
    return mlirLogicalResultFailure();
  for (intptr_t i = 0; i < x.rank; ++i) {
    if (strides[i] == 0) // C2
      return aicInferError(infer, "strides[%" PRIdPTR "] is 0", i);
    if (y.dims[i] == -1) {
      if (starts[i] != 0 || strides[i] != 1) // C3
        return aicInferError(infer,
                             "sizes[%" PRIdPTR "] is -1, which needs start "
                             "0 and stride 1",
                             i);
      y.dims[i] = x.dims[i];
      continue;
    }
    if (aicGraphIsDynamic(x.dims[i]) || y.dims[i] == 0)
      continue;
    // Division instead of a product: sizes up to 2^40 times strides overflow.
    int64_t steps = y.dims[i] - 1;
    int64_t room = strides[i] > 0 ? x.dims[i] - 1 - starts[i] : starts[i];
    int64_t step = strides[i] > 0 ? strides[i] : -strides[i];
    if (starts[i] >= x.dims[i] || steps > room / step) // C4
      return aicInferError(
          infer,
          "dimension %" PRIdPTR " of '%s': %" PRId64 " elements from %" PRId64
          " with stride %" PRId64 " leave it",
          i, aicGraphTypeText(input).text, y.dims[i], starts[i], strides[i]);
  }
  *type = aicGraphShapeType(&y, mlirShapedTypeGetElementType(input));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphSlice, resultType);
}

/// All of every dimension.
static MlirLogicalResult fold(const AicFold *fold) {
  int64_t sizes[AIC_GRAPH_MAX_RANK], strides[AIC_GRAPH_MAX_RANK];
  intptr_t rank = aicGraphGetInts(fold->op, "sizes", sizes);
  intptr_t count = aicGraphGetInts(fold->op, "strides", strides);
  MlirType type = mlirValueGetType(mlirOperationGetOperand(fold->op, 0));
  for (intptr_t i = 0; i < rank; ++i) {
    bool dynamic = mlirShapedTypeIsDynamicDim(type, i);
    if ((dynamic && sizes[i] != -1) || (count && strides[i] < 0))
      return mlirLogicalResultFailure();
  }
  // Where a stride is larger than 1, or a start behind 0, fewer are left.
  return aicGraphFoldToInput(fold);
}

const AicOpDef aicGraphSlice = {
    .name = "graph.slice",
    .summary = "Every n-th element of a range, per dimension",
    .description =
        "Along dimension i the result has `sizes`[i] elements: those of "
        "`input` at `starts`[i], `starts`[i] + `strides`[i] and so on. A "
        "negative stride runs backward. A size of -1 keeps the whole "
        "dimension, also a dynamic one. In a dynamic dimension the range must "
        "lie within `input` when the model runs.\n"
        "\n"
        "- C1: `starts`, `sizes` and `strides` have one entry per dimension; "
        "starts lie in [0, 2^40], sizes in [-1, 2^40], strides in [-2^20, "
        "2^20].\n"
        "- C2: no stride is 0.\n"
        "- C3: size -1 comes with start 0 and stride 1.\n"
        "- C4: the range lies within `input`.\n",
    .example = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x3xf32> {\n"
               "  %0 = graph.slice %x from [0, 1] take [-1, 3] step [1, 2]\n"
               "      : (tensor<?x8xf32>) -> tensor<?x3xf32>\n"
               "  return %0 : tensor<?x3xf32>\n"
               "}",
    .assembly = "$input `from` $starts `take` $sizes (`step` $strides^)? "
                "attr-dict `:` functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "elements", .type = &aicGraphTensor}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "result", .summary = "some of them", .type = &aicGraphTensor}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "starts",
                            .summary = "first index per dimension",
                            .attr = &aicDenseI64ArrayAttr},
                           {.name = "sizes",
                            .summary = "elements per dimension; -1 keeps all",
                            .attr = &aicDenseI64ArrayAttr},
                           {.name = "strides",
                            .summary = "steps per dimension; 1 when absent",
                            .attr = &aicDenseI64ArrayAttr,
                            .optional = true}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
    .fold = fold,
};
