//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Results that stay in the scratchpad until their last reader: they need no
// store and no loads. Each is tried in the order of the program, with the
// layers that it lives through planned anew in what memory it leaves them, and
// taken where these are faster so.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/chain.h"

#include "aic/diag.h"

#include <stdlib.h>
#include <string.h>

/// What is tried.
typedef struct Trial {
  AicChain *chain;
  AicPlanner *planner;
  const AicMachine *machine;
  int maker, last; ///< layers that it lives through
  uint64_t bytes, address;
  /// Layers from `maker` on as they were.
  AicLayer *layers;
  AicPlan *plans;
} Trial;

static int64_t elementsOf(const AicAccess *access) {
  int64_t elements = 1;
  for (int dim = 0; dim < access->rank; ++dim)
    elements *= access->dim[dim].extent;
  return elements;
}

bool aicLayerCanStay(const AicLayer *layer) {
  if (layer->kind == AIC_LAYER_COPY)
    return false;
  for (int dim = 0; dim < layer->result.rank; ++dim) {
    const AicAccessDim *access = &layer->result.dim[dim];
    int loops = 0;
    int64_t size = 0;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
      if (access->scale[loop]) {
        ++loops;
        size = access->scale[loop] == 1 ? layer->size[loop] : 0;
      }
    if (loops != 1 || size != access->extent || access->offset)
      return false;
  }
  return true;
}

bool aicSourceCanStay(const AicLayer *layer, int source,
                      const AicAccess *result) {
  const AicAccess *access = &layer->source[source];
  if (layer->kind == AIC_LAYER_COPY || access->type != result->type ||
      elementsOf(access) != elementsOf(result))
    return false;
  if (layer->kind == AIC_LAYER_VECTOR || source >= 2)
    return true;
  // What the array reads in one go must be contiguous.
  int loop = source == 0 ? AIC_LOOP_C : AIC_LOOP_F;
  int64_t strides[AIC_LAYER_RANK];
  aicTensorStrides(access, strides);
  return layer->size[loop] > 1 && aicLoopStride(access, loop, strides) == 1 &&
         (source == 0 ||
          (layer->size[AIC_LOOP_KH] == 1 && layer->size[AIC_LOOP_KW] == 1));
}

/// The highest address that is free from layer `trial->maker` to the last.
static bool findAddress(Trial *trial) {
  uint64_t end = trial->machine->spad.size;
  for (bool moved = true; moved;) {
    moved = false;
    if (end < trial->bytes)
      return false;
    for (int i = 0; i < trial->maker; ++i) {
      const AicChainLayer *other = &trial->chain->layers[i];
      if (!other->layer->stays || other->lastReader < trial->maker ||
          end <= other->address ||
          end - trial->bytes >= other->address + other->bytes)
        continue;
      end = other->address;
      moved = true;
    }
  }
  trial->address = end - trial->bytes;
  return true;
}

/// Marks what is read in place from now on; false if nobody can.
static bool markReaders(Trial *trial) {
  AicChain *chain = trial->chain;
  AicChainLayer *maker = &chain->layers[trial->maker];
  trial->last = -1;
  maker->stores = maker->isOutput;
  for (int i = trial->maker + 1; i < chain->count; ++i)
    for (int s = 0; s < chain->layers[i].layer->numSources; ++s) {
      AicChainLayer *reader = &chain->layers[i];
      if (reader->maker[s] != trial->maker)
        continue;
      if (aicSourceCanStay(reader->layer, s, &maker->layer->result))
        trial->last = i;
      else
        maker->stores = true;
    }
  return trial->last >= 0;
}

static void setReaders(Trial *trial, bool resident) {
  AicChain *chain = trial->chain;
  AicChainLayer *maker = &chain->layers[trial->maker];
  maker->layer->stays = resident;
  for (int i = trial->maker; i <= trial->last; ++i) {
    AicLayer *layer = chain->layers[i].layer;
    uint64_t taken = trial->machine->spad.size - trial->address;
    if (resident && layer->reserved < taken)
      layer->reserved = taken;
    for (int s = 0; s < layer->numSources; ++s)
      if (i > trial->maker && chain->layers[i].maker[s] == trial->maker &&
          aicSourceCanStay(layer, s, &maker->layer->result))
        layer->resident[s] = resident;
  }
}

