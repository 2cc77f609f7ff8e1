//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/search.h"

#include "lowering/linalg_to_npu/timeline.h"

#include "aic/diag.h"

#include <stdlib.h>
#include <string.h>

enum {
  MAX_COMMANDS = 20000000, ///< a fifth of what a program may execute
  /// What is played of one layer, so that planning takes a fraction of a
  /// second. Plans come in the order of their bounds.
  MAX_PLAYED = 4000000,
  WASTE = 20, ///< a plan of little traffic may be slower by this part: 5 %
  TIE = 100,  ///< what differs by less is as fast: 1 %
  MAX_DEEPENED = 24,
  FEW_COMMANDS = 1000, ///< what is promised; a large network has 200 layers
};

static uint64_t more(uint64_t value, uint64_t part) {
  return value == UINT64_MAX ? value : value + value / part;
}

AicSearch aicSearchBegin(const AicLayer *layer, const AicMachine *machine,
                         AicPlannerCounts *counts) {
  AicSearch search = {.layer = layer,
                      .machine = machine,
                      .counts = counts,
                      .leastBound = UINT64_MAX,
                      .fastest = UINT64_MAX,
                      .leastSemaphores = UINT64_MAX};
  uint64_t bytes = (uint64_t)aicTouchedBytes(layer, &layer->result);
  for (int i = 0; i < layer->numSources; ++i)
    bytes += (uint64_t)aicTouchedBytes(layer, &layer->source[i]);
  search.allowance = bytes + bytes / 20;
  return search;
}

/// The cycles above which a plan cannot be chosen.
static uint64_t limitOf(const AicSearch *search, const AicPlan *plan) {
  return more(search->fastest,
              plan->dramBytes <= search->allowance ? WASTE : TIE);
}

/// Counts the cycles of a plan, unless they are more than `limit`.
static void play(AicSearch *search, AicPlan *plan, uint64_t limit) {
  uint64_t commands = 0;
  plan->simulated =
      aicPlanSimulate(search->layer, search->machine, plan, limit, &commands);
  search->played += commands;
  ++search->counts->played;
  if (plan->simulated < plan->cycles)
    ++search->counts->violations;
  if (plan->simulated < search->fastest)
    search->fastest = plan->simulated;
}

static bool hasSemaphores(AicSearch *search, const AicPlan *plan) {
  AicSemaphoreNeed need;
  memset(&need, 0, sizeof need);
  aicSemaphoresAdd(&need, search->layer, plan);
  uint64_t total = (uint64_t)aicSemaphoresTotal(&need);
  if (total <= search->machine->sync.semaphores)
    return true;
  if (total < search->leastSemaphores)
    search->leastSemaphores = total;
  return false;
}

static AicPlan *add(AicSearch *search, const AicPlan *plan) {
  if (search->count == search->capacity) {
    search->capacity = 2 * search->capacity + 64;
    search->plans =
        realloc(search->plans, search->capacity * sizeof *search->plans);
    if (!search->plans)
      AIC_BUG("out of memory");
  }
  AicPlan *added = &search->plans[search->count++];
  *added = *plan;
  return added;
}

static void offerQuickly(AicSearch *search, AicPlan *plan) {
  aicPlanCost(search->layer, search->machine, plan);
  if (plan->commands > MAX_COMMANDS || !hasSemaphores(search, plan))
    return;
  plan->simulated = plan->cycles;
  if (!search->count)
    add(search, plan);
  else if (plan->commands < search->plans->commands)
    *search->plans = *plan;
  search->done = search->plans->commands <= FEW_COMMANDS;
}

void aicSearchOffer(AicSearch *search, AicPlan plan) {
  ++search->counts->candidates;
  if (search->quick) {
    offerQuickly(search, &plan);
    return;
  }
  if (aicPlanComputeBound(search->layer, search->machine, &plan) >
      more(search->fastest, WASTE))
    return;
  aicPlanCost(search->layer, search->machine, &plan);
  if (plan.cycles > limitOf(search, &plan) || plan.commands > MAX_COMMANDS ||
      !hasSemaphores(search, &plan))
    return;
  plan.simulated = 0;
  AicPlan *added = add(search, &plan);
  // One that promises to be the best makes others unnecessary.
  if (plan.cycles >= search->leastBound)
    return;
  search->leastBound = plan.cycles;
  if (search->played + plan.commands <= MAX_PLAYED)
    play(search, added, limitOf(search, added));
}

/// In the order of their bounds; equal ones in a fixed order.
static int compare(const void *left, const void *right) {
  const AicPlan *a = left, *b = right;
  if (a->cycles != b->cycles)
    return a->cycles < b->cycles ? -1 : 1;
  if (a->dramBytes != b->dramBytes)
    return a->dramBytes < b->dramBytes ? -1 : 1;
  if (a->commands != b->commands)
    return a->commands < b->commands ? -1 : 1;
  if (a->dataflow != b->dataflow)
    return a->dataflow < b->dataflow ? -1 : 1;
  // The rest makes the order total: what is equal would be in the order of the
  // C library's sort.
  int order = memcmp(a->tile, b->tile, sizeof a->tile);
  if (!order)
    order = memcmp(a->order, b->order, sizeof a->order);
  if (!order)
    order = memcmp(a->kept, b->kept, sizeof a->kept);
  return order ? order : (int)a->whole - (int)b->whole;
}

