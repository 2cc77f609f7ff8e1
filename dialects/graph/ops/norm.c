//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "mlir-c/BuiltinTypes.h"

static const char *const names[] = {"scale", "bias", "mean", "variance"};

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  *type = aicGraphOperandType(infer, 0);
  AicGraphShape x = aicGraphShapeOf(*type);
  if (x.rank < 2) // C1
    return aicInferError(infer, "input '%s' must have at least rank 2",
                         aicGraphTypeText(*type).text);
  MlirType element = mlirShapedTypeGetElementType(*type);
  for (intptr_t i = 0; i < 4; ++i) {
    MlirType parameter = aicGraphOperandType(infer, i + 1);
    AicGraphShape shape = aicGraphShapeOf(parameter);
    bool fits = shape.rank == 1 &&
                (shape.dims[0] == x.dims[1] || aicGraphIsDynamic(x.dims[1]) ||
                 aicGraphIsDynamic(shape.dims[0])) &&
                mlirTypeEqual(mlirShapedTypeGetElementType(parameter), element);
    if (!fits) // C2
      return aicInferError(
          infer, "%s is '%s' but must have one element per channel of '%s'",
          names[i], aicGraphTypeText(parameter).text,
          aicGraphTypeText(*type).text);
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphNorm, resultType);
}

const AicOpDef aicGraphNorm = {
    .name = "graph.norm",
    .summary = "Normalize elements",
    .description =
        "`input` is [batch, channels, spatial...]. Kind `batch` takes mean and "
        "variance of each channel as operands: the result is\n"
        "\n"
        "    (x - mean) / sqrt(variance + epsilon) * scale + bias\n"
        "\n"
        "- C1: `input` has at least rank 2.\n"
        "- C2: `scale`, `bias`, `mean` and `variance` have one element of the "
        "type of `input`'s per channel.\n",
    .example =
        "func.func @f(%x: tensor<?x16x8x8xf32>, %p: tensor<16xf32>)\n"
        "    -> tensor<?x16x8x8xf32> {\n"
        "  %0 = graph.norm batch %x, %p, %p, %p, %p epsilon 1.0e-05\n"
        "      : (tensor<?x16x8x8xf32>, tensor<16xf32>, tensor<16xf32>,\n"
        "         tensor<16xf32>, tensor<16xf32>) -> tensor<?x16x8x8xf32>\n"
        "  return %0 : tensor<?x16x8x8xf32>\n"
        "}",
    .assembly =
        "$kind $input `,` $scale `,` $bias `,` $mean `,` $variance "
        "`epsilon` $epsilon attr-dict `:` functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input",
         .summary = "[batch, channels, spatial...]",
         .type = &aicGraphFloatTensor},
        {.name = "scale", .summary = "factor", .type = &aicGraphFloatTensor},
        {.name = "bias", .summary = "summand", .type = &aicGraphFloatTensor},
        {.name = "mean",
         .summary = "mean of each channel",
         .type = &aicGraphFloatTensor},
        {.name = "variance",
         .summary = "variance of each channel",
         .type = &aicGraphFloatTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "normalized elements",
                                      .type = &aicGraphFloatTensor}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "kind",
                            .summary = "what is normalized together",
                            .attr = &aicGraphNormWord},
                           {.name = "epsilon",
                            .summary = "added to the variance",
                            .attr = &aicF32Attr}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
