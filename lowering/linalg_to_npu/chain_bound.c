//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/chain.h"
#include "lowering/linalg_to_npu/cost.h"

#include "aic/diag.h"

#include <stdlib.h>

static uint64_t max(uint64_t a, uint64_t b) { return a > b ? a : b; }

/// When the last vector step of a layer is done at best, given when the layers
/// in front have stored their results.
static uint64_t computeEnd(const AicChainLayer *layer,
                           const AicPlanParts *parts, const uint64_t *stored,
                           const AicMachine *machine) {
  bool contraction = layer->layer->kind == AIC_LAYER_CONTRACTION;
  uint64_t end = 0;
  for (int i = 0; i < layer->layer->numSources; ++i) {
    uint64_t begin = layer->maker[i] >= 0 ? stored[layer->maker[i]] : 0;
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
  uint64_t bound = sum->loads + machine->ld.latency + ends;
  bound = max(bound, sum->array + ends);
  bound = max(bound, sum->vector + ends);
  bound = max(bound, sum->stores + ends);
  if (machine->dram.shared && machine->dram.bw)
    bound = max(bound, sum->bytes * AIC_FIXED_ONE / machine->dram.bw);
  return bound;
}

uint64_t aicChainBound(const AicChain *chain, const AicMachine *machine) {
  uint64_t *stored = calloc((size_t)chain->count + 1, sizeof *stored);
  if (!stored)
    AIC_BUG("out of memory for %d layers", chain->count);
  AicPlanParts sum = {0};
  uint64_t bound = 0, shared = 0;
  for (int i = 0; i < chain->count; ++i) {
    const AicChainLayer *layer = &chain->layers[i];
    AicPlanParts parts;
    aicPlanParts(layer->layer, machine, layer->plan, &parts);
    stored[i] = computeEnd(layer, &parts, stored, machine) + parts.lastStore +
                machine->st.latency;
    bound = max(bound, max(stored[i], layer->plan->cycles));
    sum.array += parts.array;
    sum.vector += parts.vector * parts.results;
    sum.loads += parts.loads;
    sum.stores += parts.stores;
    sum.bytes += parts.bytes;
    bound = max(bound, busyBound(&sum, machine));
    // A layer that runs beside others may add nothing, and has a cycle still.
    layer->plan->share = max(bound, shared + 1) - shared;
    shared += layer->plan->share;
  }
  free(stored);
  return bound;
}
