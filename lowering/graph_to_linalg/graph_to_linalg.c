//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/graph_to_linalg.h"

#include "aic/diag.h"
#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/support/ir.h"

#include <string.h>

static MlirLogicalResult rewriteWeight(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  AicTosa tosa = aicTosaAt(rewriter, op);
  return aicTosaReplace(&tosa, op,
                        aicScalarAttr(&tosa, aicOpAttr(op, "value")));
}

const AicPatternDef aicGraphWeightToLinalg = {
    .name = "graph-weight-to-linalg",
    .summary = "A weight that TOSA cannot hold becomes arith.constant",
    .root = "graph.weight",
    .before = "func.func @f() -> tensor<0xf32> {\n"
              "  %0 = graph.weight dense<> : tensor<0xf32>\n"
              "  return %0 : tensor<0xf32>\n"
              "}",
    .after = "func.func @f() -> tensor<0xf32> {\n"
             "  %0 = tensor.empty() : tensor<0xf32>\n"
             "  return %0 : tensor<0xf32>\n"
             "}",
    .rewrite = rewriteWeight,
};

static const AicPatternDef *const patterns[] = {&aicGraphWeightToLinalg,
                                                &aicGraphUnaryToLinalg,
                                                &aicGraphBinaryToLinalg,
                                                &aicGraphCompareToLinalg,
                                                &aicGraphSelectToLinalg,
                                                &aicGraphClampToLinalg,
                                                &aicGraphCastToLinalg,
                                                &aicGraphConvToLinalg,
                                                &aicGraphMatmulToLinalg,
                                                &aicGraphPoolToLinalg,
                                                &aicGraphReduceToLinalg,
                                                &aicGraphSoftmaxToLinalg,
                                                &aicGraphBroadcastToLinalg,
                                                &aicGraphSliceToLinalg,
                                                &aicGraphPadToLinalg,
                                                &aicGraphGatherToLinalg,
                                                NULL};

static bool isGraph(MlirOperation op) {
  MlirStringRef name = aicOpName(op);
  return name.length > 6 && !memcmp(name.data, "graph.", 6);
}

/// Reports every operation of graph that is left.
static MlirLogicalResult checkNoneLeft(MlirOperation root) {
  AicOpList all = aicCollectOps(root, NULL);
  MlirLogicalResult result = mlirLogicalResultSuccess();
  for (intptr_t i = 0; i < all.count; ++i)
    if (isGraph(all.data[i]))
      result = aicOpError(all.data[i],
                          "cannot be lowered for these types and attributes");
  aicOpListRelease(&all);
  return result;
}

/// A result without elements needs no computation, and TOSA has no word for
/// it.
static void replaceEmpty(MlirOperation root) {
  AicOpList all = aicCollectOps(root, NULL);
  MlirRewriterBase rewriter =
      mlirIRRewriterCreate(mlirOperationGetContext(root));
  for (intptr_t i = 0; i < all.count; ++i) {
    if (!isGraph(all.data[i]))
      continue;
    MlirValue result = mlirOperationGetResult(all.data[i], 0);
    AicGraphShape shape = aicTosaShape(result);
    if (aicTosaHasNoZero(&shape) || aicTosaNumDynamic(&shape))
      continue;
    mlirRewriterBaseSetInsertionPointBefore(rewriter, all.data[i]);
    AicTosa tosa = {rewriter, mlirOperationGetLocation(all.data[i])};
    aicTosaReplace(&tosa, all.data[i],
                   aicGenericEmpty(&tosa, mlirValueGetType(result), NULL));
  }
  mlirIRRewriterDestroy(rewriter);
  aicOpListRelease(&all);
}

static MlirLogicalResult run(AicPassRun *passRun, MlirOperation root,
                             const void *options) {
  aicPassCount(passRun, 0, aicGraphCount(root));
  replaceEmpty(root);
  if (mlirLogicalResultIsFailure(aicLowerEqualSizes(root)) ||
      mlirLogicalResultIsFailure(aicPatternsApply(root, patterns, options)))
    return mlirLogicalResultFailure();
  return checkNoneLeft(root);
}

const AicPassDef aicGraphToLinalg = {
    .abi = AIC_ABI,
    .argument = "aic-graph-to-linalg",
    .summary = "Lower what TOSA does not say to linalg",
    .description =
        "Rewrites the operations of `graph` that `aic-graph-to-tosa` left: "
        "plain matrix products, reductions over several dimensions, "
        "conversions, division, and everything on types that TOSA does not "
        "compute with. An operation that is left behind is an error.\n"
        "\n"
        "Elementwise operations of TOSA on dynamic sizes become linalg.generic "
        "where the sizes are known to be equal, because they come from one "
        "dimension or from dimensions with the same name in `graph.dims`. "
        "Upstream would compare them at run time.\n"
        "\n"
        "Before:\n"
        "\n"
        "    %1 = graph.matmul %0, %w : (tensor<?x64xf32>, tensor<64x10xf32>) "
        "-> tensor<?x10xf32>\n"
        "\n"
        "After:\n"
        "\n"
        "    %1 = linalg.fill ins(%zero : f32) outs(%empty : ...)\n"
        "    %2 = linalg.matmul ins(%0, %w : ...) outs(%1 : "
        "tensor<?x10xf32>)\n",
    .anchor = "func.func",
    .dependentDialects =
        (const char *const[]){"graph", "tosa", "linalg", "tensor", "arith",
                              "math", "cf", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef, {.name = "lowered",
                          .summary = "operations of graph written in linalg"}),
    .patterns = patterns,
    .run = run,
};
