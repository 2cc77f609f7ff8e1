//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"

#include "lowering/support/ir.h"

#include <string.h>

// The first is a phase of its own: it needs both operations as they were.
static const AicPatternDef *const patterns[] = {
    &aicGraphConvNorm,           &aicGraphWeightToTosa,
    &aicGraphUnaryToTosa,        &aicGraphBinaryToTosa,
    &aicGraphCompareToTosa,      &aicGraphSelectToTosa,
    &aicGraphClampToTosa,        &aicGraphConvToTosa,
    &aicGraphPoolToTosa,         &aicGraphMatmulToTosa,
    &aicGraphReduceChannelsLast, &aicGraphConcatChannelsLast,
    &aicGraphReduceToTosa,       &aicGraphSoftmaxToTosa,
    &aicGraphNormToTosa,         &aicGraphReshapeToTosa,
    &aicGraphTransposeToTosa,    &aicGraphConcatToTosa,
    &aicGraphSliceToTosa,        &aicGraphPadToTosa,
    &aicGraphBroadcastToTosa,    NULL};

uint64_t aicGraphCount(MlirOperation root) {
  AicOpList all = aicCollectOps(root, NULL);
  uint64_t count = 0;
  for (intptr_t i = 0; i < all.count; ++i) {
    MlirStringRef name = aicOpName(all.data[i]);
    count += name.length > 6 && !memcmp(name.data, "graph.", 6);
  }
  aicOpListRelease(&all);
  return count;
}

enum { STAT_LOWERED, STAT_LEFT };

static MlirLogicalResult run(AicPassRun *passRun, MlirOperation root,
                             const void *options) {
  uint64_t before = aicGraphCount(root);
  const AicPatternDef *const first[] = {patterns[0], NULL};
  if (mlirLogicalResultIsFailure(aicGraphSignless(root)) ||
      mlirLogicalResultIsFailure(aicPatternsApply(root, first, options)) ||
      mlirLogicalResultIsFailure(aicPatternsApply(root, patterns + 1, options)))
    return mlirLogicalResultFailure();
  uint64_t left = aicGraphCount(root);
  aicPassCount(passRun, STAT_LOWERED, before > left ? before - left : 0);
  aicPassCount(passRun, STAT_LEFT, left);
  // Constants are evaluated first: upstream moves transposes through them
  // only when nothing stands in between.
  return aicPassRunPipeline(
      passRun, root,
      "canonicalize,cse,tosa-reduce-transposes,canonicalize,cse");
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
        "Unsigned integers become signless, in the function's type too; what "
        "they mean stays.\n"
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
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "lowered", .summary = "operations of graph written in tosa"},
        {.name = "left", .summary = "operations of graph that are left"}),
    .patterns = patterns,
    .run = run,
};
