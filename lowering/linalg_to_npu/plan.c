//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Choosing a plan: every combination of a few tile sizes per loop, of the loop
// orders, of what is kept and of the dataflows is offered to a search.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct Enumeration {
  const AicLayer *layer;
  const AicMachine *machine;
  uint64_t dataflows;
  int depth; ///< slots of a ring that is reused
  AicCandidates candidates[AIC_NUM_LOOPS];
  AicSearch search;
  /// The smallest need of memory, for the error.
  uint64_t leastSpad, leastAcc;
  /// The fewest of a plan in more loops than there are; UINT64_MAX if none.
  uint64_t leastLoops;
  bool leaves; ///< a tile reads outside its tensor, and the machine cannot
} Enumeration;

static bool fits(const Enumeration *all, const AicPlan *plan) {
  return plan->spadBytes <= all->machine->spad.size &&
         plan->accBytes <= all->machine->acc.size;
}

/// A machine that does not pad takes only tiles that end with the tensor.
static bool staysInside(const Enumeration *all, const AicPlan *plan) {
  const AicLayer *layer = all->layer;
  for (int i = 0; i < layer->numSources; ++i)
    if ((!all->machine->ld.zeropad || layer->resident[i]) &&
        !aicPlanStaysInside(layer, plan, &layer->source[i]))
      return false;
  return !layer->stays || aicPlanStaysInside(layer, plan, &layer->result);
}

/// Offers the plan with each dataflow if it fits.
static void offerWithMemory(Enumeration *all, AicPlan plan) {
  const AicLayer *layer = all->layer;
  if (all->search.done)
    return;
  aicPlanMemory(layer, all->machine, all->depth, &plan);
  if (plan.spadBytes < all->leastSpad)
    all->leastSpad = plan.spadBytes;
  if (plan.accBytes < all->leastAcc)
    all->leastAcc = plan.accBytes;
  if (!fits(all, &plan))
    return;
  if (!staysInside(all, &plan)) {
    all->leaves = true;
    return;
  }
  if (layer->kind != AIC_LAYER_CONTRACTION) {
    aicSearchOffer(&all->search, plan);
    return;
  }
  for (int flow = AIC_NPU_WS; flow <= AIC_NPU_IS; ++flow)
    if (all->dataflows >> flow & 1) {
      plan.dataflow = (AicNpuDataflow)flow;
      aicSearchOffer(&all->search, plan);
    }
}

/// The outermost loop does not move the source, all loops between it and its
/// load do, and a ring can hold all of it.
static bool canKeep(const Enumeration *all, const AicPlan *plan, int source) {
  const AicAccess *access = &all->layer->source[source];
  int level = aicAccessLevel(access, plan);
  if (all->layer->resident[source] || level < 2 ||
      aicAccessUses(access, plan->order[0]))
    return false;
  int64_t tiles = 1;
  for (int i = 1; i < level; ++i) {
    if (!aicAccessUses(access, plan->order[i]))
      return false;
    tiles *= aicPlanTrips(all->layer, plan, plan->order[i]);
  }
  return tiles <= AIC_NPU_MAX_DEPTH &&
         (uint64_t)tiles <= all->machine->sync.max;
}

/// The image is loaded more than once otherwise.
static bool canBeWhole(const Enumeration *all, const AicPlan *plan) {
  AicPlan whole = *plan;
  whole.whole = true;
  return !all->layer->resident[0] &&
         aicSourceTraffic(all->layer, all->machine, &whole, 0).bytes <
             aicSourceTraffic(all->layer, all->machine, plan, 0).bytes;
}

/// Offers a plan of a contraction without and with an operand that is kept.
static void offerKept(Enumeration *all, AicPlan plan) {
  offerWithMemory(all, plan);
  for (int i = plan.whole; i < 2; ++i)
    if (canKeep(all, &plan, i)) {
      plan.kept[i] = true;
      offerWithMemory(all, plan);
      plan.kept[i] = false;
    }
}

/// Takes note of a plan that fits but for its loops.
static void noteLoops(Enumeration *all, const int64_t *tile) {
  AicPlan plan = {.cycles = 0};
  uint64_t loops = 0;
  for (int i = 0; i < AIC_NUM_LOOPS; ++i) {
    plan.tile[i] = tile[i];
    loops += tile[i] < all->layer->size[i];
  }
  if (loops >= all->leastLoops)
    return;
  aicPlanMemory(all->layer, all->machine, 1, &plan);
  if (fits(all, &plan))
    all->leastLoops = loops;
}

static void consider(Enumeration *all, const int64_t *tile, const int *order,
                     int numOrder) {
  const AicLayer *layer = all->layer;
  AicPlan plan = {.parts = 1};
  memcpy(plan.tile, tile, sizeof plan.tile);
  for (int i = 0; i < numOrder; ++i) {
    if (tile[order[i]] >= layer->size[order[i]])
      continue;
    if (plan.numLevels == AIC_PLAN_MAX_LEVELS ||
        plan.numLevels == (int)all->machine->stream.loops) {
      noteLoops(all, tile);
      return;
    }
    plan.order[plan.numLevels++] = order[i];
  }
  if (layer->kind != AIC_LAYER_CONTRACTION) {
    offerWithMemory(all, plan);
    return;
  }
  offerKept(all, plan);
  plan.whole = canBeWhole(all, &plan);
  if (plan.whole)
    offerKept(all, plan);
}

