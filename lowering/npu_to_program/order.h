//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Order between layers. Rings order what happens within them; this finds which
// engine must wait for which other one where two layers use the same bytes, and
// where nothing that is there already makes it wait.
//
// The program is a list of items, its operations outside of loops with all that
// is in them, and of steps, what is executed in the items, as written. What an
// engine knows to be over is a step of each other engine: all executions of
// that step and of those before it. It learns from the last commit of a ring
// that it waits for, from fences, and from barriers.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_NPU_ORDER_H
#define AIC_LOWERING_NPU_ORDER_H

#include "aic/support.h"
#include "runtime/npu/command.h"

AIC_EXTERN_C_BEGIN

typedef enum AicNpuOrderKind {
  AIC_NPU_ORDER_NONE = 0,
  AIC_NPU_ORDER_COMMAND, ///< of `engine`
  AIC_NPU_ORDER_COMMIT,  ///< of `ring`, by `engine`, its only one
  AIC_NPU_ORDER_WAIT,    ///< the same
  AIC_NPU_ORDER_BARRIER, ///< all engines know everything before it
} AicNpuOrderKind;

typedef struct AicNpuOrderStep {
  AicNpuOrderKind kind;
  int item;
  int engine, ring;
} AicNpuOrderStep;

/// Bytes [low, high) of a memory that are used up to a step of an item.
typedef struct AicNpuOrderAccess {
  int step;
  int item;
  int engine;
  int space; ///< any number per memory
  int64_t low, high;
  bool writes;
  int ring; ///< accesses of one ring are ordered by its tokens; -1: none
} AicNpuOrderAccess;

/// `waiter` may begin `item` only when `poster` has done `step`.
typedef struct AicNpuOrderNeed {
  int item, waiter;
  int poster, step;
} AicNpuOrderNeed;

/// `poster` posts behind item `after`, `waiter` waits in front of `before`.
typedef struct AicNpuFence {
  int poster, waiter;
  int after, before;
} AicNpuFence;

typedef struct AicNpuOrder {
  int numItems, numRings;
  int64_t most; ///< that a semaphore counts to
  int numSteps;
  const AicNpuOrderStep *steps;
  int numAccesses;
  const AicNpuOrderAccess *accesses; ///< ascending in `step`
  int numNeeds;
  const AicNpuOrderNeed *needs;
} AicNpuOrder;

/// Finds the fences, ascending in `before`; of each pair of engines `after`
/// and `before` ascend together, so that one semaphore does for all of them.
/// Returns their number and the array, to be freed; -1 where the semaphores of
/// the machine count too little for that.
int aicNpuOrderFences(const AicNpuOrder *order, AicNpuFence **fences);

AIC_EXTERN_C_END

#endif // AIC_LOWERING_NPU_ORDER_H
