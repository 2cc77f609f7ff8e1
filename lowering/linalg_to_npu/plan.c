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
#include "lowering/linalg_to_npu/planner.h"
#include "lowering/linalg_to_npu/timeline.h"

#include <inttypes.h>
#include <string.h>

enum {
  MAX_CANDIDATES = 64,
  MAX_COMMANDS = 20000000, ///< a fifth of what a program may execute
};

typedef struct Candidates {
  int count;
  int64_t tile[MAX_CANDIDATES]; ///< the largest first
} Candidates;

typedef struct Search {
  const AicLayer *layer;
  const AicMachine *machine;
  uint64_t dataflows;
  uint64_t count; ///< candidates that fit
  int depth;      ///< slots of a ring that is reused
  Candidates candidates[AIC_NUM_LOOPS];
  bool found;
  AicPlan best;
  /// The smallest need of memory, for the error.
  uint64_t leastSpad, leastAcc;
  bool leaves; ///< a tile reads outside its tensor, and the machine cannot
} Search;

static int64_t roundUp(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// Tile sizes of a loop: the whole, then ever more equal parts, rounded up to
/// a multiple of `unit` when there is more than one.
static void enumerate(Candidates *out, int64_t size, int64_t unit) {
  out->count = 0;
  for (int64_t parts = 1; parts <= size && out->count < MAX_CANDIDATES - 1;) {
    int64_t tile = (size + parts - 1) / parts;
    if (parts > 1)
      tile = roundUp(tile, unit);
    if (tile > size)
      tile = size;
    if (!out->count || tile < out->tile[out->count - 1])
      out->tile[out->count++] = tile;
    // Dense where it matters, sparse for very small tiles.
    parts += parts < 8 ? 1 : parts < 1024 ? parts / 2 : parts;
  }
  int64_t least = unit < size ? unit : size;
  if (out->tile[out->count - 1] > least)
    out->tile[out->count++] = least;
}

/// Tile sizes that divide a loop, the largest first: where tiles may not leave
/// their tensor.
static void enumerateDivisors(Candidates *out, int64_t size, int64_t unit) {
  enum { MOST_PARTS = 1 << 16 };
  out->count = 0;
  for (int64_t parts = 1; parts <= size && parts <= MOST_PARTS; ++parts)
    if (size % parts == 0 && out->count < MAX_CANDIDATES &&
        (parts == 1 || size / parts % unit == 0))
      out->tile[out->count++] = size / parts;
}

static void only(Candidates *out, int64_t tile) {
  out->count = 1;
  out->tile[0] = tile;
}

static void enumerateLoops(Search *search) {
  const AicLayer *layer = search->layer;
  const AicMachine *machine = search->machine;
  Candidates *candidates = search->candidates;
  void (*list)(Candidates *, int64_t, int64_t) =
      machine->ld.zeropad ? enumerate : enumerateDivisors;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    only(&candidates[loop], layer->size[loop]);
  if (layer->kind == AIC_LAYER_CONTRACTION) {
    only(&candidates[AIC_LOOP_N], 1);
    list(&candidates[AIC_LOOP_OH], layer->size[AIC_LOOP_OH], 1);
    list(&candidates[AIC_LOOP_OW], layer->size[AIC_LOOP_OW], 1);
    list(&candidates[AIC_LOOP_F], layer->size[AIC_LOOP_F],
         (int64_t)machine->array.cols);
    // Whole folds, so that the order of f32 sums does not depend on the tile.
    list(&candidates[AIC_LOOP_C], layer->size[AIC_LOOP_C],
         (int64_t)machine->array.rows);
    return;
  }
  for (int loop = 0; loop < AIC_NUM_PARALLEL; ++loop)
    list(&candidates[loop], layer->size[loop], 1);
  // The vector unit walks three parallel dimensions.
  if (layer->kind == AIC_LAYER_VECTOR && layer->size[3] > 1 &&
      layer->size[2] > 1 && layer->size[1] > 1)
    only(&candidates[0], 1);
}

static bool fits(const Search *search, const AicPlan *plan) {
  return plan->spadBytes <= search->machine->spad.size &&
         plan->accBytes <= search->machine->acc.size;
}

/// A machine that does not pad takes only tiles that end with the tensor.
static bool staysInside(const Search *search, const AicPlan *plan) {
  if (search->machine->ld.zeropad)
    return true;
  for (int i = 0; i < search->layer->numSources; ++i)
    if (!aicPlanStaysInside(search->layer, plan, &search->layer->source[i]))
      return false;
  return true;
}

static bool hasSemaphores(const Search *search, const AicPlan *plan) {
  AicSemaphoreNeed need;
  memset(&need, 0, sizeof need);
  aicSemaphoresAdd(&need, search->layer, plan);
  return (uint64_t)aicSemaphoresTotal(&need) <=
         search->machine->sync.semaphores;
}

/// Takes `plan` if it is better than the best one.
static void price(Search *search, AicPlan plan) {
  const AicLayer *layer = search->layer;
  uint64_t best = search->best.cycles;
  ++search->count;
  if (search->found &&
      aicPlanComputeBound(layer, search->machine, &plan) > best + best / 100)
    return;
  aicPlanCost(layer, search->machine, &plan);
  if (plan.commands > MAX_COMMANDS || !hasSemaphores(search, &plan))
    return;
  if (search->found) {
    // Within one percent of the fastest, DRAM traffic decides.
    bool faster = plan.cycles + best / 100 < best;
    bool equal = plan.cycles <= best + best / 100;
    if (!faster && !(equal && plan.dramBytes < search->best.dramBytes))
      return;
  }
  search->found = true;
  search->best = plan;
}

static void consider(Search *search, const int64_t *tile, const int *order,
                     int numOrder) {
  const AicLayer *layer = search->layer;
  AicPlan plan = {.cycles = 0};
  memcpy(plan.tile, tile, sizeof plan.tile);
  for (int i = 0; i < numOrder; ++i) {
    if (tile[order[i]] >= layer->size[order[i]])
      continue;
    if (plan.numLevels == AIC_PLAN_MAX_LEVELS ||
        plan.numLevels == (int)search->machine->stream.loops)
      return;
    plan.order[plan.numLevels++] = order[i];
  }
  aicPlanMemory(layer, search->machine, search->depth, &plan);
  if (plan.spadBytes < search->leastSpad)
    search->leastSpad = plan.spadBytes;
  if (plan.accBytes < search->leastAcc)
    search->leastAcc = plan.accBytes;
  if (!fits(search, &plan))
    return;
  if (!staysInside(search, &plan)) {
    search->leaves = true;
    return;
  }
  if (layer->kind != AIC_LAYER_CONTRACTION) {
    price(search, plan);
    return;
  }
  for (int flow = AIC_NPU_WS; flow <= AIC_NPU_IS; ++flow)
    if (search->dataflows >> flow & 1) {
      plan.dataflow = (AicNpuDataflow)flow;
      price(search, plan);
    }
}

static void considerOrders(Search *search, const int64_t *tile) {
  static const int rowsFirst[] = {AIC_LOOP_N, AIC_LOOP_OH, AIC_LOOP_OW,
                                  AIC_LOOP_F, AIC_LOOP_C};
  static const int columnsFirst[] = {AIC_LOOP_N, AIC_LOOP_F, AIC_LOOP_OH,
                                     AIC_LOOP_OW, AIC_LOOP_C};
  const int64_t *size = search->layer->size;
  if (search->layer->kind == AIC_LAYER_CONTRACTION) {
    consider(search, tile, rowsFirst, 5);
    // The orders differ only where both rows and columns are cut.
    if (tile[AIC_LOOP_F] < size[AIC_LOOP_F] &&
        (tile[AIC_LOOP_OH] < size[AIC_LOOP_OH] ||
         tile[AIC_LOOP_OW] < size[AIC_LOOP_OW]))
      consider(search, tile, columnsFirst, 5);
  } else {
    consider(search, tile, (const int[]){0, 1, 2, 3}, 4);
  }
}

/// With one slot per ring and the smallest tiles of the loops from `loop` on,
/// the tiles chosen so far fit.
static bool mayFit(const Search *search, int loop, const int64_t *tile) {
  AicPlan plan = {.cycles = 0};
  for (int i = 0; i < AIC_NUM_LOOPS; ++i) {
    const Candidates *candidates = &search->candidates[i];
    plan.tile[i] = i < loop ? tile[i] : candidates->tile[candidates->count - 1];
  }
  aicPlanMemory(search->layer, search->machine, 1, &plan);
  return fits(search, &plan);
}

static void searchLoop(Search *search, int loop, int64_t *tile) {
  if (loop == AIC_NUM_LOOPS) {
    considerOrders(search, tile);
    return;
  }
  const Candidates *candidates = &search->candidates[loop];
  for (int i = 0; i < candidates->count; ++i) {
    tile[loop] = candidates->tile[i];
    // The smallest one goes on, for what the error says.
    if (i + 1 < candidates->count && !mayFit(search, loop + 1, tile))
      continue;
    searchLoop(search, loop + 1, tile);
    // Tiles get smaller: once one fits on its own, much smaller ones only
    // add commands.
    if (search->found && tile[loop] * 64 < search->best.tile[loop])
      break;
  }
}

AicError *aicPlanSearch(const AicLayer *layer, const AicMachine *machine,
                        uint64_t dataflows, AicPlan *plan,
                        AicPlannerCounts *counts) {
  Search search = {.layer = layer,
                   .machine = machine,
                   .dataflows = dataflows,
                   .depth = machine->sync.max > 1 ? 2 : 1,
                   .leastSpad = UINT64_MAX,
                   .leastAcc = UINT64_MAX};
  enumerateLoops(&search);
  int64_t tile[AIC_NUM_LOOPS];
  // One slot per ring, so that nothing overlaps, only where two do not fit.
  for (; search.depth > 0 && !search.found; --search.depth)
    searchLoop(&search, 0, tile);
  counts->candidates += search.count;
  if (search.found) {
    uint64_t commands = 0;
    search.best.simulated =
        aicPlanSimulate(layer, machine, &search.best, UINT64_MAX, &commands);
    *plan = search.best;
    return NULL;
  }
  if (search.leastSpad <= machine->spad.size &&
      search.leastAcc <= machine->acc.size)
    return aicErrorCreate(
        AIC_ERROR_UNSUPPORTED, "no plan fits into %s",
        search.leaves ? "tensors without padding, which the machine lacks"
                      : "the loops, commands and semaphores of the machine");
  return aicErrorCreate(
      AIC_ERROR_UNSUPPORTED,
      "the smallest tile needs %" PRIu64 " bytes of scratchpad and %" PRIu64
      " of accumulator, but there are %" PRIu64 " and %" PRIu64,
      search.leastSpad, search.leastAcc, machine->spad.size, machine->acc.size);
}