/// Plans the layers that it lives through; false if one has no plan any more,
/// or all together are not faster.
static bool planAgain(Trial *trial) {
  uint64_t before = 0, now = 0;
  for (int i = trial->maker; i <= trial->last; ++i) {
    AicChainLayer *layer = &trial->chain->layers[i];
    before += layer->plan->simulated;
    AicError *error = aicPlanLayer(trial->planner, layer->layer, layer->plan);
    bool failed = error != NULL;
    aicErrorDestroy(error);
    if (failed)
      return false;
    now += layer->plan->simulated;
  }
  return now < before;
}

/// All layers of the program find semaphores, if need be with barriers.
static bool hasSemaphores(const Trial *trial) {
  AicSemaphoreNeed need;
  memset(&need, 0, sizeof need);
  for (int i = 0; i < trial->chain->count; ++i)
    aicSemaphoresAdd(&need, trial->chain->layers[i].layer,
                     trial->chain->layers[i].plan);
  return (uint64_t)aicSemaphoresTotal(&need) <= trial->machine->sync.semaphores;
}

static void tryOne(Trial *trial) {
  AicChain *chain = trial->chain;
  AicChainLayer *maker = &chain->layers[trial->maker];
  uint64_t align = trial->machine->spad.align;
  trial->bytes = (uint64_t)elementsOf(&maker->layer->result) *
                 aicNpuTypeSize(maker->layer->result.type);
  trial->bytes = (trial->bytes + align - 1) / align * align;
  if (!maker->mayStay || trial->bytes > trial->machine->spad.size ||
      !aicLayerCanStay(maker->layer) || !markReaders(trial) ||
      !findAddress(trial))
    return;
  for (int i = trial->maker; i <= trial->last; ++i) {
    trial->layers[i] = *chain->layers[i].layer;
    trial->plans[i] = *chain->layers[i].plan;
  }
  setReaders(trial, true);
  if (planAgain(trial) && hasSemaphores(trial)) {
    maker->lastReader = trial->last;
    maker->address = trial->address;
    maker->bytes = trial->bytes;
    return;
  }
  for (int i = trial->maker; i <= trial->last; ++i) {
    *chain->layers[i].layer = trial->layers[i];
    *chain->layers[i].plan = trial->plans[i];
  }
}

static void measure(AicChain *chain, const AicMachine *machine) {
  for (int i = 0; i < chain->count; ++i) {
    uint64_t live = 0;
    for (int j = 0; j <= i; ++j) {
      const AicChainLayer *layer = &chain->layers[j];
      if (!layer->layer->stays || layer->lastReader < i)
        continue;
      live += layer->bytes;
      uint64_t span = machine->spad.size - layer->address;
      if (span > chain->residentSpan)
        chain->residentSpan = span;
    }
    if (live > chain->residentLive)
      chain->residentLive = live;
  }
}

void aicChainKeep(AicChain *chain, AicPlanner *planner) {
  size_t count = (size_t)chain->count + 1;
  Trial trial = {.chain = chain,
                 .planner = planner,
                 .machine = aicPlannerGetMachine(planner),
                 .layers = calloc(count, sizeof *trial.layers),
                 .plans = calloc(count, sizeof *trial.plans)};
  if (!trial.layers || !trial.plans)
    AIC_BUG("out of memory for %d layers", chain->count);
  for (trial.maker = 0; trial.maker < chain->count; ++trial.maker)
    tryOne(&trial);
  free(trial.layers);
  free(trial.plans);
  measure(chain, trial.machine);
  for (int i = 0; i < chain->count; ++i)
    for (int s = 0; s < chain->layers[i].layer->numSources; ++s)
      chain->layers[i].plan->made[s] = chain->layers[i].maker[s] >= 0;
}
