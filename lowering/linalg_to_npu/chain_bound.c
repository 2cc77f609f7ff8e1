//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/chain.h"
#include "lowering/linalg_to_npu/cost.h"

#include "aic/diag.h"

#include <stdlib.h>

static uint64_t max(uint64_t a, uint64_t b) { return a > b ? a : b; }

/// When the result of a layer is there at best.
typedef struct Ready {
  uint64_t computed; ///< in the scratchpad
  uint64_t stored;   ///< in DRAM
} Ready;

/// When the last vector step of a layer is done, given when the results of the
/// layers in front are there.
static uint64_t computeEnd(const AicChainLayer *layer,
                           const AicPlanParts *parts, const Ready *ready,
                           const AicMachine *machine) {
  bool contraction = layer->layer->kind == AIC_LAYER_CONTRACTION;
  uint64_t end = 0;
  for (int i = 0; i < layer->layer->numSources; ++i) {
    bool resident = layer->layer->resident[i];
    uint64_t begin = 0;
    if (layer->maker[i] >= 0)
      begin = resident ? ready[layer->maker[i]].computed
                       : ready[layer->maker[i]].stored;
    if (!resident)
      begin += machine->ld.latency + parts->firstLoad[i];
    // The array waits for its two operands, the vector unit for all.
    if (contraction && i < 2)
      end = max(end, begin + parts->array + parts->wait + parts->vector);
    else
      end = max(end, begin + parts->vector * parts->results);
  }
  return end;
}

/// What the engines and the DRAM need for the layers in `sum`.
static uint64_t busyBound(const AicPlanParts *sum, const AicMachine *machine) {
  // What is loaded or computed last is stored somewhere.
  uint64_t ends = machine->st.latency;
  uint64_t bound = sum->array + ends;
  if (sum->loads)
    bound = max(bound, sum->loads + machine->ld.latency + ends);
  bound = max(bound, sum->vector + ends);
  bound = max(bound, sum->stores + ends);
  if (machine->dram.shared && machine->dram.bw)
    bound = max(bound, sum->bytes * AIC_FIXED_ONE / machine->dram.bw);
  return bound;
}

/// Turns the bounds up to each layer into shares, of at least one cycle: 0
/// would say that nobody knows.
static void share(const AicChain *chain) {
  uint64_t given = 0;
  for (int i = 0; i < chain->count; ++i) {
    AicPlan *plan = chain->layers[i].plan;
    uint64_t later = (uint64_t)(chain->count - 1 - i);
    uint64_t upTo =
        max(plan->share > later ? plan->share - later : 0, given + 1);
    plan->share = upTo - given;
    given = upTo;
  }
}

uint64_t aicChainBound(const AicChain *chain, const AicMachine *machine) {
  Ready *ready = calloc((size_t)chain->count + 1, sizeof *ready);
  if (!ready)
    AIC_BUG("out of memory for %d layers", chain->count);
  AicPlanParts sum = {0};
  uint64_t bound = 0;
  for (int i = 0; i < chain->count; ++i) {
    const AicChainLayer *layer = &chain->layers[i];
    AicPlanParts parts;
    aicPlanParts(layer->layer, machine, layer->plan, &parts);
    ready[i].computed = computeEnd(layer, &parts, ready, machine);
    ready[i].stored = ready[i].computed;
    if (!layer->layer->stays || layer->stores)
      ready[i].stored += parts.lastStore + machine->st.latency;
    sum.array += parts.array;
    sum.vector += parts.vector * parts.results;
    sum.loads += parts.loads;
    sum.stores += parts.stores;
    sum.bytes += parts.bytes;
    bound = max(bound, max(ready[i].stored, layer->plan->cycles));
    bound = max(bound, busyBound(&sum, machine));
    layer->plan->share = bound;
  }
  free(ready);
  share(chain);
  return bound;
}
