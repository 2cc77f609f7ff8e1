//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  AicGraphShape x = aicGraphShapeOf(input);
  if (x.rank < 3) // C1
    return aicInferError(infer, "input '%s' must have at least rank 3",
                         aicGraphTypeText(input).text);
  AicGraphWindow window = {.rank = x.rank - 2};
  if (mlirLogicalResultIsFailure(aicGraphInferInts(infer, "kernel", window.rank,
                                                   1, AIC_GRAPH_MAX_STEP, 1,
                                                   window.kernel)) ||  // C2
      mlirLogicalResultIsFailure(aicGraphInferWindow(infer, &window))) // C2
    return mlirLogicalResultFailure();
  for (intptr_t i = 0; i < window.rank; ++i) {
    int64_t extent = (window.kernel[i] - 1) * window.dilations[i] + 1;
    if (window.low[i] >= extent || window.high[i] >= extent) // C3
      return aicInferError(infer,
                           "pads %" PRId64 " and %" PRId64
                           " of spatial dimension %" PRIdPTR
                           " must be below the window's extent %" PRId64,
                           window.low[i], window.high[i], i, extent);
    x.dims[i + 2] = aicGraphWindowSize(&window, i, x.dims[i + 2]);
  }
  *type = aicGraphShapeType(&x, mlirShapedTypeGetElementType(input));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphPool, resultType);
}

const AicOpDef aicGraphPool = {
    .name = "graph.pool",
    .summary = "Reduce the elements under a moving window",
    .description =
        "`input` is [batch, channels, spatial...]. An element of the result is "
        "the largest (`max`; a NaN wins) or the mean (`average`) of the "
        "elements under one position of the window, in the same batch and "
        "channel. Elements outside of `input` are not counted; with "
        "`count_include_pad` the mean counts those within the padding as "
        "zeros.\n"
        "\n"
        "Sizes are those of graph.conv. With `ceil_mode` the division by the "
        "stride rounds up, except that no window starts behind `input` and its "
        "leading padding.\n"
        "\n"
        "- C1: `input` has at least rank 3.\n"
        "- C2: `kernel`, `strides` and `dilations` have one entry from 1 to "
        "2^20 per spatial dimension, `pads` two from 0 to 2^20.\n"
        "- C3: every padding is below the extent of the window, (kernel - 1) * "
        "dilation + 1.\n",
    .example =
        "func.func @f(%x: tensor<?x16x8x8xf32>) -> tensor<?x16x4x4xf32> {\n"
        "  %0 = graph.pool max %x window [2, 2] strides [2, 2]\n"
        "      : (tensor<?x16x8x8xf32>) -> tensor<?x16x4x4xf32>\n"
        "  return %0 : tensor<?x16x4x4xf32>\n"
        "}",
    .assembly =
        "$kind $input `window` $kernel (`strides` $strides^)? (`pads` $pads^)? "
        "(`dilations` $dilations^)? "
        "attr-dict `:` functional-type(operands, results)",
    .operands =
        AIC_LIST(AicValueDef, {.name = "input",
                               .summary = "[batch, channels, spatial...]",
                               .type = &aicGraphTensor}),
    .results =
        AIC_LIST(AicValueDef, {.name = "result",
                               .summary = "[batch, channels, spatial...]",
                               .type = &aicGraphTensor}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "kind", .summary = "reduction", .attr = &aicGraphPoolWord},
        {.name = "kernel",
         .summary = "sizes of the window",
         .attr = &aicDenseI64ArrayAttr},
        {.name = "strides",
         .summary = "steps of the window; 1 when absent",
         .attr = &aicDenseI64ArrayAttr,
         .optional = true},
        {.name = "pads",
         .summary = "padding before and behind; 0 when absent",
         .attr = &aicDenseI64ArrayAttr,
         .optional = true},
        {.name = "dilations",
         .summary = "distance of window elements; 1 when absent",
         .attr = &aicDenseI64ArrayAttr,
         .optional = true},
        {.name = "ceil_mode",
         .summary = "round sizes up",
         .attr = &aicBoolAttr,
         .fallback = "false"},
        {.name = "count_include_pad",
         .summary = "the mean counts padding",
         .attr = &aicBoolAttr,
         .fallback = "false"}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
