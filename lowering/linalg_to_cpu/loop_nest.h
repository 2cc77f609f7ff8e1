//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Loops whose iterations may run at the same time.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_CPU_LOOP_NEST_H
#define AIC_LOWERING_LINALG_TO_CPU_LOOP_NEST_H

#include "mlir-c/IR.h"

#include <stdbool.h>
#include <stdint.h>

/// Set by the schedule on an scf.for whose iterations are independent.
#define AIC_PARALLEL_ATTR "aic.parallel"

enum { AIC_NEST_MAX_DIMS = 16 };

typedef struct AicLoopDim {
  MlirValue lower, upper, step, index;
} AicLoopDim;

/// The outer dimensions of a nest, which become one range of numbers.
typedef struct AicLoopNest {
  MlirOperation root; ///< scf.parallel, or a marked scf.for
  intptr_t numDims;
  AicLoopDim dims[AIC_NEST_MAX_DIMS];
  /// The loop that the last of `dims` is of.
  MlirOperation last;
} AicLoopNest;

/// Finds as many outer dimensions of `root` as make enough iterations for many
/// threads. False when it is no such loop, or when one of its iterations could
/// write what another one reads or writes.
bool aicLoopNestFind(MlirOperation root, AicLoopNest *nest);

/// How many iterations a dimension has; -1 if that is not known.
int64_t aicLoopDimCount(const AicLoopDim *dim);

/// About how many instructions one iteration of `nest` takes; a loop of unknown
/// size counts as a short one.
int64_t aicLoopNestCost(const AicLoopNest *nest);

#endif // AIC_LOWERING_LINALG_TO_CPU_LOOP_NEST_H
