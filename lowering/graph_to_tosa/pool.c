//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Pooling over two spatial dimensions without dilation.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/window.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirLogicalResult rewrite(MlirOperation op, MlirPatternRewriter rewriter,
                                 const void *options) {
  (void)options;
  MlirValue input = mlirOperationGetOperand(op, 0);
  MlirType element = aicTosaElement(input);
  AicGraphShape x = aicTosaShape(input);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  AicGraphWindow window = aicGraphGetWindow(op);
  if (x.rank != 4 || !aicTosaIsFloat(element) || !aicTosaHasNoZero(&x) ||
      !aicTosaHasNoZero(&y) || window.dilations[0] != 1 ||
      window.dilations[1] != 1)
    return mlirLogicalResultFailure();
  bool average = aicOpString(op, "kind").data[0] == 'a';
  // How far the last window reaches is not known in a dynamic size, nor how
  // many elements a mean counts at the border: upstream has no lowering.
  if ((window.ceil || average) &&
      (aicGraphIsDynamic(x.dims[2]) || aicGraphIsDynamic(x.dims[3])))
    return mlirLogicalResultFailure();

  MlirContext context = mlirOperationGetContext(op);
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue zero = {NULL};
  if (average)
    zero = aicTosaScalar(&tosa, element, 0, 1);
  input = aicTosaChannelsLast(&tosa, input);
  if (average && aicOpFlag(op, "count_include_pad")) {
    // Padding that counts is input; what ceil_mode adds behind it is not.
    const int64_t low[] = {0, window.low[0], window.low[1], 0};
    const int64_t high[] = {0, window.high[0], window.high[1], 0};
    input = aicTosaPad(&tosa, input, low, high, zero);
    for (int i = 0; i < 2; ++i)
      window.low[i] = window.high[i] = 0;
  }
  AicGraphShape nhwc = {.rank = 4,
                        .dims = {y.dims[0], y.dims[2], y.dims[3], y.dims[1]}};
  input = aicTosaFitWindow(&tosa, input, &window, nhwc.dims + 1);
  MlirType sum = mlirF32TypeGet(context);
  AicBuild build = {
      .operands = average ? AIC_VALUES(input, zero, zero) : AIC_VALUES(input),
      .results = AIC_TYPES(aicTosaType(&nhwc, element)),
      .attributes = AIC_ATTRS({"kernel", aicTosaPair(context, window.kernel)},
                              {"stride", aicTosaPair(context, window.strides)},
                              {"pad", aicTosaPads(context, &window)},
                              {"acc_type", average ? mlirTypeAttrGet(sum)
                                                   : mlirAttributeGetNull()})};
  MlirValue result =
      aicBuildValue(tosa.rewriter, tosa.location,
                    average ? "tosa.avg_pool2d" : "tosa.max_pool2d", build);
  return aicTosaReplace(&tosa, op, aicTosaChannelsFirst(&tosa, result));
}

const AicPatternDef aicGraphPoolToTosa = {
    .name = "graph-pool-to-tosa",
    .summary = "Pooling becomes tosa.max_pool2d or tosa.avg_pool2d between two "
               "transposes, on an input that the windows divide",
    .root = "graph.pool",
    .before = "func.func @f(%x: tensor<?x16x7x7xf32>) -> tensor<?x16x3x3xf32> "
              "{\n"
              "  %0 = graph.pool max %x window [2, 2] strides [2, 2]\n"
              "      : (tensor<?x16x7x7xf32>) -> tensor<?x16x3x3xf32>\n"
              "  return %0 : tensor<?x16x3x3xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x16x7x7xf32>) -> tensor<?x16x3x3xf32> "
             "{\n"
             "  %0 = tosa.transpose %x {perms = array<i32: 0, 2, 3, 1>} : "
             "(tensor<?x16x7x7xf32>) -> tensor<?x7x7x16xf32>\n"
             "  %s = tosa.const_shape {values = dense<0> : tensor<4xindex>} : "
             "() -> !tosa.shape<4>\n"
             "  %t = tosa.const_shape {values = dense<[-1, 6, 6, 16]> : "
             "tensor<4xindex>} : () -> !tosa.shape<4>\n"
             "  %1 = tosa.slice %0, %s, %t : (tensor<?x7x7x16xf32>, "
             "!tosa.shape<4>, !tosa.shape<4>) -> tensor<?x6x6x16xf32>\n"
             "  %2 = tosa.max_pool2d %1 {kernel = array<i64: 2, 2>, pad = "
             "array<i64: 0, 0, 0, 0>, stride = array<i64: 2, 2>} : "
             "(tensor<?x6x6x16xf32>) -> tensor<?x3x3x16xf32>\n"
             "  %3 = tosa.transpose %2 {perms = array<i32: 0, 3, 1, 2>} : "
             "(tensor<?x3x3x16xf32>) -> tensor<?x16x3x3xf32>\n"
             "  return %3 : tensor<?x16x3x3xf32>\n"
             "}",
    .rewrite = rewrite,
};
