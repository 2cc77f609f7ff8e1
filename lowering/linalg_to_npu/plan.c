//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Choosing a plan: every combination of a few tile sizes per loop and of the
// loop orders is priced by an analytic bound; the cheapest that fits wins.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/cost.h"
#include "lowering/linalg_to_npu/layer.h"

#include <inttypes.h>
#include <string.h>

enum { MAX_CANDIDATES = 48 };

typedef struct Candidates {
  int count;
  int64_t tile[MAX_CANDIDATES];
} Candidates;

typedef struct Search {
  const AicLayer *layer;
  const AicMachine *machine;
  Candidates candidates[AIC_NUM_LOOPS];
  bool found;
  AicPlan best;
  AicCost bestCost;
  /// The candidate with the smallest need of memory, for the error.
  uint64_t leastSpad, leastAcc;
} Search;

static int64_t roundUp(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// Tile sizes of a loop: the whole, then ever more equal parts, rounded up to
/// a multiple of `unit` when there is more than one.
static void enumerate(Candidates *out, int64_t size, int64_t unit) {
  out->count = 0;
  for (int64_t parts = 1; parts <= size && out->count < MAX_CANDIDATES;) {
    int64_t tile = (size + parts - 1) / parts;
    if (parts > 1)
      tile = roundUp(tile, unit);
    if (tile > size)
      tile = size;
    if (!out->count || tile < out->tile[out->count - 1])
      out->tile[out->count++] = tile;
    // Dense where it matters, sparse for very small tiles.
    parts += parts < 16 ? 1 : parts / 4;
  }
  int64_t least = unit < size ? unit : size;
  if (out->tile[out->count - 1] > least && out->count < MAX_CANDIDATES)
    out->tile[out->count++] = least;
}

static void only(Candidates *out, int64_t tile) {
  out->count = 1;
  out->tile[0] = tile;
}

static void enumerateLoops(Search *search) {
  const AicLayer *layer = search->layer;
  const AicMachine *machine = search->machine;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    only(&search->candidates[loop], layer->size[loop]);
  if (layer->kind == AIC_LAYER_CONTRACTION) {
    only(&search->candidates[AIC_LOOP_N], 1);
    enumerate(&search->candidates[AIC_LOOP_OH], layer->size[AIC_LOOP_OH], 1);
    enumerate(&search->candidates[AIC_LOOP_OW], layer->size[AIC_LOOP_OW], 1);
    enumerate(&search->candidates[AIC_LOOP_F], layer->size[AIC_LOOP_F],
              (int64_t)machine->array.cols);
    // Whole folds, so that the order of f32 sums does not depend on the tile.
    enumerate(&search->candidates[AIC_LOOP_C], layer->size[AIC_LOOP_C],
              (int64_t)machine->array.rows);
    return;
  }
  for (int loop = 0; loop < AIC_NUM_PARALLEL; ++loop)
    enumerate(&search->candidates[loop], layer->size[loop], 1);
  // The vector unit walks three parallel dimensions.
  if (layer->kind == AIC_LAYER_VECTOR && layer->size[3] > 1 &&
      layer->size[2] > 1 && layer->size[1] > 1)
    only(&search->candidates[0], 1);
}

static void consider(Search *search, const int64_t *tile, const int *order,
                     int numOrder) {
  AicPlan plan = {.cycles = 0};
  memcpy(plan.tile, tile, sizeof plan.tile);
  for (int i = 0; i < numOrder; ++i) {
    if (aicPlanTrips(search->layer, &plan, order[i]) == 1)
      continue;
    if (plan.numLevels == AIC_PLAN_MAX_LEVELS ||
        plan.numLevels == (int)search->machine->stream.loops)
      return;
    plan.order[plan.numLevels++] = order[i];
  }
  AicCost cost;
  aicPlanCost(search->layer, search->machine, &plan, &cost);
  if (plan.spadBytes < search->leastSpad)
    search->leastSpad = plan.spadBytes;
  if (plan.accBytes < search->leastAcc)
    search->leastAcc = plan.accBytes;
  if (plan.spadBytes > search->machine->spad.size ||
      plan.accBytes > search->machine->acc.size)
    return;
  if (search->found) {
    uint64_t best = search->bestCost.cycles;
    // Within one percent of the fastest, DRAM traffic decides.
    bool faster = cost.cycles + best / 100 < best;
    bool equal = cost.cycles <= best + best / 100;
    if (!faster && !(equal && cost.dramBytes < search->bestCost.dramBytes))
      return;
  }
  search->found = true;
  search->best = plan;
  search->best.cycles = cost.cycles;
  search->bestCost = cost;
}

static void considerOrders(Search *search, const int64_t *tile) {
  static const int rowsFirst[] = {AIC_LOOP_N, AIC_LOOP_OH, AIC_LOOP_OW,
                                  AIC_LOOP_F, AIC_LOOP_C};
  static const int columnsFirst[] = {AIC_LOOP_N, AIC_LOOP_F, AIC_LOOP_OH,
                                     AIC_LOOP_OW, AIC_LOOP_C};
  if (search->layer->kind == AIC_LAYER_CONTRACTION) {
    consider(search, tile, rowsFirst, 5);
    consider(search, tile, columnsFirst, 5);
  } else {
    consider(search, tile, (const int[]){0, 1, 2, 3}, 4);
  }
}

static void searchLoop(Search *search, int loop, int64_t *tile) {
  if (loop == AIC_NUM_LOOPS) {
    considerOrders(search, tile);
    return;
  }
  const Candidates *candidates = &search->candidates[loop];
  for (int i = 0; i < candidates->count; ++i) {
    tile[loop] = candidates->tile[i];
    searchLoop(search, loop + 1, tile);
    // Tiles get smaller: once one fits on its own, much smaller ones only
    // add commands.
    if (search->found && tile[loop] * 64 < search->best.tile[loop])
      break;
  }
}

AicError *aicPlanLayer(const AicLayer *layer, const AicMachine *machine,
                       AicPlan *plan) {
  Search search = {.layer = layer,
                   .machine = machine,
                   .leastSpad = UINT64_MAX,
                   .leastAcc = UINT64_MAX};
  enumerateLoops(&search);
  int64_t tile[AIC_NUM_LOOPS];
  searchLoop(&search, 0, tile);
  if (!search.found)
    return aicErrorCreate(
        AIC_ERROR_UNSUPPORTED,
        "the smallest tile needs %" PRIu64 " bytes of scratchpad and %" PRIu64
        " of accumulator, but there are %" PRIu64 " and %" PRIu64,
        search.leastSpad, search.leastAcc, machine->spad.size,
        machine->acc.size);
  *plan = search.best;
  return NULL;
}
