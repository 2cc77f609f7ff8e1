//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Constant tensors as data: what folders and lowerings compute at compile
// time. Elements of less than a byte are left alone, and resources only move
// as a whole.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIALECTS_GRAPH_ELEMENTS_H
#define AIC_DIALECTS_GRAPH_ELEMENTS_H

#include "dialects/graph/graph.h"

/// Largest number of elements for which folders compute a new constant.
enum { AIC_GRAPH_FOLD_LIMIT = 1 << 16 };

/// The elements of a constant (graph.weight, tosa.const, arith.constant), or a
/// null attribute.
MlirAttribute aicGraphConstantElements(MlirValue value);
/// Number of elements of an elements attribute's type.
int64_t aicGraphNumElements(MlirAttribute elements);

/// The elements with dimension i taken from dimension perm[i]; null when they
/// cannot be read.
MlirAttribute aicGraphPermuteElements(MlirAttribute elements,
                                      const int64_t *perm);
/// The same elements in another shape; null when they cannot be read.
MlirAttribute aicGraphReshapeElements(MlirAttribute elements, MlirType type);

/// f32 or f64 elements as doubles, in a buffer that the caller frees; NULL
/// when they are something else.
double *aicGraphReadNumbers(MlirAttribute elements);
/// Elements of tensor `type` (f32 or f64) with these numbers, rounded once.
MlirAttribute aicGraphNumbers(MlirType type, const double *numbers);
/// All elements of `elements` are the same number, given by `number`.
bool aicGraphIsSplat(MlirAttribute elements, double *number);

#endif // AIC_DIALECTS_GRAPH_ELEMENTS_H
