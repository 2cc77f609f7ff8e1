//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  MlirType filter = aicGraphOperandType(infer, 1);
  MlirType element = mlirShapedTypeGetElementType(input);
  AicGraphShape x = aicGraphShapeOf(input), w = aicGraphShapeOf(filter);
  if (x.rank < 3 || w.rank != x.rank) // C1
    return aicInferError(infer,
                         "input and filter must have one rank of at least "
                         "3, but are '%s' and '%s'",
                         aicGraphTypeText(input).text,
                         aicGraphTypeText(filter).text);
  for (intptr_t i = 0; i < w.rank; ++i)
    if (aicGraphIsDynamic(w.dims[i]) || w.dims[i] < 1 ||
        w.dims[i] > AIC_GRAPH_MAX_STEP) // C2
      return aicInferError(
          infer, "filter '%s' must have static sizes from 1 to %" PRId64,
          aicGraphTypeText(filter).text, AIC_GRAPH_MAX_STEP);
  int64_t groups = aicGraphInferInt(infer, "groups", 1);
  if (groups < 1 || w.dims[0] % groups) // C3
    return aicInferError(infer,
                         "groups is %" PRId64
                         " but must divide the filter's %" PRId64
                         " output channels",
                         groups, w.dims[0]);
  if (!aicGraphIsDynamic(x.dims[1]) && x.dims[1] != w.dims[1] * groups) // C4
    return aicInferError(infer,
                         "input has %" PRId64
                         " channels but the filter takes %" PRId64
                         " in each of %" PRId64 " groups",
                         x.dims[1], w.dims[1], groups);
  if (!mlirTypeEqual(element, mlirShapedTypeGetElementType(filter))) // C5
    return aicInferError(
        infer, "elements of input and filter differ: '%s' and '%s'",
        aicGraphTypeText(input).text, aicGraphTypeText(filter).text);
  if (infer->numOperands > 2) {
    MlirType bias = aicGraphOperandType(infer, 2);
    MlirType expected =
        mlirRankedTensorTypeGet(1, w.dims, element, mlirAttributeGetNull());
    if (!mlirTypeEqual(bias, expected)) // C6
      return aicInferError(infer, "bias must be '%s' but is '%s'",
                           aicGraphTypeText(expected).text,
                           aicGraphTypeText(bias).text);
  }
  AicGraphWindow window = {.rank = x.rank - 2};
  for (intptr_t i = 0; i < window.rank; ++i)
    window.kernel[i] = w.dims[i + 2];
  if (mlirLogicalResultIsFailure(aicGraphInferWindow(infer, &window))) // C7
    return mlirLogicalResultFailure();
  x.dims[1] = w.dims[0];
  for (intptr_t i = 0; i < window.rank; ++i)
    x.dims[i + 2] = aicGraphWindowSize(&window, i, x.dims[i + 2]);
  *type = aicGraphShapeType(&x, element);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphConv, resultType);
}

const AicOpDef aicGraphConv = {
    .name = "graph.conv",
    .summary = "Convolution over any number of spatial dimensions",
    .description =
        "`input` is [batch, channels, spatial...], `filter` is [output "
        "channels, channels of one group, kernel...]. Channels are divided "
        "into `groups` equal runs; output channel o belongs to the run "
        "o / (outputs / groups). An element of the result is\n"
        "\n"
        "    bias[o] + sum over c, k of\n"
        "        input[n, run * C + c, p * stride + k * dilation - low] *\n"
        "        filter[o, c, k]\n"
        "\n"
        "with k and p over all spatial dimensions and zeros outside of "
        "`input`. The sum of floats may be taken in any order and with at "
        "least the precision of the element type; integers wrap.\n"
        "\n"
        "`pads` are the paddings before all spatial dimensions, then those "
        "behind: [top, left, bottom, right]. The result has "
        "floor((size + low + high - (kernel - 1) * dilation - 1) / stride) + 1 "
        "elements in each spatial dimension, and none when the window does not "
        "fit.\n"
        "\n"
        "- C1: `input` and `filter` have one rank of at least 3.\n"
        "- C2: all sizes of `filter` are static, from 1 to 2^20.\n"
        "- C3: `groups` is positive and divides the output channels.\n"
        "- C4: the channels of `input` are those of one group times "
        "`groups`.\n"
        "- C5: `input` and `filter` have the same element type.\n"
        "- C6: `bias` has one element of that type per output channel.\n"
        "- C7: `strides` and `dilations` have one entry from 1 to 2^20 per "
        "spatial dimension, `pads` two from 0 to 2^20.\n",
    .example =
        "func.func @f(%x: tensor<?x1x8x8xf32>, %w: tensor<16x1x3x3xf32>,\n"
        "             %b: tensor<16xf32>) -> tensor<?x16x8x8xf32> {\n"
        "  %0 = graph.conv %x, %w, %b pads [1, 1, 1, 1]\n"
        "      : (tensor<?x1x8x8xf32>, tensor<16x1x3x3xf32>, tensor<16xf32>)\n"
        "      -> tensor<?x16x8x8xf32>\n"
        "  return %0 : tensor<?x16x8x8xf32>\n"
        "}",
    .assembly = "$input `,` $filter (`,` $bias^)? (`strides` $strides^)? "
                "(`pads` $pads^)? "
                "(`dilations` $dilations^)? (`groups` $groups^)? attr-dict `:` "
                "functional-type(operands, results)",
    .operands =
        AIC_LIST(AicValueDef,
                 {.name = "input",
                  .summary = "[batch, channels, spatial...]",
                  .type = &aicGraphTensor},
                 {.name = "filter",
                  .summary = "[outputs, channels of a group, kernel...]",
                  .type = &aicGraphTensor},
                 {.name = "bias",
                  .summary = "added to every output channel",
                  .type = &aicGraphTensor,
                  .arity = AIC_ARITY_OPTIONAL}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "[batch, outputs, spatial...]",
                                      .type = &aicGraphTensor}),
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "strides",
                  .summary = "steps of the window; 1 when absent",
                  .attr = &aicDenseI64ArrayAttr,
                  .optional = true},
                 {.name = "pads",
                  .summary = "zeros before and behind; 0 when absent",
                  .attr = &aicDenseI64ArrayAttr,
                  .optional = true},
                 {.name = "dilations",
                  .summary = "distance of window elements; 1 when absent",
                  .attr = &aicDenseI64ArrayAttr,
                  .optional = true},
                 {.name = "groups",
                  .summary = "independent runs of channels",
                  .attr = &aicI64Attr,
                  .fallback = "1 : i64"}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
