//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reductions, one dimension at a time, and softmax on top of them.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/window.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

/// Reduces one dimension to size 1.
static MlirValue reduceAxis(const AicTosa *tosa, const char *name,
                            MlirValue value, int64_t axis) {
  AicGraphShape shape = aicTosaShape(value);
  shape.dims[axis] = 1;
  MlirContext context = mlirLocationGetContext(tosa->location);
  return aicBuildValue(
      tosa->rewriter, tosa->location, name,
      (AicBuild){.operands = AIC_VALUES(value),
                 .results =
                     AIC_TYPES(aicTosaType(&shape, aicTosaElement(value))),
                 .attributes =
                     AIC_ATTRS({"axis", aicTosaI32(context, (int32_t)axis)})});
}

static const char *nameOf(MlirOperation op) {
  static const char *const names[][2] = {{"max", "tosa.reduce_max"},
                                         {"mean", "tosa.reduce_sum"},
                                         {"min", "tosa.reduce_min"},
                                         {"prod", "tosa.reduce_product"},
                                         {"sum", "tosa.reduce_sum"}};
  MlirStringRef kind = aicOpString(op, "kind");
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
    if (mlirStringRefEqual(kind, mlirStringRefCreateFromCString(names[i][0])))
      return names[i][1];
  return NULL;
}

static MlirLogicalResult rewriteReduce(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  MlirValue value = mlirOperationGetOperand(op, 0);
  AicGraphShape x = aicTosaShape(value);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  const char *name = nameOf(op);
  if (!name || !aicTosaIsFloat(aicTosaElement(value)) ||
      !aicTosaHasNoZero(&x) || aicTosaNumDynamic(&y) > 1)
    return mlirLogicalResultFailure();
  int64_t axes[AIC_GRAPH_MAX_RANK], count = 1;
  intptr_t numAxes = aicGraphGetInts(op, "axes", axes);
  for (intptr_t i = 0; i < numAxes; ++i) {
    if (aicGraphIsDynamic(x.dims[axes[i]]) && axes[i] >= 0)
      count = x.dims[axes[i]];
    else if (!aicGraphIsDynamic(count))
      count *= x.dims[axes[i]];
  }
  bool mean = aicOpString(op, "kind").data[1] == 'e';
  if (mean && aicGraphIsDynamic(count))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  if (x.rank == 4 && numAxes == 2 && axes[0] == 2 && axes[1] == 3) {
    // Over an image: in the layout of convolutions, so that the transposes
    // around it cancel.
    value = aicTosaChannelsLast(&tosa, value);
    axes[0] = 1;
    axes[1] = 2;
  }
  for (intptr_t i = 0; i < numAxes; ++i)
    value = reduceAxis(&tosa, name, value, axes[i]);
  if (mean)
    value = aicTosaScale(&tosa, value, 1.0 / (double)count);
  return aicTosaReplace(&tosa, op, aicTosaReshape(&tosa, value, &y));
}

const AicPatternDef aicGraphReduceToTosa = {
    .name = "graph-reduce-to-tosa",
    .summary = "A reduction becomes one tosa.reduce per dimension",
    .root = "graph.reduce",
    .before = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?xf32> {\n"
              "  %0 = graph.reduce mean %x over [1]\n"
              "      : (tensor<?x8xf32>) -> tensor<?xf32>\n"
              "  return %0 : tensor<?xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?xf32> {\n"
             "  %0 = tosa.reduce_sum %x {axis = 1 : i32} : (tensor<?x8xf32>) "
             "-> tensor<?x1xf32>\n"
             "  %c = \"tosa.const\"() {values = dense<0.125> : "
             "tensor<1x1xf32>} : () -> tensor<1x1xf32>\n"
             "  %h = \"tosa.const\"() {values = dense<0> : tensor<1xi8>} : () "
             "-> tensor<1xi8>\n"
             "  %1 = tosa.mul %0, %c, %h : (tensor<?x1xf32>, tensor<1x1xf32>, "
             "tensor<1xi8>) -> tensor<?x1xf32>\n"
             "  %s = tosa.const_shape {values = dense<-1> : tensor<1xindex>} "
             ": () -> !tosa.shape<1>\n"
             "  %2 = tosa.reshape %1, %s : (tensor<?x1xf32>, !tosa.shape<1>) "
             "-> tensor<?xf32>\n"
             "  return %2 : tensor<?xf32>\n"
             "}",
    .rewrite = rewriteReduce,
};

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

static MlirLogicalResult rewriteSoftmax(MlirOperation op,
                                        MlirPatternRewriter rewriter,
                                        const void *options) {
  (void)options;
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirType element = aicTosaElement(x);
  AicGraphShape shape = aicTosaShape(x);
  if (!aicTosaIsFloat(element) || !aicTosaHasNoZero(&shape))
    return mlirLogicalResultFailure();
  int64_t axis = aicOpInt(op, "axis", 0);
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue largest = reduceAxis(&tosa, "tosa.reduce_max", x, axis);
  MlirValue power = aicTosaUnary(
      &tosa, "tosa.exp", aicTosaBinary(&tosa, "tosa.sub", x, largest, element));
  MlirValue whole =
      aicTosaUnary(&tosa, "tosa.reciprocal",
                   reduceAxis(&tosa, "tosa.reduce_sum", power, axis));
  return aicTosaReplace(
      &tosa, op, aicTosaBinary(&tosa, "tosa.mul", power, whole, element));
}

const AicPatternDef aicGraphSoftmaxToTosa = {
    .name = "graph-softmax-to-tosa",
    .summary = "Softmax becomes exponentials over their sum, below the largest",
    .root = "graph.softmax",
    .before = "func.func @f(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {\n"
              "  %0 = graph.softmax %x along 1 : tensor<2x8xf32>\n"
              "  return %0 : tensor<2x8xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {\n"
             "  %0 = tosa.reduce_max %x {axis = 1 : i32} : (tensor<2x8xf32>) "
             "-> tensor<2x1xf32>\n"
             "  %1 = tosa.sub %x, %0 : (tensor<2x8xf32>, tensor<2x1xf32>) -> "
             "tensor<2x8xf32>\n"
             "  %2 = tosa.exp %1 : (tensor<2x8xf32>) -> tensor<2x8xf32>\n"
             "  %3 = tosa.reduce_sum %2 {axis = 1 : i32} : (tensor<2x8xf32>) "
             "-> tensor<2x1xf32>\n"
             "  %4 = tosa.reciprocal %3 : (tensor<2x1xf32>) -> "
             "tensor<2x1xf32>\n"
             "  %h = \"tosa.const\"() {values = dense<0> : tensor<1xi8>} : () "
             "-> tensor<1xi8>\n"
             "  %5 = tosa.mul %2, %4, %h : (tensor<2x8xf32>, tensor<2x1xf32>, "
             "tensor<1xi8>) -> tensor<2x8xf32>\n"
             "  return %5 : tensor<2x8xf32>\n"
             "}",
    .rewrite = rewriteSoftmax,
};
