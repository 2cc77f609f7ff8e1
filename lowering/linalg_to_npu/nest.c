//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/nest.h"

typedef struct Nest {
  const AicLayer *layer;
  const AicPlan *plan;
  AicNestStep *steps;
  int count;
  int sourceLevel[AIC_LAYER_MAX_SOURCES], resultLevel;
  bool repeats; ///< kept sources are on the chip
} Nest;

static void add(Nest *nest, AicNestKind kind, int ring) {
  nest->steps[nest->count++] = (AicNestStep){.kind = kind, .ring = ring};
}

static void open(Nest *nest, int level, int64_t first, int64_t trip) {
  nest->steps[nest->count++] = (AicNestStep){
      .kind = AIC_NEST_LOOP, .level = level, .first = first, .trip = trip};
}

static int64_t tripsOf(const Nest *nest, int level) {
  return aicPlanTrips(nest->layer, nest->plan, nest->plan->order[level]);
}

static void addLoad(Nest *nest, int source) {
  if (nest->layer->resident[source] ||
      (nest->repeats && nest->plan->kept[source])) {
    add(nest, AIC_NEST_REUSE, source);
    return;
  }
  add(nest, AIC_NEST_ACQUIRE, source);
  int parts = aicLoadParts(nest->layer, nest->plan, source);
  for (int part = 0; part < parts; ++part) {
    add(nest, AIC_NEST_LOAD, source);
    nest->steps[nest->count - 1].part = part;
    nest->steps[nest->count - 1].parts = parts;
  }
  add(nest, AIC_NEST_COMMIT, source);
  add(nest, AIC_NEST_WAIT, source);
}

/// The operands of the vector step come behind those of the array, which are
/// needed first.
static bool isLate(const Nest *nest, int source) {
  return nest->layer->kind == AIC_LAYER_CONTRACTION && source >= 2 &&
         nest->sourceLevel[source] == nest->resultLevel;
}

/// ld works in order: what need not wait for another layer goes first.
static void addLoads(Nest *nest, int level, bool late) {
  for (int made = 0; made < 2; ++made)
    for (int i = 0; i < nest->layer->numSources; ++i)
      if (nest->sourceLevel[i] == level && isLate(nest, i) == late &&
          nest->plan->made[i] == made)
        addLoad(nest, i);
}

/// A slot that is filled only once needs no semaphore to give it back.
static void addReleases(Nest *nest, int level) {
  for (int i = 0; i < nest->layer->numSources; ++i)
    if (nest->sourceLevel[i] == level && !nest->layer->resident[i] &&
        aicSourceIsReused(nest->layer, nest->plan, i))
      add(nest, AIC_NEST_RELEASE, i);
}

/// The reductions of a contraction that are cut into tiles.
static void addReduction(Nest *nest, int level) {
  if (level == nest->plan->numLevels) {
    add(nest, AIC_NEST_MATMULS, 0);
    return;
  }
  open(nest, level, 0, tripsOf(nest, level));
  addLoads(nest, level + 1, false);
  addReduction(nest, level + 1);
  addReleases(nest, level + 1);
  add(nest, AIC_NEST_END, 0);
}

/// One tile of the result.
static void addTile(Nest *nest) {
  if (nest->layer->kind == AIC_LAYER_COPY) {
    // st is the consumer of what ld loaded.
    add(nest, AIC_NEST_STORE, 0);
    return;
  }
  bool contraction = nest->layer->kind == AIC_LAYER_CONTRACTION;
  bool isReused = aicResultIsReused(nest->layer, nest->plan);
  if (contraction) {
    add(nest, AIC_NEST_ACQUIRE, AIC_RING_ACC);
    addReduction(nest, nest->resultLevel);
    add(nest, AIC_NEST_COMMIT, AIC_RING_ACC);
    addLoads(nest, nest->resultLevel, true);
    add(nest, AIC_NEST_WAIT, AIC_RING_ACC);
  }
  bool stays = nest->layer->stays;
  add(nest, stays ? AIC_NEST_REUSE : AIC_NEST_ACQUIRE, AIC_RING_RESULT);
  add(nest, AIC_NEST_VECTOR, 0);
  if (contraction && isReused)
    add(nest, AIC_NEST_RELEASE, AIC_RING_ACC);
  if (stays)
    return;
  add(nest, AIC_NEST_COMMIT, AIC_RING_RESULT);
  add(nest, AIC_NEST_WAIT, AIC_RING_RESULT);
  add(nest, AIC_NEST_STORE, 0);
  if (isReused)
    add(nest, AIC_NEST_RELEASE, AIC_RING_RESULT);
}

static void addLevel(Nest *nest, int level);

static void addLoop(Nest *nest, int level, int64_t first, int64_t trip) {
  open(nest, level, first, trip);
  addLevel(nest, level + 1);
  add(nest, AIC_NEST_END, 0);
}

static void addLevel(Nest *nest, int level) {
  addLoads(nest, level, false);
  if (level == nest->resultLevel) {
    addTile(nest);
  } else if (level == 0 && aicPlanKeeps(nest->plan)) {
    // What is kept is loaded in the first iteration.
    addLoop(nest, level, 0, 1);
    nest->repeats = true;
    addLoop(nest, level, 1, tripsOf(nest, level) - 1);
  } else {
    addLoop(nest, level, 0, tripsOf(nest, level));
  }
  addReleases(nest, level);
}

int aicPlanNest(const AicLayer *layer, const AicPlan *plan,
                AicNestStep steps[AIC_NEST_MAX_STEPS]) {
  Nest nest = {.layer = layer, .plan = plan, .steps = steps};
  for (int i = 0; i < layer->numSources; ++i)
    nest.sourceLevel[i] = aicSourceLevel(layer, plan, i);
  nest.resultLevel = aicAccessLevel(&layer->result, plan);
  addLevel(&nest, 0);
  return nest.count;
}