static void considerOrders(Enumeration *all, const int64_t *tile) {
  static const int rowsFirst[] = {AIC_LOOP_N, AIC_LOOP_OH, AIC_LOOP_OW,
                                  AIC_LOOP_F, AIC_LOOP_C};
  static const int columnsFirst[] = {AIC_LOOP_N, AIC_LOOP_F, AIC_LOOP_OH,
                                     AIC_LOOP_OW, AIC_LOOP_C};
  const int64_t *size = all->layer->size;
  if (all->layer->kind == AIC_LAYER_CONTRACTION) {
    consider(all, tile, rowsFirst, 5);
    // The orders differ only where both rows and columns are cut.
    if (tile[AIC_LOOP_F] < size[AIC_LOOP_F] &&
        (tile[AIC_LOOP_OH] < size[AIC_LOOP_OH] ||
         tile[AIC_LOOP_OW] < size[AIC_LOOP_OW]))
      consider(all, tile, columnsFirst, 5);
  } else {
    consider(all, tile, (const int[]){0, 1, 2, 3}, 4);
  }
}

/// With one slot per ring and the smallest tiles of the loops from `loop` on,
/// the tiles chosen so far fit.
static bool mayFit(const Enumeration *all, int loop, const int64_t *tile) {
  AicPlan plan = {.cycles = 0};
  for (int i = 0; i < AIC_NUM_LOOPS; ++i) {
    const AicCandidates *candidates = &all->candidates[i];
    plan.tile[i] = i < loop ? tile[i] : candidates->tile[candidates->count - 1];
  }
  aicPlanMemory(all->layer, all->machine, 1, &plan);
  return fits(all, &plan);
}

static void searchLoop(Enumeration *all, int loop, int64_t *tile) {
  if (loop == AIC_NUM_LOOPS) {
    considerOrders(all, tile);
    return;
  }
  const AicCandidates *candidates = &all->candidates[loop];
  for (int i = 0; i < candidates->count && !all->search.done; ++i) {
    tile[loop] = candidates->tile[i];
    // The smallest one goes on, for what the error says.
    if (i + 1 < candidates->count && !mayFit(all, loop + 1, tile))
      continue;
    searchLoop(all, loop + 1, tile);
  }
}

/// The memory of a plan whose loops have the smallest tiles, but `size` along
/// the loop `along`.
static AicPlan smallest(const Enumeration *all, int along, int64_t size) {
  AicPlan plan = {.cycles = 0};
  for (int i = 0; i < AIC_NUM_LOOPS; ++i) {
    const AicCandidates *candidates = &all->candidates[i];
    plan.tile[i] = i == along ? size : candidates->tile[candidates->count - 1];
  }
  aicPlanMemory(all->layer, all->machine, 1, &plan);
  return plan;
}

/// Says what the smallest tile needs, and how long the longest loop that is not
/// cut could be.
static AicError *fitsNowhere(const Enumeration *all) {
  const AicLayer *layer = all->layer;
  const AicMachine *machine = all->machine;
  int longest = 0;
  for (int i = 1; i < AIC_NUM_LOOPS; ++i)
    if (all->candidates[i].count == 1 &&
        (layer->size[i] > layer->size[longest] ||
         all->candidates[longest].count > 1))
      longest = i;
  int64_t low = 0, high = layer->size[longest];
  while (high - low > 1) {
    int64_t middle = low + (high - low) / 2;
    AicPlan plan = smallest(all, longest, middle);
    if (fits(all, &plan))
      low = middle;
    else
      high = middle;
  }
  AicPlan plan = smallest(all, -1, 0);
  char most[96] = "";
  if (low > 0)
    snprintf(most, sizeof most,
             "; the largest that would fit has %" PRId64 " of %" PRId64
             " along the loop that is not cut",
             low, layer->size[longest]);
  return aicErrorCreate(
      AIC_ERROR_UNSUPPORTED,
      "the smallest tile needs %" PRIu64 " bytes of scratchpad and %" PRIu64
      " of accumulator, but there are %" PRIu64 " and %" PRIu64 "%s",
      plan.spadBytes, plan.accBytes, machine->spad.size, machine->acc.size,
      most);
}

/// What every plan needs more of than the machine has.
static AicError *whyNot(const Enumeration *all) {
  const AicMachine *machine = all->machine;
  if (all->search.leastSemaphores != UINT64_MAX)
    return aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                          "no plan needs fewer than %" PRIu64
                          " semaphores, but sync.semaphores is %" PRIu64,
                          all->search.leastSemaphores,
                          machine->sync.semaphores);
  if (all->leastSpad <= machine->spad.size &&
      all->leastAcc <= machine->acc.size)
    return aicErrorCreate(AIC_ERROR_UNSUPPORTED, "no plan fits into %s",
                          all->leaves
                              ? "tensors without padding, which the machine "
                                "lacks"
                              : "the commands of a program");
  if (all->leastLoops != UINT64_MAX)
    return aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                          "no plan that fits needs fewer than %" PRIu64
                          " loops, but stream.loops is %" PRIu64,
                          all->leastLoops, machine->stream.loops);
  return fitsNowhere(all);
}

AicError *aicPlanSearch(const AicLayer *layer, const AicMachine *machine,
                        uint64_t dataflows, bool quick, AicPlan *plan,
                        AicPlannerCounts *counts) {
  Enumeration all = {.layer = layer,
                     .machine = machine,
                     .dataflows = dataflows,
                     .depth = machine->sync.max > 1 ? 2 : 1,
                     .leastSpad = UINT64_MAX,
                     .leastAcc = UINT64_MAX,
                     .leastLoops = UINT64_MAX};
  aicCandidateTiles(layer, machine, all.candidates);
  int64_t tile[AIC_NUM_LOOPS];
  // One slot per ring, so that nothing overlaps, only where two do not fit.
  for (; all.depth > 0; --all.depth) {
    all.search = aicSearchBegin(layer, machine, counts);
    all.search.quick = quick;
    searchLoop(&all, 0, tile);
    if (aicSearchEnd(&all.search, plan))
      return NULL;
  }
  return whyNot(&all);
}
