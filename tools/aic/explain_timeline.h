//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the engines of an NPU did over time, in bounded space: all spans as long
// as they are few, and always how much of each stretch of time an engine was
// busy, set commands up, or waited. Stretches get longer as time goes on.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_EXPLAIN_TIMELINE_H
#define AIC_TOOLS_EXPLAIN_TIMELINE_H

#include "runtime/npu/observe.h"
#include "tools/support/json.h"

enum {
  TIMELINE_BUCKETS = 4096,
  TIMELINE_SPANS = 40000,
  TIMELINE_ACTIVITIES = AIC_NPU_TAIL
};

typedef struct TimelineSpan {
  uint64_t begin, end;
  uint32_t command; ///< counted over all programs; UINT32_MAX: none
  uint8_t engine, activity;
} TimelineSpan;

/// Starts with {.width = 1}.
typedef struct Timeline {
  uint64_t width; ///< cycles of a bucket
  uint64_t cycles;
  uint64_t buckets[TIMELINE_BUCKETS][AIC_NPU_NUM_ENGINES][TIMELINE_ACTIVITIES];
  TimelineSpan spans[TIMELINE_SPANS];
  uint64_t numSpans; ///< all; those behind TIMELINE_SPANS are not kept
} Timeline;

/// Adds a span of an engine's time. `offset` is where its run begins, `first`
/// the number of its program's first command.
void timelineAdd(Timeline *timeline, const AicNpuSpan *span, uint64_t offset,
                 uint32_t first);
void timelineWrite(const Timeline *timeline, AicJson *json);

#endif // AIC_TOOLS_EXPLAIN_TIMELINE_H