static bool isPlayed(const AicPlan *plan) {
  return plan->simulated && plan->simulated != UINT64_MAX;
}

/// The least of cycles (or bytes) among the plans of at most `cycles` and
/// `bytes`.
static uint64_t least(const AicSearch *search, uint64_t cycles, uint64_t bytes,
                      bool ofBytes) {
  uint64_t result = UINT64_MAX;
  for (size_t i = 0; i < search->count; ++i) {
    const AicPlan *plan = &search->plans[i];
    uint64_t value = ofBytes ? plan->dramBytes : plan->simulated;
    if (isPlayed(plan) && plan->simulated <= cycles &&
        plan->dramBytes <= bytes && value < result)
      result = value;
  }
  return result;
}

/// Of the plans that move at most `bytes`, one of those as fast as the fastest
/// that moves least, and among these, of those about as fast, the one with the
/// fewest commands. NULL if none takes at most `limit`.
static const AicPlan *choose(const AicSearch *search, uint64_t bytes,
                             uint64_t limit) {
  uint64_t fastest = least(search, limit, bytes, false);
  if (fastest == UINT64_MAX)
    return NULL;
  bytes = least(search, more(fastest, TIE), bytes, true);
  fastest = more(least(search, UINT64_MAX, bytes, false), TIE * 4);
  const AicPlan *best = NULL;
  for (size_t i = 0; i < search->count; ++i) {
    const AicPlan *plan = &search->plans[i];
    if (isPlayed(plan) && plan->dramBytes <= bytes &&
        plan->simulated <= fastest &&
        (!best || plan->commands < best->commands ||
         (plan->commands == best->commands &&
          plan->simulated < best->simulated)))
      best = plan;
  }
  return best;
}

/// The choice among what was played so far; NULL if nothing was.
static const AicPlan *chooseBest(const AicSearch *search) {
  const AicPlan *lean =
      choose(search, search->allowance, more(search->fastest, WASTE));
  return lean ? lean : choose(search, UINT64_MAX, UINT64_MAX);
}

/// The plan is `base` with fewer slots or parts than were asked for, so that it
/// was or will be tried as what it is.
static bool isRepeated(const AicSearch *search, const AicPlan *plan,
                       const AicPlan *base, int operands, int results) {
  bool deeper = operands == 2, cut = plan->parts == 1;
  for (int i = 0; i < search->layer->numSources; ++i) {
    deeper |= plan->depth[i] != base->depth[i];
    cut |= aicLoadParts(search->layer, plan, i) > 1;
  }
  return !deeper || !cut ||
         (results > 2 && plan->resultDepth == base->resultDepth);
}

/// More slots, for the plans that are nearly the best: where transfers are what
/// takes the time, two slots leave gaps.
static void deepen(AicSearch *search) {
  size_t count = search->count;
  int tried = 0;
  for (size_t i = 0; i < count && tried < MAX_DEEPENED; ++i) {
    const AicPlan base = search->plans[i];
    if (!isPlayed(&base) || base.simulated > more(search->fastest, WASTE) ||
        base.simulated <= more(base.cycles, 1000))
      continue;
    ++tried;
    for (int operands = 2; operands <= AIC_NPU_MAX_DEPTH; ++operands)
      for (int variant = 0; variant < 4; ++variant) {
        AicPlan plan = base;
        int results = 2 + variant / 2;
        plan.parts = 1 + variant % 2;
        if (plan.parts > 1 && (search->machine->ld.channels == 1 ||
                               search->layer->kind != AIC_LAYER_CONTRACTION))
          continue;
        if (!aicPlanDeepen(search->layer, search->machine, operands, results,
                           &plan) ||
            (plan.spadBytes == base.spadBytes &&
             plan.accBytes == base.accBytes && plan.parts == base.parts) ||
            isRepeated(search, &plan, &base, operands, results) ||
            !hasSemaphores(search, &plan) ||
            search->played + plan.commands > MAX_PLAYED)
          continue;
        // Memory is worth something, too.
        uint64_t limit = base.simulated - base.simulated / 1000;
        if (limit > limitOf(search, &plan))
          limit = limitOf(search, &plan);
        play(search, &plan, limit - 1);
        if (isPlayed(&plan))
          add(search, &plan);
      }
  }
}

bool aicSearchEnd(AicSearch *search, AicPlan *best) {
  bool found = search->count > 0;
  if (search->quick) {
    if (found)
      *best = *search->plans;
  } else if (found) {
    qsort(search->plans, search->count, sizeof *search->plans, compare);
    const AicPlan *chosen = NULL;
    for (size_t i = 0; i < search->count; ++i) {
      AicPlan *plan = &search->plans[i];
      if (plan->cycles > more(search->fastest, WASTE))
        break;
      bool wins = !chosen || plan->cycles < search->fastest ||
                  plan->dramBytes < chosen->dramBytes;
      if (plan->simulated || !wins || plan->cycles > limitOf(search, plan) ||
          search->played + plan->commands > MAX_PLAYED)
        continue;
      play(search, plan, limitOf(search, plan));
      if (isPlayed(plan))
        chosen = chooseBest(search);
    }
    deepen(search);
    chosen = chooseBest(search);
    if (!chosen) {
      // Too long to be played: the bound decides.
      search->plans[0].simulated = search->plans[0].cycles;
      chosen = &search->plans[0];
    }
    *best = *chosen;
  }
  free(search->plans);
  search->plans = NULL;
  return found;
}
