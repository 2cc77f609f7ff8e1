//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tokens of rings become waits and posts of commands, by the rule of
// lowering/npu_to_program/sync.c: a wait moves to the command behind it, a post
// to the one in front, unless a loop of the engine or the end of the block is
// in between.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/cost.h"
#include "lowering/linalg_to_npu/timeline.h"

#include <string.h>

typedef struct Builder {
  const AicLayer *layer;
  const AicPlan *plan;
  AicTimelineItem *items;
  int count;
  bool released[AIC_NUM_RINGS];
} Builder;

static bool isToken(AicNestKind kind) {
  return kind >= AIC_NEST_ACQUIRE && kind <= AIC_NEST_RELEASE;
}

static bool isCommand(const AicTimelineItem *item) {
  return item->kind >= AIC_NEST_LOAD || item->repeat;
}

static AicNpuEngine producerOf(int ring) {
  return ring == AIC_RING_ACC      ? AIC_NPU_MX
         : ring == AIC_RING_RESULT ? AIC_NPU_VX
                                   : AIC_NPU_LD;
}

static AicNpuEngine consumerOf(const AicLayer *layer, int ring) {
  if (ring == AIC_RING_ACC)
    return AIC_NPU_VX;
  if (ring == AIC_RING_RESULT || layer->kind == AIC_LAYER_COPY)
    return AIC_NPU_ST;
  return layer->kind == AIC_LAYER_CONTRACTION && ring < 2 ? AIC_NPU_MX
                                                          : AIC_NPU_VX;
}

static AicNpuEngine engineOf(const AicLayer *layer, const AicNestStep *step) {
  switch (step->kind) {
  case AIC_NEST_LOAD:
    return AIC_NPU_LD;
  case AIC_NEST_MATMULS:
    return AIC_NPU_MX;
  case AIC_NEST_STORE:
    return AIC_NPU_ST;
  case AIC_NEST_ACQUIRE:
  case AIC_NEST_COMMIT:
    return producerOf(step->ring);
  case AIC_NEST_WAIT:
  case AIC_NEST_RELEASE:
    return consumerOf(layer, step->ring);
  default:
    return AIC_NPU_VX;
  }
}

/// The item behind (`step` 1) or in front (-1) of `at` in its block, with
/// loops skipped; -1 at the end of the block.
static int next(const Builder *builder, int at, int step) {
  const AicTimelineItem *items = builder->items;
  if (step > 0) {
    if (items[at].kind == AIC_NEST_LOOP)
      at = items[at].end;
    ++at;
    return at < builder->count && items[at].kind != AIC_NEST_END ? at : -1;
  }
  --at;
  if (at < 0 || items[at].kind == AIC_NEST_LOOP)
    return -1;
  if (items[at].kind == AIC_NEST_END)
    for (int end = at; items[at].kind != AIC_NEST_LOOP || items[at].end != end;)
      --at;
  return at;
}

/// The command that the token at `at` can move to, or -1.
static int neighbour(const Builder *builder, int at, bool behind) {
  const AicTimelineItem *items = builder->items;
  AicNpuEngine engine = items[at].engine;
  while ((at = next(builder, at, behind ? 1 : -1)) >= 0) {
    const AicTimelineItem *item = &items[at];
    if (item->kind == AIC_NEST_LOOP) {
      for (int i = at + 1; i < item->end; ++i)
        if (items[i].kind != AIC_NEST_LOOP && items[i].kind != AIC_NEST_END &&
            items[i].engine == engine)
          return -1;
    } else if (isCommand(item) && item->engine == engine) {
      return (behind ? item->numWaits : item->numPosts) < AIC_NPU_MAX_WAITS
                 ? at
                 : -1;
    }
  }
  return -1;
}

/// Gives the token at `at` to a command, or makes it a sync.
static void place(Builder *builder, int at) {
  AicTimelineItem *item = &builder->items[at];
  bool waits = item->kind == AIC_NEST_ACQUIRE || item->kind == AIC_NEST_WAIT;
  bool full = item->kind == AIC_NEST_COMMIT || item->kind == AIC_NEST_WAIT;
  if (!full && !builder->released[item->ring])
    return;
  uint8_t semaphore = (uint8_t)(2 * item->ring + !full);
  int to = neighbour(builder, at, waits);
  if (to < 0) {
    item->repeat = 1;
    to = at;
  }
  AicTimelineItem *command = &builder->items[to];
  if (waits)
    command->waits[command->numWaits++] = semaphore;
  else
    command->posts[command->numPosts++] = semaphore;
}

int aicTimelineItems(const AicLayer *layer, const AicMachine *machine,
                     const AicPlan *plan,
                     AicTimelineItem items[AIC_TIMELINE_MAX_ITEMS]) {
  AicNestStep steps[AIC_NEST_MAX_STEPS];
  Builder builder = {.layer = layer, .plan = plan, .items = items};
  int numSteps = aicPlanNest(layer, plan, steps);
  int open[AIC_PLAN_MAX_LEVELS], depth = 0;
  uint64_t matmul = 0, numMatmuls = 0;
  if (layer->kind == AIC_LAYER_CONTRACTION)
    numMatmuls = aicPlanMatmuls(layer, machine, plan, &matmul);
  for (int i = 0; i < numSteps; ++i) {
    const AicNestStep *step = &steps[i];
    if (step->kind == AIC_NEST_REUSE)
      continue;
    AicTimelineItem *item = &items[builder.count];
    *item = (AicTimelineItem){.kind = step->kind,
                              .engine = engineOf(layer, step),
                              .ring = step->ring,
                              .level = step->level,
                              .trip = step->trip,
                              .first = step->first,
                              .part = step->part};
    if (step->kind >= AIC_NEST_LOAD)
      item->repeat = 1;
    if (step->kind == AIC_NEST_MATMULS) {
      item->repeat = (int64_t)numMatmuls;
      item->cycles = matmul;
    } else if (step->kind == AIC_NEST_VECTOR) {
      item->cycles = aicPlanVectorCycles(layer, machine, plan);
    } else if (step->kind == AIC_NEST_RELEASE) {
      builder.released[step->ring] = true;
    }
    if (step->kind == AIC_NEST_LOOP)
      open[depth++] = builder.count;
    if (step->kind == AIC_NEST_END)
      items[open[--depth]].end = builder.count;
    ++builder.count;
  }
  for (int i = 0; i < builder.count; ++i)
    if (isToken(items[i].kind))
      place(&builder, i);
  // Tokens that became syncs stay; the others go.
  int count = 0;
  for (int i = 0; i < builder.count; ++i) {
    if (isToken(items[i].kind)) {
      if (!items[i].repeat)
        continue;
      items[i].kind = AIC_NEST_ACQUIRE;
      items[i].cycles = machine->sync.issue;
    }
    if (items[i].kind == AIC_NEST_END)
      for (int loop = 0; loop < count; ++loop)
        if (items[loop].kind == AIC_NEST_LOOP && items[loop].end == i)
          items[loop].end = count;
    items[count++] = items[i];
  }
  return count;
}
