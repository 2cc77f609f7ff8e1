//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/timeline_parts.h"

#include "aic/diag.h"
#include "runtime/npu/timing.h"

#include <stdlib.h>

/// The box of a tensor as an npu.load of the plan has it.
static void setUpTile(AicTimeline *line, const AicPlan *plan, int ring,
                      const AicAccess *access, const AicLayer *layer,
                      uint64_t burst, int part, int parts) {
  AicNpuTile *tile = &line->tiles[part][ring];
  int cut = parts > 1 ? aicLoadCut(access, plan->tile) : -1;
  bool inside = true;
  int64_t stride = aicNpuTypeSize(access->type);
  *tile = (AicNpuTile){.type = access->type};
  for (int at = AIC_NPU_TILE_RANK - 1; at >= 0; --at) {
    int dim = at - AIC_NPU_TILE_RANK + access->rank;
    tile->extent[at] = tile->size[at] = 1;
    if (dim < 0)
      continue;
    const AicAccessDim *along = &access->dim[dim];
    int64_t last = along->offset;
    tile->extent[at] = (uint32_t)along->extent;
    tile->size[at] = (uint32_t)aicTileSize(access, dim, plan->tile);
    tile->start[at] = (int32_t)along->offset;
    bool skips = along->every > 1;
    tile->stride[at] = (int32_t)(skips ? stride * along->every : stride);
    stride *= skips ? along->all : along->extent;
    for (int level = 0; level < plan->numLevels; ++level) {
      int loop = plan->order[level];
      tile->step[at][level] = (int32_t)(along->scale[loop] * plan->tile[loop]);
      last += tile->step[at][level] * (aicPlanTrips(layer, plan, loop) - 1);
    }
    if (dim == cut) {
      // The first half is the larger one.
      uint32_t half = (tile->size[at] + 1) / 2;
      tile->start[at] += part ? (int32_t)half : 0;
      last += part ? half : 0;
      tile->size[at] = part ? tile->size[at] - half : half;
    }
    inside =
        inside && along->offset >= 0 && last + tile->size[at] <= along->extent;
  }
  static const uint32_t first[AIC_NPU_MAX_LOOPS];
  line->constant[part][ring] =
      inside ? aicNpuTileTraffic(tile, burst, first).burstBytes : UINT64_MAX;
}

static void setUpEngine(AicTimelineEngine *engine, const AicMachineDma *dma) {
  engine->channels = dma->channels;
  engine->outstanding = dma->outstanding;
  engine->latency = dma->latency;
  engine->setUp = dma->issue;
}

/// Cycles in which all channels together move the bytes, at least.
static uint64_t leastCycles(const AicMachine *machine, const AicMachineDma *dma,
                            uint64_t bytes) {
  uint64_t rate = aicNpuDmaBandwidth(machine, dma) * dma->channels;
  if (machine->dram.shared && machine->dram.bw < rate)
    rate = machine->dram.bw;
  return rate ? bytes * AIC_FIXED_ONE / rate : 0;
}

/// What each engine has to do in all.
static void setUpWork(AicTimeline *line, AicTimelineItem *items) {
  uint64_t times[AIC_PLAN_MAX_LEVELS + 1] = {1};
  int depth = 0;
  for (int i = 0; i < line->numItems; ++i) {
    AicTimelineItem *item = &items[i];
    if (item->kind == AIC_NEST_LOOP) {
      times[depth + 1] = times[depth] * (uint64_t)item->trip;
      ++depth;
      continue;
    }
    if (item->kind == AIC_NEST_END) {
      --depth;
      continue;
    }
    // What moves no bytes may pass on one channel while another one moves.
    bool computes = item->engine == AIC_NPU_MX || item->engine == AIC_NPU_VX;
    item->least = computes ? item->cycles : 0;
    bool stores = item->kind == AIC_NEST_STORE;
    if (stores || item->kind == AIC_NEST_LOAD) {
      int ring = stores ? AIC_RING_RESULT : item->ring;
      uint64_t bytes = line->constant[item->part][ring];
      const AicMachineDma *dma =
          stores ? &line->machine->st : &line->machine->ld;
      item->least =
          bytes == UINT64_MAX ? 0 : leastCycles(line->machine, dma, bytes);
    }
    line->engines[item->engine].ahead +=
        times[depth] * (uint64_t)item->repeat * item->least;
  }
}

uint64_t aicPlanSimulate(const AicLayer *layer, const AicMachine *machine,
                         const AicPlan *plan, uint64_t limit,
                         uint64_t *commands) {
  AicTimelineItem items[AIC_TIMELINE_MAX_ITEMS];
  AicTimeline line = {.machine = machine, .items = items, .limit = limit};
  line.numItems = aicTimelineItems(layer, machine, plan, items);
  uint64_t size = machine->sync.queue;
  AicTimelineEntry *queues = calloc(size * AIC_NPU_NUM_ENGINES, sizeof *queues);
  if (!queues)
    AIC_BUG("out of memory");
  for (uint64_t e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    line.engines[e].queue = queues + e * size;
  setUpEngine(&line.engines[AIC_NPU_LD], &machine->ld);
  setUpEngine(&line.engines[AIC_NPU_ST], &machine->st);
  for (int i = 0; i < layer->numSources; ++i) {
    AicPlan load = aicLoadPlan(layer, plan, i);
    for (int part = 0; part < 2; ++part)
      setUpTile(&line, &load, i, &layer->source[i], layer, machine->ld.burst,
                part, aicLoadParts(layer, plan, i));
    line.semaphores[2 * i + 1].initial = (uint64_t)plan->depth[i];
  }
  setUpTile(&line, plan, AIC_RING_RESULT, &layer->result, layer,
            machine->st.burst, 0, 1);
  line.semaphores[2 * AIC_RING_RESULT + 1].initial =
      (uint64_t)plan->resultDepth;
  line.semaphores[2 * AIC_RING_ACC + 1].initial = (uint64_t)plan->accDepth;
  setUpWork(&line, items);
  uint64_t cycles = aicTimelinePlay(&line);
  *commands += line.commands;
  free(queues);
  return cycles;
}
