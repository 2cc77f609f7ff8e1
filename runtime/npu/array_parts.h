//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the register-level arrays of the dataflows have in common.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_ARRAY_PARTS_H
#define AIC_RUNTIME_NPU_ARRAY_PARTS_H

#include "runtime/npu/array.h"

#include <string.h>

/// The consecutive steps of a fold that are in a PE at the same time: none, or
/// up to the rate of the type.
typedef struct ArrayGroup {
  uint64_t fold;
  uint64_t first;
  uint32_t count; ///< 0: nothing is there
  bool begins;    ///< the fold does in this cycle, even if no step is done
} ArrayGroup;

/// What the corner of the array takes in, cycle by cycle.
typedef struct ArrayFeed {
  uint64_t steps;   ///< of a fold
  uint64_t cycles;  ///< that a fold takes to enter
  uint64_t rate;    ///< steps per cycle, fixed point
  uint64_t next;    ///< the step that enters next; `steps`: the fold is over
  uint64_t begin;   ///< when the fold began to enter
  uint64_t started; ///< folds
} ArrayFeed;

/// A matrix in any layout.
typedef struct ArrayView {
  const uint32_t *at;
  uint64_t rows, cols;
  uint64_t rowStride, colStride; ///< elements
} ArrayView;

/// The element, or 0 outside: the PEs at the edge work on zeros.
static inline uint32_t aicArrayGet(const ArrayView *view, uint64_t row,
                                   uint64_t col) {
  return row < view->rows && col < view->cols
             ? view->at[row * view->rowStride + col * view->colStride]
             : 0;
}

/// sum + x: bits of an i32, or of a float.
static inline uint32_t aicArrayAdd(AicNpuMac mac, uint32_t sum, uint32_t x) {
  if (aicNpuMacIsInteger(mac))
    return sum + x;
  float left, right;
  memcpy(&left, &sum, sizeof left);
  memcpy(&right, &x, sizeof right);
  left += right;
  memcpy(&sum, &left, sizeof sum);
  return sum;
}

/// sum + a * w, rounded twice.
static inline uint32_t aicArrayMac(AicNpuMac mac, uint32_t sum, uint32_t a,
                                   uint32_t w) {
  if (aicNpuMacIsInteger(mac))
    return sum + a * w;
  float left, right;
  memcpy(&left, &a, sizeof left);
  memcpy(&right, &w, sizeof right);
  left *= right;
  memcpy(&a, &left, sizeof a);
  return aicArrayAdd(mac, sum, a);
}

/// A fold of `steps` steps enters at the rate of the type.
ArrayFeed aicArrayFeed(const AicMachine *machine, AicNpuMac mac,
                       uint64_t steps);
/// Whether the last fold has entered, so that another may.
bool aicArrayFeedIsFree(const ArrayFeed *feed, uint64_t cycle);
/// The next fold begins to enter at `cycle`.
void aicArrayFeedStart(ArrayFeed *feed, uint64_t cycle);
/// What enters at `cycle`.
ArrayGroup aicArrayFeedStep(ArrayFeed *feed, uint64_t cycle);

/// Both return false without memory.
bool aicArrayRunHeld(const AicMachine *machine, const AicNpuProduct *product,
                     uint64_t *cycles);
bool aicArrayRunSums(const AicMachine *machine, const AicNpuProduct *product,
                     uint64_t *cycles);

#endif // AIC_RUNTIME_NPU_ARRAY_PARTS_H
