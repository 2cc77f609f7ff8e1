//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Convolutions over two spatial dimensions. Others stay for graph_to_linalg.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/window.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// One convolution of TOSA on channels-last values.
static MlirValue convolve(const AicTosa *tosa, const char *name,
                          MlirValue input, MlirValue filter, MlirValue bias,
                          const AicGraphWindow *window,
                          const AicGraphShape *result) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  MlirType element = aicTosaElement(input);
  MlirValue zero = aicTosaScalar(tosa, element, 0, 1);
  // Sums are kept in f32 at least.
  MlirType sum = mlirF32TypeGet(context);
  return aicBuildValue(
      tosa->rewriter, tosa->location, name,
      (AicBuild){.operands = AIC_VALUES(input, filter, bias, zero, zero),
                 .results = AIC_TYPES(aicTosaType(result, element)),
                 .attributes = AIC_ATTRS(
                     {"acc_type", mlirTypeAttrGet(sum)},
                     {"dilation", aicTosaPair(context, window->dilations)},
                     {"pad", aicTosaPads(context, window)},
                     {"stride", aicTosaPair(context, window->strides)})});
}

static MlirValue sliceAxis(const AicTosa *tosa, MlirValue value, intptr_t axis,
                           int64_t start, int64_t size) {
  int64_t starts[4] = {0}, sizes[4] = {-1, -1, -1, -1};
  starts[axis] = start;
  sizes[axis] = size;
  return aicTosaSlice(tosa, value, starts, sizes);
}

/// Every group by itself, joined along the channels.
static MlirValue convolveGroups(const AicTosa *tosa, int64_t groups,
                                MlirValue input, MlirValue filter,
                                MlirValue bias, const AicGraphWindow *window,
                                AicGraphShape result) {
  static const int64_t layout[] = {0, 2, 3, 1};
  MlirContext context = mlirLocationGetContext(tosa->location);
  AicGraphShape w = aicTosaShape(filter);
  int64_t outputs = w.dims[0] / groups, inputs = w.dims[1];
  MlirType type = aicTosaType(&result, aicTosaElement(input));
  MlirValue whole = {NULL};
  result.dims[3] = 0;
  for (int64_t g = 0; g < groups; ++g) {
    MlirValue part = convolve(
        tosa, "tosa.conv2d", sliceAxis(tosa, input, 3, g * inputs, inputs),
        aicTosaTranspose(tosa, sliceAxis(tosa, filter, 0, g * outputs, outputs),
                         layout),
        sliceAxis(tosa, bias, 0, g * outputs, outputs), window,
        &(AicGraphShape){
            .rank = 4,
            .dims = {result.dims[0], result.dims[1], result.dims[2], outputs}});
    result.dims[3] += outputs;
    // Joined one by one, so that no list of any length is needed.
    whole =
        g == 0 ? part
               : aicBuildValue(
                     tosa->rewriter, tosa->location, "tosa.concat",
                     (AicBuild){
                         .operands = AIC_VALUES(whole, part),
                         .results = AIC_TYPES(
                             result.dims[3] == w.dims[0]
                                 ? type
                                 : aicTosaType(&result, aicTosaElement(input))),
                         .attributes =
                             AIC_ATTRS({"axis", aicTosaI32(context, 3)})});
  }
  return whole;
}

