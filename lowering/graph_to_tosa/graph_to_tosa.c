//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"

#include "dialects/graph/graph.h"
#include "lowering/graph_to_tosa/tosa.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

//===----------------------------------------------------------------------===//
// Transposes of unit dimensions
//===----------------------------------------------------------------------===//

static MlirLogicalResult rewriteUnitTranspose(MlirOperation op,
                                              MlirPatternRewriter rewriter,
                                              const void *options) {
  (void)options;
  MlirValue input = mlirOperationGetOperand(op, 0);
  AicGraphShape x = aicTosaShape(input);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  MlirAttribute perms = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("perms"));
  if (aicTosaNumDynamic(&y) > 1)
    return mlirLogicalResultFailure();
  int32_t previous = -1;
  for (intptr_t i = 0; i < x.rank; ++i) {
    int32_t from = mlirDenseI32ArrayGetElement(perms, i);
    if (x.dims[from] == 1)
      continue;
    if (from < previous)
      return mlirLogicalResultFailure();
    previous = from;
  }
  AicTosa tosa = aicTosaAt(rewriter, op);
  return aicTosaReplace(&tosa, op, aicTosaReshape(&tosa, input, &y));
}

const AicPatternDef aicTosaUnitTranspose = {
    .name = "tosa-unit-transpose",
    .summary = "A transpose that only moves dimensions of size 1 is a reshape",
    .root = "tosa.transpose",
    .before = "func.func @f(%x: tensor<?x1x8x6xf32>) -> tensor<?x8x6x1xf32> {\n"
              "  %0 = tosa.transpose %x {perms = array<i32: 0, 2, 3, 1>} : "
              "(tensor<?x1x8x6xf32>) -> tensor<?x8x6x1xf32>\n"
              "  return %0 : tensor<?x8x6x1xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x1x8x6xf32>) -> tensor<?x8x6x1xf32> {\n"
             "  %s = tosa.const_shape {values = dense<[-1, 8, 6, 1]> : "
             "tensor<4xindex>} : () -> !tosa.shape<4>\n"
             "  %0 = tosa.reshape %x, %s : (tensor<?x1x8x6xf32>, "
             "!tosa.shape<4>) -> tensor<?x8x6x1xf32>\n"
             "  return %0 : tensor<?x8x6x1xf32>\n"
             "}",
    .rewrite = rewriteUnitTranspose,
};

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

// In the order of the phases; the first and the last are phases of their own.
static const AicPatternDef *const patterns[] = {&aicGraphConvNorm,
                                                &aicGraphWeightToTosa,
                                                &aicGraphUnaryToTosa,
                                                &aicGraphBinaryToTosa,
                                                &aicGraphCompareToTosa,
                                                &aicGraphSelectToTosa,
                                                &aicGraphClampToTosa,
                                                &aicGraphConvToTosa,
                                                &aicGraphPoolToTosa,
                                                &aicGraphMatmulToTosa,
                                                &aicGraphReduceChannelsLast,
                                                &aicGraphReduceToTosa,
                                                &aicGraphSoftmaxToTosa,
                                                &aicGraphNormToTosa,
                                                &aicGraphReshapeToTosa,
                                                &aicGraphTransposeToTosa,
                                                &aicGraphConcatToTosa,
                                                &aicGraphSliceToTosa,
                                                &aicGraphPadToTosa,
                                                &aicGraphBroadcastToTosa,
                                                NULL};

enum { NUM_PATTERNS = sizeof patterns / sizeof *patterns - 1 };

static MlirLogicalResult run(AicPassRun *passRun, MlirOperation root,
                             const void *options) {
  const AicPatternDef *early[] = {patterns[0], NULL};
  const AicPatternDef *late[] = {patterns[NUM_PATTERNS - 1], NULL};
  const AicPatternDef *main[NUM_PATTERNS - 1] = {NULL};
  for (int i = 1; i < NUM_PATTERNS - 1; ++i)
    main[i - 1] = patterns[i];
  if (mlirLogicalResultIsFailure(aicPatternsApply(root, early, options)) ||
      mlirLogicalResultIsFailure(aicPatternsApply(root, main, options)))
    return mlirLogicalResultFailure();
  // Transposes around convolutions meet and cancel before any becomes a
  // reshape, which would stop the others.
  if (mlirLogicalResultIsFailure(aicPassRunPipeline(
          passRun, root, "canonicalize,cse,tosa-reduce-transposes")))
    return mlirLogicalResultFailure();
  return aicPatternsApply(root, late, options);
}

const AicPassDef aicGraphToTosa = {
    .abi = AIC_ABI,
    .argument = "aic-graph-to-tosa",
    .summary = "Lower graph operations to TOSA where it says the same",
    .description =
        "Rewrites every operation of `graph` that TOSA has a word for, with "
        "the same result for its element type; `aic-graph-to-linalg` takes "
        "what is left: other element types, sizes of 0, more than one dynamic "
        "dimension in a reshape, and operations that TOSA lacks or rounds in "
        "another way.\n"
        "\n"
        "Convolution, pooling and reduction of images want channels last, so "
        "each stands between two transposes; `tosa-reduce-transposes` then "
        "moves these through elementwise operations until they cancel, and "
        "those that only move dimensions of size 1 become reshapes.\n"
        "\n"
        "Before:\n"
        "\n"
        "    %1 = graph.conv %x, %w, %b pads [1, 1, 1, 1] : ...\n"
        "    %2 = graph.unary relu %1 : tensor<?x16x8x8xf32>\n"
        "\n"
        "After:\n"
        "\n"
        "    %1 = tosa.conv2d %0, %w, %b, %z, %z {...} : ...\n"
        "    %2 = tosa.clamp %1 {max_val = 0x7F800000 : f32, min_val = 0.0 : "
        "f32} : ...\n",
    .anchor = "func.func",
    .dependentDialects =
        (const char *const[]){"graph", "tosa", "tensor", "arith", NULL},
    .patterns = patterns,
    .run = run,
};
