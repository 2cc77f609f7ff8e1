//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/order.h"

#include "aic/diag.h"

#include <stdlib.h>
#include <string.h>

/// The last step of each engine that is known to be over; -1: none.
typedef struct Clock {
  int done[AIC_NPU_NUM_ENGINES];
} Clock;

typedef struct Analysis {
  const AicNpuOrder *order;
  Clock known[AIC_NPU_NUM_ENGINES];
  /// Per item and engine: what the engine knows at its end, itself included.
  Clock (*ends)[AIC_NPU_NUM_ENGINES];
  Clock *commits; ///< per ring: what the producer knew
  int numFences, maxFences;
  AicNpuFence *fences;
} Analysis;

static void learn(Clock *clock, const Clock *from) {
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    if (from->done[e] > clock->done[e])
      clock->done[e] = from->done[e];
}

static void addFence(Analysis *analysis, AicNpuFence fence) {
  if (analysis->numFences == analysis->maxFences) {
    analysis->maxFences = analysis->maxFences ? 2 * analysis->maxFences : 32;
    analysis->fences = realloc(analysis->fences, (size_t)analysis->maxFences *
                                                     sizeof *analysis->fences);
    if (!analysis->fences)
      AIC_BUG("out of memory for %d fences", analysis->maxFences);
  }
  analysis->fences[analysis->numFences++] = fence;
}

/// The fence of `poster` and `waiter` that is the `back`-th from the end, or
/// NULL.
static const AicNpuFence *lastFence(const Analysis *analysis, int poster,
                                    int waiter, int64_t back) {
  for (int i = analysis->numFences; i-- > 0;) {
    const AicNpuFence *fence = &analysis->fences[i];
    if (fence->poster == poster && fence->waiter == waiter && back-- == 1)
      return fence;
  }
  return NULL;
}

/// What `engine` knows of itself in front of `item`: its last step there.
static int lastStep(const Analysis *analysis, int engine, int item) {
  return item ? analysis->ends[item - 1][engine].done[engine] : -1;
}

/// Whether the poster of a fence may post behind item `after`: of those that
/// it posted before, one less than a semaphore holds may be left.
static bool mayPost(const Analysis *analysis, int poster, int waiter,
                    int after) {
  const AicNpuFence *old =
      lastFence(analysis, poster, waiter, analysis->order->most);
  // The waiter's first step behind its wait shows that the wait is over.
  return !old || analysis->ends[after][poster].done[waiter] >
                     lastStep(analysis, waiter, old->before);
}

/// Makes `waiter` wait in front of `item` for what `poster` does up to the item
/// `after`.
static bool order(Analysis *analysis, int poster, int waiter, int after,
                  int item) {
  // One semaphore does for all fences of the two: they keep their order.
  const AicNpuFence *old = lastFence(analysis, poster, waiter, 1);
  if (old && old->after > after)
    after = old->after;
  while (after < item - 1 && !mayPost(analysis, poster, waiter, after))
    ++after;
  if (!mayPost(analysis, poster, waiter, after))
    return false;
  addFence(analysis, (AicNpuFence){.poster = poster,
                                   .waiter = waiter,
                                   .after = after,
                                   .before = item});
  learn(&analysis->known[waiter], &analysis->ends[after][poster]);
  return true;
}

static bool conflicts(const AicNpuOrderAccess *a, const AicNpuOrderAccess *b) {
  return a->engine != b->engine && a->space == b->space &&
         (a->writes || b->writes) && (a->ring < 0 || a->ring != b->ring) &&
         a->low < b->high && b->low < a->high;
}

/// Raises `needs` of the engine of `access` to what it must wait for.
static void need(const Analysis *analysis, const AicNpuOrderAccess *access,
                 Clock *needs) {
  for (int i = 0; i < analysis->order->numAccesses; ++i) {
    const AicNpuOrderAccess *other = &analysis->order->accesses[i];
    if (other->item >= access->item)
      break;
    if (other->step > needs->done[other->engine] && conflicts(access, other))
      needs->done[other->engine] = other->step;
  }
}

static bool enterItem(Analysis *analysis, int item, const Clock *needs) {
  const AicNpuOrder *input = analysis->order;
  for (int waiter = 0; waiter < AIC_NPU_NUM_ENGINES; ++waiter)
    // What comes last knows the most: st has waited for vx, and vx for mx.
    for (int poster = AIC_NPU_NUM_ENGINES; poster-- > 0;) {
      int step = needs[waiter].done[poster];
      if (step > analysis->known[waiter].done[poster] &&
          !order(analysis, poster, waiter, input->steps[step].item, item))
        return false;
    }
  return true;
}

/// What engines learn from the steps of an item, their last execution.
static void runStep(Analysis *analysis, int step) {
  const AicNpuOrderStep *what = &analysis->order->steps[step];
  Clock *known = analysis->known;
  switch (what->kind) {
  case AIC_NPU_ORDER_COMMAND:
    known[what->engine].done[what->engine] = step;
    break;
  case AIC_NPU_ORDER_COMMIT:
    analysis->commits[what->ring] = known[what->engine];
    break;
  case AIC_NPU_ORDER_WAIT:
    learn(&known[what->engine], &analysis->commits[what->ring]);
    break;
  case AIC_NPU_ORDER_BARRIER:
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      for (int other = 0; other < AIC_NPU_NUM_ENGINES; ++other)
        known[e].done[other] = step - 1;
    break;
  case AIC_NPU_ORDER_NONE:
    break;
  }
}

int aicNpuOrderFences(const AicNpuOrder *input, AicNpuFence **fences) {
  Analysis analysis = {.order = input};
  size_t items = (size_t)input->numItems + 1;
  size_t rings = (size_t)input->numRings + 1;
  analysis.ends = malloc(items * sizeof *analysis.ends);
  analysis.commits = malloc(rings * sizeof *analysis.commits);
  Clock(*needs)[AIC_NPU_NUM_ENGINES] = malloc(items * sizeof *needs);
  if (!analysis.ends || !analysis.commits || !needs)
    AIC_BUG("out of memory for the order of %d items", input->numItems);
  // All bits set is -1.
  memset(analysis.known, -1, sizeof analysis.known);
  memset(analysis.commits, -1, rings * sizeof *analysis.commits);
  memset(needs, -1, items * sizeof *needs);
  for (int i = 0; i < input->numAccesses; ++i)
    need(&analysis, &input->accesses[i],
         &needs[input->accesses[i].item][input->accesses[i].engine]);
  for (int i = 0; i < input->numNeeds; ++i) {
    const AicNpuOrderNeed *more = &input->needs[i];
    int *step = &needs[more->item][more->waiter].done[more->poster];
    *step = more->step > *step ? more->step : *step;
  }
  int step = 0;
  bool done = true;
  for (int item = 0; item < input->numItems && done; ++item) {
    done = enterItem(&analysis, item, needs[item]);
    for (; step < input->numSteps && input->steps[step].item == item; ++step)
      runStep(&analysis, step);
    memcpy(analysis.ends[item], analysis.known, sizeof analysis.known);
  }
  free(analysis.ends);
  free(analysis.commits);
  free(needs);
  *fences = analysis.fences;
  return done ? analysis.numFences : -1;
}
