//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Disjoint ranges of bytes in ascending order, each with the latest command
// that touched it.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VERIFY_SPANS_H
#define AIC_RUNTIME_NPU_VERIFY_SPANS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Span {
  uint64_t low, high; ///< bytes [low, high)
  uint64_t index;     ///< of the engine's executed commands, from 1
  uint32_t number;    ///< of the command in the stream
} Span;

/// Starts as zeros; `spans` is freed by the owner.
typedef struct SpanMap {
  Span *spans;
  uint32_t count, capacity;
  uint64_t newest; ///< largest index in it
} SpanMap;

/// Overwrites the bytes of `span`, whose index is the largest so far. What lies
/// far apart may be merged into spans that have the index of their newest part:
/// a map never says that bytes were touched earlier than they were. False
/// without memory.
bool aicSpansAssign(SpanMap *map, Span span);

/// A span with a byte in [low, high) that is newer than `known`, or NULL.
const Span *aicSpansFind(const SpanMap *map, uint64_t low, uint64_t high,
                         uint64_t known);

/// Marks bytes, merging what touches, and whether all of some are marked. Maps
/// used so have no indices. False without memory.
bool aicSpansMark(SpanMap *map, uint64_t low, uint64_t high);
bool aicSpansHave(const SpanMap *map, uint64_t low, uint64_t high);

#endif // AIC_RUNTIME_NPU_VERIFY_SPANS_H
