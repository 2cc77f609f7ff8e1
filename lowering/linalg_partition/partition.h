//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_PARTITION_PARTITION_H
#define AIC_LOWERING_LINALG_PARTITION_PARTITION_H

#include "aic/pass.h"

#include "lowering/linalg_to_npu/planner.h"

/// Groups what the device supports into functions of their own.
extern const AicPassDef aicPartition;

/// What makes more operations fit a device, in front of aicPartition.
extern const AicPassDef aicNarrowProducts, aicFoldIndices, aicWidenBooleans,
    aicSplitBodies, aicJoinLoops;

/// Where an operation of a function's body goes.
typedef enum AicSide {
  AIC_SIDE_FREE = 0, ///< constants and the like: copied to where they are used
  AIC_SIDE_HOST,
  AIC_SIDE_DEVICE,
} AicSide;

/// One operation and its place in the order of the parts: host part 0, device
/// part 0, host part 1, ... An operation comes in the first part that all its
/// operands allow.
typedef struct AicPart {
  MlirOperation op;
  AicSide side;
  intptr_t level;
  const char *reason; ///< why it stays on the host, or NULL
  AicError *error;    ///< with numbers, for the same; the caller destroys it
} AicPart;

/// Cuts the reductions of `block` that match a layer, but do not fit on the
/// chip, in two; gives how many.
uint64_t aicCutReductions(MlirBlock block, AicPlanner *planner);
/// The parts of a block, in its order; the terminator is not among them. The
/// caller frees `parts`.
intptr_t aicPartitionBlock(MlirBlock block, AicPlanner *planner,
                           AicPart **parts);

/// Moves the device part of `level` into a new function next to `function` and
/// calls it. A part that is all of `function` keeps its arguments and results.
/// Returns the function, or a null operation if there is no such part.
MlirOperation aicOutlinePart(MlirOperation function, AicPart *parts,
                             intptr_t count, intptr_t level,
                             MlirAttribute target);

/// The names of a device part's arguments, inputs first: those of the model's
/// inputs and outputs, else input_N and output_N. Null if two are the same.
MlirAttribute aicPartNames(MlirOperation function, intptr_t numInputs,
                           const MlirValue *inputs, intptr_t numOutputs,
                           const MlirValue *outputs);

#endif // AIC_LOWERING_LINALG_PARTITION_PARTITION_H
