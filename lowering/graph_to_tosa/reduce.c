//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reductions of one dimension, and softmax on top of them.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/tosa.h"

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
  int64_t axes[AIC_GRAPH_MAX_RANK];
  intptr_t numAxes = aicGraphGetInts(op, "axes", axes);
  const char *name = nameOf(op);
  if (!name || !aicTosaIsFloat(aicTosaElement(value)) ||
      !aicTosaHasNoZero(&x) || numAxes != 1 || !aicOpFlag(op, "keepdims"))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  return aicTosaReplace(&tosa, op, reduceAxis(&tosa, name, value, axes[0]));
}

const AicPatternDef aicGraphReduceToTosa = {
    .name = "graph-reduce-to-tosa",
    .summary = "A reduction of one dimension that stays becomes tosa.reduce; "
               "means and several dimensions are left to linalg",
    .root = "graph.reduce",
    .before = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x1xf32> {\n"
              "  %0 = graph.reduce sum %x over [1] keepdims true\n"
              "      : (tensor<?x8xf32>) -> tensor<?x1xf32>\n"
              "  return %0 : tensor<?x1xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x1xf32> {\n"
             "  %0 = tosa.reduce_sum %x {axis = 1 : i32} : (tensor<?x8xf32>) "
             "-> tensor<?x1xf32>\n"
             "  return %0 : tensor<?x1xf32>\n"
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
