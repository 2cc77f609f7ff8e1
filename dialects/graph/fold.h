//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What folders of several operations share.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIALECTS_GRAPH_FOLD_H
#define AIC_DIALECTS_GRAPH_FOLD_H

#include "dialects/graph/graph.h"

/// Gives operand 0 as the result when it has the result's type; for operations
/// that then change nothing.
MlirLogicalResult aicGraphFoldToInput(const AicFold *fold);
/// Gives `elements` as the result; fails when they are null.
MlirLogicalResult aicGraphFoldTo(const AicFold *fold, MlirAttribute elements);

/// f of every number of `elements` (f32 or f64), or null.
MlirAttribute aicGraphMapElements(MlirAttribute elements,
                                  const AicGraphUnaryKind *kind, double alpha,
                                  double beta);
/// f of every pair of numbers, broadcast to the static tensor `type`, or null.
MlirAttribute aicGraphZipElements(MlirAttribute lhs, MlirAttribute rhs,
                                  const AicGraphBinaryKind *kind,
                                  MlirType type);

#endif // AIC_DIALECTS_GRAPH_FOLD_H
