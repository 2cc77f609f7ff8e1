//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Bytes between DRAM and scratchpad.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/cost.h"

/// Elements of a tile along `dim` that are inside the tensor, given the
/// coordinate where it starts.
static int64_t clip(const AicAccess *access, int dim, const int64_t *tile,
                    int64_t start) {
  int64_t end = start + aicTileSize(access, dim, tile);
  if (start < 0)
    start = 0;
  if (end > access->dim[dim].extent)
    end = access->dim[dim].extent;
  return end > start ? end - start : 0;
}

/// Bytes of `elements` along a dimension whose inner dimensions are whole;
/// only a contiguous run is rounded up.
static uint64_t runBytes(int64_t elements, uint64_t inner, bool isRun,
                         uint64_t burst) {
  uint64_t bytes = (uint64_t)elements * inner;
  return isRun && burst > 1 ? (bytes + burst - 1) / burst * burst : bytes;
}

typedef struct Sums {
  uint64_t all, first, last;
} Sums;

/// Sums over all tiles along one dimension, and those at both ends.
static Sums sumDim(const AicLayer *layer, const AicPlan *plan,
                   const AicAccess *access, int dim, uint64_t inner, bool isRun,
                   uint64_t burst) {
  int64_t step[2] = {0, 0}, trips[2] = {1, 1};
  int moving = 0;
  for (int loop = 0; loop < AIC_NUM_LOOPS && moving < 2; ++loop) {
    int64_t count = aicPlanTrips(layer, plan, loop);
    if (!access->dim[dim].scale[loop] || count == 1)
      continue;
    step[moving] = access->dim[dim].scale[loop] * plan->tile[loop];
    trips[moving++] = count;
  }
  Sums sums = {0};
  for (int64_t i = 0; i < trips[0]; ++i)
    for (int64_t j = 0; j < trips[1]; ++j) {
      int64_t start = access->dim[dim].offset + i * step[0] + j * step[1];
      sums.last =
          runBytes(clip(access, dim, plan->tile, start), inner, isRun, burst);
      if (i == 0 && j == 0)
        sums.first = sums.last;
      sums.all += sums.last;
    }
  return sums;
}

AicTraffic aicPlanTraffic(const AicLayer *layer, const AicPlan *plan,
                          const AicAccess *access, bool kept, uint64_t burst) {
  AicTraffic traffic = {.bytes = 1, .first = 1, .last = 1};
  traffic.count = aicPlanIterations(layer, plan, aicAccessLevel(access, plan));
  if (kept)
    traffic.count /= (uint64_t)aicPlanTrips(layer, plan, plan->order[0]);
  uint64_t inner = aicNpuTypeSize(access->type), moves = 1;
  bool isRun = false;
  for (int dim = access->rank - 1; dim >= 0; --dim) {
    const AicAccessDim *along = &access->dim[dim];
    bool whole =
        !isRun && along->every <= 1 && along->offset <= 0 &&
        along->offset + aicTileSize(access, dim, plan->tile) >= along->extent;
    uint64_t tiles = 1;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
      if (along->scale[loop])
        tiles *= (uint64_t)aicPlanTrips(layer, plan, loop);
    if (whole && tiles == 1 && dim > 0) {
      inner *= (uint64_t)along->extent;
      continue;
    }
    // Skipped elements end what is contiguous.
    if (!isRun && along->every > 1) {
      inner = runBytes(1, inner, true, burst);
      isRun = true;
      traffic.bytes *= inner;
      traffic.first *= inner;
      traffic.last *= inner;
    }
    bool ends = !isRun;
    Sums sums = sumDim(layer, plan, access, dim, ends ? inner : 1, ends, burst);
    isRun = true;
    moves *= tiles;
    traffic.bytes *= sums.all;
    traffic.first *= sums.first;
    traffic.last *= sums.last;
  }
  // Loops around it that do not move it load it again.
  traffic.bytes *= moves && traffic.count > moves ? traffic.count / moves : 1;
  return traffic;
}

AicTraffic aicSourceTraffic(const AicLayer *layer, const AicMachine *machine,
                            const AicPlan *plan, int source) {
  AicPlan load = aicLoadPlan(layer, plan, source);
  return aicPlanTraffic(layer, &load, &layer->source[source],
                        plan->kept[source], machine->ld.burst);
}

bool aicPlanStaysInside(const AicLayer *layer, const AicPlan *plan,
                        const AicAccess *access) {
  for (int dim = 0; dim < access->rank; ++dim) {
    const AicAccessDim *along = &access->dim[dim];
    int64_t last = along->offset;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
      last += along->scale[loop] *
              (aicPlanTrips(layer, plan, loop) * plan->tile[loop] - 1);
    if (along->offset < 0 || last >= along->extent)
      return false;
  }
  return true;
}
