//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Semaphores of rings: an interval colouring in classes by poster, waiter and
// first count.
//
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/allocate.h"

int aicNpuTakeSemaphore(AicNpuSemaphores *semaphores, int distance,
                        AicNpuSemaphore wanted) {
  int found = -1;
  for (int id = 0; id < semaphores->count; ++id) {
    const AicNpuSemaphore *old = &semaphores->all[id];
    if (old->poster == wanted.poster && old->waiter == wanted.waiter &&
        old->init == wanted.init && old->lastLayer < wanted.firstLayer &&
        (found < 0 || old->lastLayer < semaphores->all[found].lastLayer))
      found = id;
  }
  bool full = semaphores->count == semaphores->limit;
  const AicNpuSemaphore *old = found < 0 ? NULL : &semaphores->all[found];
  if (old && (full || old->lastBarrier < wanted.firstBarrier ||
              old->lastLayer + distance <= wanted.firstLayer)) {
    semaphores->all[found] = wanted;
    return found;
  }
  if (full)
    return -1;
  semaphores->all[semaphores->count] = wanted;
  return semaphores->count++;
}

/// The use of a semaphore by `ring`.
static AicNpuSemaphore useOf(const AicNpuRingInfo *ring, int poster, int waiter,
                             int64_t init) {
  return (AicNpuSemaphore){.poster = poster,
                           .waiter = waiter,
                           .init = init,
                           .firstLayer = ring->firstLayer,
                           .lastLayer = ring->lastLayer,
                           .firstBarrier = ring->firstBarrier,
                           .lastBarrier = ring->lastBarrier};
}

const AicNpuRingInfo *aicNpuRingSemaphores(const AicNpuStream *stream,
                                           AicNpuSemaphores *semaphores,
                                           int distance, AicNpuRingIds *ids) {
  for (int i = 0; i < stream->numRings; ++i) {
    const AicNpuRingInfo *ring = &stream->rings[i];
    ids[i] = (AicNpuRingIds){-1, -1};
    // Full slots are taken in the order of the rings, also if layers overlap.
    if (aicNpuRingHasFull(ring)) {
      ids[i].full = aicNpuTakeSemaphore(
          semaphores, 1, useOf(ring, ring->producer, ring->consumer, 0));
      if (ids[i].full < 0)
        return ring;
    }
    // Empty slots are there at once, unless they are those of a layer that is
    // still running.
    if (aicNpuRingHasEmpty(ring)) {
      ids[i].empty = aicNpuTakeSemaphore(
          semaphores, distance,
          useOf(ring, ring->consumer, ring->producer, ring->depth));
      if (ids[i].empty < 0)
        return ring;
    }
  }
  return NULL;
}
