//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Layout of what stands between convolutions: an operation on images that
// tosa-reduce-transposes does not look through goes channels last itself.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/window.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>
#include <string.h>

/// The value comes out of a convolution or a pooling, with only elementwise
/// operations in between.
static bool isImage(MlirValue value) {
  // Longer chains of activations do not exist.
  enum { MAX_STEPS = 16 };
  for (int i = 0; i < MAX_STEPS && mlirValueIsAOpResult(value); ++i) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (aicOpIs(op, "graph.conv") || aicOpIs(op, "graph.pool"))
      return true;
    if (aicOpIs(op, "tosa.transpose")) {
      MlirAttribute perms = mlirOperationGetAttributeByName(
          op, mlirStringRefCreateFromCString("perms"));
      return mlirDenseArrayGetNumElements(perms) == 4 &&
             mlirDenseI32ArrayGetElement(perms, 1) == 3;
    }
    MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
    bool known = name.length > 6 && (!memcmp(name.data, "graph.", 6) ||
                                     !memcmp(name.data, "tosa.", 5));
    if (!known || mlirOperationGetNumOperands(op) == 0 ||
        !mlirTypeEqual(mlirValueGetType(mlirOperationGetOperand(op, 0)),
                       mlirValueGetType(value)))
      return false;
    value = mlirOperationGetOperand(op, 0);
  }
  return false;
}

static MlirLogicalResult rewriteConcat(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  static const int64_t lastOf[] = {0, 3, 1, 2}; // of NCHW in NHWC
  MlirValue result = mlirOperationGetResult(op, 0);
  intptr_t count = mlirOperationGetNumOperands(op);
  bool images = false;
  for (intptr_t i = 0; i < count && !images; ++i)
    images = isImage(mlirOperationGetOperand(op, i));
  if (aicTosaShape(result).rank != 4 || !images || !aicTosaMoves(op))
    return mlirLogicalResultFailure();
  MlirContext context = mlirOperationGetContext(op);
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue *parts = malloc((size_t)count * sizeof *parts);
  if (!parts)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i)
    parts[i] = aicTosaChannelsLast(&tosa, mlirOperationGetOperand(op, i));
  int64_t axis = lastOf[aicOpInt(op, "axis", 0)];
  MlirValue whole = aicBuildValue(
      tosa.rewriter, tosa.location, "graph.concat",
      (AicBuild){.operands = {count, parts},
                 .infer = true,
                 .attributes = AIC_ATTRS({"axis", aicAttrI64(context, axis)})});
  free(parts);
  return aicTosaReplace(&tosa, op, aicTosaChannelsFirst(&tosa, whole));
}

const AicPatternDef aicGraphConcatChannelsLast = {
    .name = "graph-concat-channels-last",
    .summary = "Joining results of convolutions takes their layout",
    .root = "graph.concat",
    .benefit = 2,
    .before = "func.func @f(%x: tensor<?x8x8x4xf32>) -> tensor<?x8x8x8xf32> {\n"
              "  %0 = tosa.transpose %x {perms = array<i32: 0, 3, 1, 2>} : "
              "(tensor<?x8x8x4xf32>) -> tensor<?x4x8x8xf32>\n"
              "  %1 = graph.concat %0, %0 along 1 : (tensor<?x4x8x8xf32>,\n"
              "         tensor<?x4x8x8xf32>) -> tensor<?x8x8x8xf32>\n"
              "  return %1 : tensor<?x8x8x8xf32>\n"
              "}",
    .after =
        "func.func @f(%x: tensor<?x8x8x4xf32>) -> tensor<?x8x8x8xf32> {\n"
        "  %0 = tosa.concat %x, %x {axis = 3 : i32} : (tensor<?x8x8x4xf32>, "
        "tensor<?x8x8x4xf32>) -> tensor<?x8x8x8xf32>\n"
        "  %1 = tosa.transpose %0 {perms = array<i32: 0, 3, 1, 2>} : "
        "(tensor<?x8x8x8xf32>) -> tensor<?x8x8x8xf32>\n"
        "  return %1 : tensor<?x8x8x8xf32>\n"
        "}",
    .rewrite = rewriteConcat,
};

static MlirLogicalResult rewriteReduce(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  MlirValue value = mlirOperationGetOperand(op, 0);
  int64_t axes[AIC_GRAPH_MAX_RANK];
  intptr_t numAxes = aicGraphGetInts(op, "axes", axes);
  if (aicTosaShape(value).rank != 4 || numAxes != 2 || axes[0] != 2 ||
      axes[1] != 3 || !aicTosaMoves(op))
    return mlirLogicalResultFailure();
  MlirContext context = mlirOperationGetContext(op);
  AicTosa tosa = aicTosaAt(rewriter, op);
  const int64_t inner[] = {1, 2};
  MlirValue result = aicBuildValue(
      tosa.rewriter, tosa.location, "graph.reduce",
      (AicBuild){.operands = AIC_VALUES(aicTosaChannelsLast(&tosa, value)),
                 .infer = true,
                 .attributes =
                     AIC_ATTRS({"kind", aicOpAttr(op, "kind")},
                               {"axes", aicAttrI64Array(context, 2, inner)},
                               {"keepdims", aicOpAttr(op, "keepdims")})});
  if (aicOpFlag(op, "keepdims"))
    result = aicTosaChannelsFirst(&tosa, result);
  return aicTosaReplace(&tosa, op, result);
}

const AicPatternDef aicGraphReduceChannelsLast = {
    .name = "graph-reduce-channels-last",
    .summary = "A reduction over images takes the layout of convolutions, so "
               "that the transposes around it cancel",
    .root = "graph.reduce",
    .before = "func.func @f(%x: tensor<?x8x4x4xf32>) -> tensor<?x8xf32> {\n"
              "  %0 = graph.reduce mean %x over [2, 3]\n"
              "      : (tensor<?x8x4x4xf32>) -> tensor<?x8xf32>\n"
              "  return %0 : tensor<?x8xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x8x4x4xf32>) -> tensor<?x8xf32> {\n"
             "  %0 = tosa.transpose %x {perms = array<i32: 0, 2, 3, 1>} : "
             "(tensor<?x8x4x4xf32>) -> tensor<?x4x4x8xf32>\n"
             "  %1 = graph.reduce mean %0 over [1, 2]\n"
             "      : (tensor<?x4x4x8xf32>) -> tensor<?x8xf32>\n"
             "  return %1 : tensor<?x8xf32>\n"
             "}",
    .rewrite = rewriteReduce,
};
