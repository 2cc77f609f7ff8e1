//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The state of a timeline, between the files that make it up.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_TIMELINE_PARTS_H
#define AIC_LOWERING_LINALG_TO_NPU_TIMELINE_PARTS_H

#include "lowering/linalg_to_npu/timeline.h"

enum {
  AIC_TIMELINE_FLIGHTS = 64, ///< as in the machine's parameters
  AIC_TIMELINE_SEMAPHORES = 2 * AIC_NUM_RINGS,
  AIC_TIMELINE_TOKENS = 8, ///< known before they are waited for: a ring's slots
};

/// A command in front of its engine, or the time when the one before it in this
/// place of the queue has left.
typedef struct AicTimelineEntry {
  const AicTimelineItem *item;
  bool waits, posts;
  uint64_t bytes; ///< of bursts
  uint64_t dispatched, started;
} AicTimelineEntry;

typedef struct AicTimelineSemaphore {
  uint64_t initial, posted, waited;
  uint64_t time[AIC_TIMELINE_TOKENS];
} AicTimelineSemaphore;

/// A transfer, or a sync of an engine of transfers.
typedef struct AicTimelineFlight {
  const AicTimelineItem *item;
  bool posts;
  bool moves, ended;
  uint64_t issued;    ///< it begins to move
  uint64_t remaining; ///< bytes, fixed point
  uint64_t arrives;   ///< once it has ended
} AicTimelineFlight;

typedef struct AicTimelineEngine {
  AicTimelineEntry *queue;
  uint64_t issued, started; ///< commands
  uint64_t free;            ///< array and vector unit: the last one's end
  uint64_t ahead;           ///< cycles at least of all that has not started
  // Transfers, in order: [retired, started).
  uint64_t retired, channels, outstanding, latency, setUp;
  uint64_t active; ///< that have not ended
  AicTimelineFlight flights[AIC_TIMELINE_FLIGHTS];
  uint64_t retireTime[AIC_TIMELINE_FLIGHTS];
} AicTimelineEngine;

typedef struct AicTimeline {
  const AicMachine *machine;
  const AicTimelineItem *items;
  int numItems;
  AicTimelineEngine engines[AIC_NPU_NUM_ENGINES];
  AicTimelineSemaphore semaphores[AIC_TIMELINE_SEMAPHORES];
  AicNpuTile tiles[2][AIC_RING_RESULT + 1]; ///< by part of a load
  /// Bytes of each tile, or UINT64_MAX.
  uint64_t constant[2][AIC_RING_RESULT + 1];
  // The dispatcher.
  int at;
  int64_t repeat;
  uint64_t issueAt;
  int loop[AIC_PLAN_MAX_LEVELS], depth;
  int64_t left[AIC_PLAN_MAX_LEVELS];
  uint32_t idx[AIC_PLAN_MAX_LEVELS];
  uint64_t now, end, limit, commands;
} AicTimeline;

/// Plays the whole layer; its cycles, or UINT64_MAX if they are more than the
/// limit.
uint64_t aicTimelinePlay(AicTimeline *line);

#endif // AIC_LOWERING_LINALG_TO_NPU_TIMELINE_PARTS_H
