//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/graph.h"

// In the order of the families.
static const AicOpDef *const ops[] = {
    &aicGraphWeight,
    // elementwise
    &aicGraphUnary, &aicGraphBinary, &aicGraphCompare, &aicGraphSelect,
    &aicGraphClamp, &aicGraphCast,
    // contraction
    &aicGraphConv, &aicGraphMatmul,
    // window and reduction
    &aicGraphPool, &aicGraphReduce,
    // normalization
    &aicGraphNorm, &aicGraphSoftmax,
    // movement
    &aicGraphReshape, &aicGraphTranspose, &aicGraphBroadcast, &aicGraphConcat,
    &aicGraphSlice, &aicGraphPad, &aicGraphGather, NULL};

const AicDialectDef aicGraphDialect = {
    .abi = AIC_ABI,
    .name = "graph",
    .summary = "What a network is, before anyone decides how to compute it",
    .description =
        "Every front end imports into this dialect and every pass on whole "
        "models works on it. It is small: operations come in families with a "
        "`kind`.\n"
        "\n"
        "A model is a `func.func`. Its arguments and results carry "
        "`graph.name`, the name in the model, and `graph.dims`, an array with "
        "one entry per dimension: the name of a dynamic dimension as a string, "
        "`unit` for a static one. Equal names mean equal sizes.\n"
        "\n"
        "Invariants that every operation keeps:\n"
        "\n"
        "- Values are builtin ranked tensors without encoding; a dynamic "
        "dimension is `?`.\n"
        "- The result type is exactly the one that inference gives for the "
        "operands and attributes.\n"
        "- Semantics are exact: computed as if with unbounded precision where "
        "nothing else is said, and rounded once to the element type.\n"
        "- Broadcasting is numpy's: shapes are aligned at their last "
        "dimensions and a size of 1 is repeated. A dynamic size that meets a "
        "static one other than 1 is that size or 1 when the model runs.\n"
        "- No side effects, no aliasing.\n",
    .ops = ops,
    .constant = &aicGraphWeight,
    .dependentDialects = (const char *const[]){"func", NULL},
};
