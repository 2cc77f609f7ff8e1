//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Which dynamic sizes are equal, followed through the operations from where
// they come.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_LINALG_SIZES_H
#define AIC_LOWERING_GRAPH_TO_LINALG_SIZES_H

#include "mlir-c/IR.h"

#include <stdbool.h>

/// One dimension of a tensor value.
typedef struct AicSize {
  MlirValue value;
  intptr_t axis;
} AicSize;

/// Both dimensions are known to have the same size in every run: followed
/// through operations of graph, tosa, linalg and tensor they come from one
/// dimension, or from dimensions of a model's inputs with the same name.
bool aicSizesEqual(AicSize a, AicSize b);

#endif // AIC_LOWERING_GRAPH_TO_LINALG_SIZES_H
