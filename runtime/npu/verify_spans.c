//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Ranges of bytes and who touched them last.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify_spans.h"

#include <stdlib.h>
#include <string.h>

/// More spans are merged, which bounds the time of one access.
#define MAX_SPANS 1024

/// The first span that ends behind `low`, or at it with `touching`.
static uint32_t firstBehind(const SpanMap *map, uint64_t low, bool touching) {
  uint32_t from = 0, to = map->count;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (map->spans[middle].high + touching > low)
      to = middle;
    else
      from = middle + 1;
  }
  return from;
}

/// Puts `with` of `count` spans in the place of those from `at` to `end`.
static bool replace(SpanMap *map, uint32_t at, uint32_t end, const Span *with,
                    uint32_t count) {
  uint32_t total = map->count - (end - at) + count;
  if (total > map->capacity) {
    uint32_t capacity = map->capacity ? map->capacity * 2 : 16;
    Span *spans = realloc(map->spans, capacity * sizeof *spans);
    if (!spans)
      return false;
    map->spans = spans;
    map->capacity = capacity;
  }
  memmove(map->spans + at + count, map->spans + end,
          (map->count - end) * sizeof *map->spans);
  memcpy(map->spans + at, with, count * sizeof *with);
  map->count = total;
  return true;
}

/// Merges each span with its neighbour.
static void coarsen(SpanMap *map) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < map->count; i += 2) {
    Span span = map->spans[i];
    if (i + 1 < map->count) {
      Span next = map->spans[i + 1];
      uint64_t low = span.low;
      span = next.index > span.index ? next : span;
      span.low = low;
      span.high = next.high;
    }
    map->spans[count++] = span;
  }
  map->count = count;
}

bool aicSpansAssign(SpanMap *map, Span span) {
  map->newest = span.index;
  uint32_t at = firstBehind(map, span.low, false), end = at;
  while (end < map->count && map->spans[end].low < span.high)
    ++end;
  Span with[3];
  uint32_t count = 0;
  if (at < end && map->spans[at].low < span.low) {
    with[count] = map->spans[at];
    with[count++].high = span.low;
  }
  with[count++] = span;
  if (at < end && map->spans[end - 1].high > span.high) {
    with[count] = map->spans[end - 1];
    with[count++].low = span.high;
  }
  if (!replace(map, at, end, with, count))
    return false;
  if (map->count > MAX_SPANS)
    coarsen(map);
  return true;
}

const Span *aicSpansFind(const SpanMap *map, uint64_t low, uint64_t high,
                         uint64_t known) {
  if (map->newest <= known)
    return NULL;
  uint32_t at = firstBehind(map, low, false);
  for (; at < map->count && map->spans[at].low < high; ++at)
    if (map->spans[at].index > known)
      return &map->spans[at];
  return NULL;
}

bool aicSpansMark(SpanMap *map, uint64_t low, uint64_t high) {
  uint32_t at = firstBehind(map, low, true), end = at;
  Span span = {.low = low, .high = high};
  for (; end < map->count && map->spans[end].low <= high; ++end) {
    if (map->spans[end].low < span.low)
      span.low = map->spans[end].low;
    if (map->spans[end].high > span.high)
      span.high = map->spans[end].high;
  }
  return replace(map, at, end, &span, 1);
}

bool aicSpansHave(const SpanMap *map, uint64_t low, uint64_t high) {
  uint32_t at = firstBehind(map, low, false);
  return at < map->count && map->spans[at].low <= low &&
         map->spans[at].high >= high;
}
