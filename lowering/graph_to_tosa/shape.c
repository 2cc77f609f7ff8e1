//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Constants and changes of shape, of any element type that TOSA stores.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/tosa.h"

#include "mlir-c/BuiltinAttributes.h"

static MlirLogicalResult rewriteWeight(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  if (!aicTosaMoves(op))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  return aicTosaReplace(&tosa, op, aicTosaConst(&tosa, aicOpAttr(op, "value")));
}

const AicPatternDef aicGraphWeightToTosa = {
    .name = "graph-weight-to-tosa",
    .summary = "A weight becomes tosa.const",
    .root = "graph.weight",
    .before = "func.func @f() -> tensor<2xf32> {\n"
              "  %0 = graph.weight dense<[1.0, 2.0]> : tensor<2xf32>\n"
              "  return %0 : tensor<2xf32>\n"
              "}",
    .after = "func.func @f() -> tensor<2xf32> {\n"
             "  %0 = \"tosa.const\"() {values = dense<[1.0, 2.0]> : "
             "tensor<2xf32>} : () -> tensor<2xf32>\n"
             "  return %0 : tensor<2xf32>\n"
             "}",
    .rewrite = rewriteWeight,
};

static MlirLogicalResult rewriteReshape(MlirOperation op,
                                        MlirPatternRewriter rewriter,
                                        const void *options) {
  (void)options;
  AicGraphShape shape = aicTosaShape(mlirOperationGetResult(op, 0));
  if (!aicTosaMoves(op) || aicTosaNumDynamic(&shape) > 1)
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  return aicTosaReplace(
      &tosa, op, aicTosaReshape(&tosa, mlirOperationGetOperand(op, 0), &shape));
}

const AicPatternDef aicGraphReshapeToTosa = {
    .name = "graph-reshape-to-tosa",
    .summary = "A reshape becomes tosa.reshape",
    .root = "graph.reshape",
    .before = "func.func @f(%x: tensor<?x4x2xf32>) -> tensor<?x8xf32> {\n"
              "  %0 = graph.reshape %x to [-1, 8]\n"
              "      : (tensor<?x4x2xf32>) -> tensor<?x8xf32>\n"
              "  return %0 : tensor<?x8xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x4x2xf32>) -> tensor<?x8xf32> {\n"
             "  %s = tosa.const_shape {values = dense<[-1, 8]> : "
             "tensor<2xindex>} : () -> !tosa.shape<2>\n"
             "  %0 = tosa.reshape %x, %s : (tensor<?x4x2xf32>, "
             "!tosa.shape<2>) -> tensor<?x8xf32>\n"
             "  return %0 : tensor<?x8xf32>\n"
             "}",
    .rewrite = rewriteReshape,
};

static MlirLogicalResult rewriteTranspose(MlirOperation op,
                                          MlirPatternRewriter rewriter,
                                          const void *options) {
  (void)options;
  int64_t perm[AIC_GRAPH_MAX_RANK];
  aicGraphGetInts(op, "perm", perm);
  if (!aicTosaMoves(op))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  return aicTosaReplace(
      &tosa, op, aicTosaTranspose(&tosa, mlirOperationGetOperand(op, 0), perm));
}

const AicPatternDef aicGraphTransposeToTosa = {
    .name = "graph-transpose-to-tosa",
    .summary = "A transpose becomes tosa.transpose",
    .root = "graph.transpose",
    .before = "func.func @f(%x: tensor<?x8xf32>) -> tensor<8x?xf32> {\n"
              "  %0 = graph.transpose %x [1, 0]\n"
              "      : (tensor<?x8xf32>) -> tensor<8x?xf32>\n"
              "  return %0 : tensor<8x?xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x8xf32>) -> tensor<8x?xf32> {\n"
             "  %0 = tosa.transpose %x {perms = array<i32: 1, 0>} : "
             "(tensor<?x8xf32>) -> tensor<8x?xf32>\n"
             "  return %0 : tensor<8x?xf32>\n"
             "}",
    .rewrite = rewriteTranspose,
};
