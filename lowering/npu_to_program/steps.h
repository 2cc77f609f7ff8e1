//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Counting in a nest of loops with constant trips, plain C.
//
// A stream is a list of steps in preorder: loops and leaves. A leaf has a key,
// and a position says how many leaves of the same key have run before one
// execution of it, as a linear form of the indices of the loops around it:
//
//   phase + sum over levels of index * advance
//
// With the key "acquires of this ring" that is the number of the slot, which is
// why rings need neither state in the machine nor peeled loops.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_NPU_STEPS_H
#define AIC_LOWERING_NPU_STEPS_H

#include "aic/support.h"
#include "runtime/npu/command.h"

AIC_EXTERN_C_BEGIN

typedef struct AicNpuStep {
  int parent;   ///< number of the loop around it, -1 at the top level
  int64_t trip; ///< iterations of a loop, at least 1; 0: a leaf
  int key;      ///< of a leaf, -1: none
} AicNpuStep;

typedef struct AicNpuPosition {
  int numLoops;
  int64_t phase;
  int64_t advance[AIC_NPU_MAX_LOOPS]; ///< outermost loop first
} AicNpuPosition;

/// Most executions that are counted; more is an overflow.
#define AIC_NPU_MAX_COUNT (INT64_MAX / (1 << 28))

/// Executions of the leaves with `key` in the whole stream, -1 on overflow.
/// `scratch` has room for `count` numbers.
int64_t aicNpuStepsTotal(const AicNpuStep *steps, int count, int key,
                         int64_t *scratch);

/// The position of leaf number `leaf`. False on overflow or when more than
/// AIC_NPU_MAX_LOOPS loops are around it.
bool aicNpuStepsPosition(const AicNpuStep *steps, int count, int leaf,
                         int64_t *scratch, AicNpuPosition *position);

AIC_EXTERN_C_END

#endif // AIC_LOWERING_NPU_STEPS_H
