//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Parts of aic-npu-allocate: memory, semaphores, and the order of layers that
// share them.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_NPU_ALLOCATE_H
#define AIC_LOWERING_NPU_ALLOCATE_H

#include "lowering/npu_to_program/stream.h"

/// Where a ring lies; address -1: nobody uses it.
typedef struct AicNpuPlacement {
  int64_t address, slot;
} AicNpuPlacement;

/// Gives all rings memory, and each an `address` and a `slot`. `placements`
/// has one element per ring. One error where something does not fit.
MlirLogicalResult aicNpuPlaceRings(const AicNpuStream *stream,
                                   const AicMachine *machine,
                                   AicNpuPlacement *placements);

/// Semaphores of rings; -1: none.
typedef struct AicNpuRingIds {
  int full, empty;
} AicNpuRingIds;

/// What a semaphore is used for; one that has the same ends and the same first
/// count can be used again in a later layer, since each layer gives all back.
typedef struct AicNpuSemaphore {
  int poster, waiter;
  int64_t init;
  int firstLayer, lastLayer, firstBarrier, lastBarrier;
} AicNpuSemaphore;

typedef struct AicNpuSemaphores {
  int limit; ///< of the machine, or fewer
  int count;
  AicNpuSemaphore all[AIC_NPU_MAX_SEMAPHORES];
} AicNpuSemaphores;

/// A semaphore for `wanted`; -1 if there is none. It is one whose last layer is
/// behind another barrier or at least `distance` layers in front, or a new one,
/// or, without that, any that is free.
int aicNpuTakeSemaphore(AicNpuSemaphores *semaphores, int distance,
                        AicNpuSemaphore wanted);
/// Takes those of all rings; the ring that found none, or NULL.
const AicNpuRingInfo *aicNpuRingSemaphores(const AicNpuStream *stream,
                                           AicNpuSemaphores *semaphores,
                                           int distance, AicNpuRingIds *ids);

/// Orders engines wherever layers without a barrier in between share memory,
/// buffers in DRAM or semaphores: npu.sync, or waits and posts of commands.
/// False where the semaphores do not suffice; then nothing has changed.
bool aicNpuOrderLayers(const AicNpuStream *stream, const AicMachine *machine,
                       const AicNpuPlacement *placements,
                       const AicNpuRingIds *ids, AicNpuSemaphores *semaphores,
                       int *numFences);

#endif // AIC_LOWERING_NPU_ALLOCATE_H
