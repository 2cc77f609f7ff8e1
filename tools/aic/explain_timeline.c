//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explain_timeline.h"

#include <string.h>

/// Joins neighbours, so that the buckets reach twice as far.
static void widen(Timeline *timeline) {
  for (int b = 0; b < TIMELINE_BUCKETS; ++b)
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      for (int a = 0; a < TIMELINE_ACTIVITIES; ++a) {
        uint64_t sum = 0;
        if (2 * b + 1 < TIMELINE_BUCKETS)
          sum = timeline->buckets[2 * b][e][a] +
                timeline->buckets[2 * b + 1][e][a];
        timeline->buckets[b][e][a] = sum;
      }
  timeline->width *= 2;
}

static void fill(Timeline *timeline, const AicNpuSpan *span, uint64_t begin,
                 uint64_t end) {
  while ((end - 1) / timeline->width >= TIMELINE_BUCKETS)
    widen(timeline);
  while (begin < end) {
    uint64_t bucket = begin / timeline->width;
    uint64_t next = (bucket + 1) * timeline->width;
    uint64_t part = (next < end ? next : end) - begin;
    timeline->buckets[bucket][span->engine][span->activity] += part;
    begin += part;
  }
}

void timelineAdd(Timeline *timeline, const AicNpuSpan *span, uint64_t offset,
                 uint32_t first) {
  uint64_t begin = offset + span->begin, end = offset + span->end;
  if (end > timeline->cycles)
    timeline->cycles = end;
  if (span->activity >= TIMELINE_ACTIVITIES || begin == end)
    return;
  fill(timeline, span, begin, end);
  if (timeline->numSpans++ >= TIMELINE_SPANS)
    return;
  bool none = span->command == AIC_NPU_NO_COMMAND;
  timeline->spans[timeline->numSpans - 1] = (TimelineSpan){
      .begin = begin,
      .end = end,
      .command = none ? AIC_NPU_NO_COMMAND : first + span->command,
      .engine = (uint8_t)span->engine,
      .activity = (uint8_t)span->activity};
}

/// Flat lists of numbers: per engine and activity the cycles in each bucket.
static void writeBuckets(const Timeline *timeline, AicJson *json) {
  uint64_t used = (timeline->cycles + timeline->width - 1) / timeline->width;
  aicJsonBegin(json, "buckets", '[');
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    aicJsonLine(json);
    aicJsonBegin(json, NULL, '[');
    for (int a = 0; a < TIMELINE_ACTIVITIES; ++a) {
      aicJsonBegin(json, NULL, '[');
      for (uint64_t b = 0; b < used; ++b)
        aicJsonUnsigned(json, NULL, timeline->buckets[b][e][a]);
      aicJsonEnd(json, ']');
    }
    aicJsonEnd(json, ']');
  }
  aicJsonEnd(json, ']');
}

void timelineWrite(const Timeline *timeline, AicJson *json) {
  aicJsonBegin(json, "timeline", '{');
  aicJsonUnsigned(json, "cycles", timeline->cycles);
  aicJsonUnsigned(json, "width", timeline->width);
  writeBuckets(timeline, json);
  // All of them or none: half a picture would be taken for a whole one. Per
  // engine [activity, cycles since the last one's end, cycles, command].
  aicJsonUnsigned(json, "numSpans", timeline->numSpans);
  bool all = timeline->numSpans <= TIMELINE_SPANS;
  aicJsonBegin(json, "spans", '[');
  for (int e = 0; all && e < AIC_NPU_NUM_ENGINES; ++e) {
    uint64_t end = 0;
    aicJsonLine(json);
    aicJsonBegin(json, NULL, '[');
    for (uint64_t i = 0; i < timeline->numSpans; ++i) {
      const TimelineSpan *span = &timeline->spans[i];
      if (span->engine != e)
        continue;
      aicJsonUnsigned(json, NULL, span->activity);
      aicJsonUnsigned(json, NULL, span->begin - end);
      aicJsonUnsigned(json, NULL, span->end - span->begin);
      aicJsonInt(json, NULL,
                 span->command == AIC_NPU_NO_COMMAND ? -1
                                                     : (int64_t)span->command);
      end = span->end;
    }
    aicJsonEnd(json, ']');
  }
  aicJsonEnd(json, ']');
  aicJsonEnd(json, '}');
}