static MlirLogicalResult rewrite(MlirOperation op, MlirPatternRewriter rewriter,
                                 const void *options) {
  (void)options;
  MlirValue input = mlirOperationGetOperand(op, 0);
  MlirValue filter = mlirOperationGetOperand(op, 1);
  MlirType element = aicTosaElement(input);
  AicGraphShape x = aicTosaShape(input), w = aicTosaShape(filter);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  if (x.rank != 4 || !aicTosaIsFloat(element) || !aicTosaHasNoZero(&x) ||
      !aicTosaHasNoZero(&y))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue bias = aicOpOperand(op, "bias");
  if (mlirValueIsNull(bias)) {
    MlirType type =
        mlirRankedTensorTypeGet(1, w.dims, element, mlirAttributeGetNull());
    MlirAttribute zero =
        mlirFloatAttrDoubleGet(mlirOperationGetContext(op), element, 0);
    bias = aicTosaConst(&tosa, mlirDenseElementsAttrSplatGet(type, zero));
  }
  AicGraphWindow window = aicGraphGetWindow(op);
  AicGraphShape nhwc = {.rank = 4,
                        .dims = {y.dims[0], y.dims[2], y.dims[3], y.dims[1]}};
  input = aicTosaFitWindow(&tosa, aicTosaChannelsLast(&tosa, input), &window,
                           nhwc.dims + 1);
  int64_t groups = aicOpInt(op, "groups", 1);
  MlirValue result;
  if (groups == 1) {
    static const int64_t layout[] = {0, 2, 3, 1};
    result =
        convolve(&tosa, "tosa.conv2d", input,
                 aicTosaTranspose(&tosa, filter, layout), bias, &window, &nhwc);
  } else if (w.dims[1] == 1) {
    // Output channel c * M + m reads input channel c: [c, m] is [C, M].
    static const int64_t layout[] = {2, 3, 0, 1};
    AicGraphShape split = {
        .rank = 4, .dims = {groups, w.dims[0] / groups, w.dims[2], w.dims[3]}};
    filter = aicTosaReshape(&tosa, filter, &split);
    result =
        convolve(&tosa, "tosa.depthwise_conv2d", input,
                 aicTosaTranspose(&tosa, filter, layout), bias, &window, &nhwc);
  } else {
    result = convolveGroups(&tosa, groups, input, filter, bias, &window, nhwc);
  }
  return aicTosaReplace(&tosa, op, aicTosaChannelsFirst(&tosa, result));
}

const AicPatternDef aicGraphConvToTosa = {
    .name = "graph-conv-to-tosa",
    .summary = "A convolution becomes tosa.conv2d between two transposes; one "
               "channel per group becomes tosa.depthwise_conv2d",
    .root = "graph.conv",
    .before =
        "func.func @f(%x: tensor<?x3x8x8xf32>, %w: tensor<16x3x3x3xf32>,\n"
        "             %b: tensor<16xf32>) -> tensor<?x16x4x4xf32> {\n"
        "  %0 = graph.conv %x, %w, %b strides [2, 2] pads [1, 1, 1, 1]\n"
        "      : (tensor<?x3x8x8xf32>, tensor<16x3x3x3xf32>, tensor<16xf32>)\n"
        "      -> tensor<?x16x4x4xf32>\n"
        "  return %0 : tensor<?x16x4x4xf32>\n"
        "}",
    .after =
        "func.func @f(%x: tensor<?x3x8x8xf32>, %w: tensor<16x3x3x3xf32>,\n"
        "             %b: tensor<16xf32>) -> tensor<?x16x4x4xf32> {\n"
        "  %0 = tosa.transpose %x {perms = array<i32: 0, 2, 3, 1>} : "
        "(tensor<?x3x8x8xf32>) -> tensor<?x8x8x3xf32>\n"
        "  %1 = tosa.transpose %w {perms = array<i32: 0, 2, 3, 1>} : "
        "(tensor<16x3x3x3xf32>) -> tensor<16x3x3x3xf32>\n"
        "  %z = \"tosa.const\"() {values = dense<0.0> : tensor<1xf32>} : () "
        "-> tensor<1xf32>\n"
        "  %2 = tosa.conv2d %0, %1, %b, %z, %z {acc_type = f32, dilation = "
        "array<i64: 1, 1>, pad = array<i64: 1, 0, 1, 0>, stride = array<i64: "
        "2, 2>} : (tensor<?x8x8x3xf32>, tensor<16x3x3x3xf32>, "
        "tensor<16xf32>, tensor<1xf32>, tensor<1xf32>) -> "
        "tensor<?x4x4x16xf32>\n"
        "  %3 = tosa.transpose %2 {perms = array<i32: 0, 3, 1, 2>} : "
        "(tensor<?x4x4x16xf32>) -> tensor<?x16x4x4xf32>\n"
        "  return %3 : tensor<?x16x4x4xf32>\n"
        "}",
    .rewrite = rewrite,
};
