//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The cycles of a plan, to the cycle what the simulator of runtime/npu gives
// for the emitted layer alone, without building it.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_TIMELINE_H
#define AIC_LOWERING_LINALG_TO_NPU_TIMELINE_H

#include "lowering/linalg_to_npu/nest.h"

/// A command or a loop of the layer. Tokens have become semaphores: one that
/// starts at 0 and one that starts at the ring's depth, per ring.
typedef struct AicTimelineItem {
  AicNestKind kind; ///< LOOP, END, or a command: MATMULS, ... ; ACQUIRE: a sync
  AicNpuEngine engine;
  int ring;
  int level, end; ///< LOOP: plan level and the index of its END
  int64_t trip, first;
  int part;        ///< of a load
  uint64_t cycles; ///< of a command that moves no bytes
  uint64_t least;  ///< that each command keeps its engine busy
  int64_t repeat;  ///< as many commands; the first waits, the last posts
  uint8_t numWaits, numPosts;
  uint8_t waits[AIC_NPU_MAX_WAITS], posts[AIC_NPU_MAX_WAITS];
} AicTimelineItem;

enum { AIC_TIMELINE_MAX_ITEMS = AIC_NEST_MAX_STEPS };

/// The commands of a plan; returns how many.
int aicTimelineItems(const AicLayer *layer, const AicMachine *machine,
                     const AicPlan *plan,
                     AicTimelineItem items[AIC_TIMELINE_MAX_ITEMS]);

/// The cycles of the layer, or UINT64_MAX if they are more than `limit`.
/// Adds the executed commands to `commands`.
uint64_t aicPlanSimulate(const AicLayer *layer, const AicMachine *machine,
                         const AicPlan *plan, uint64_t limit,
                         uint64_t *commands);

#endif // AIC_LOWERING_LINALG_TO_NPU_TIMELINE_H
