//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/cost.h"

#include "runtime/npu/timing.h"

/// Iterations of the loops around `level`.
static uint64_t iterations(const AicLayer *layer, const AicPlan *plan,
                           int level) {
  uint64_t count = 1;
  for (int i = 0; i < level; ++i)
    count *= (uint64_t)aicPlanTrips(layer, plan, plan->order[i]);
  return count;
}

static uint64_t slotBytes(const AicAccess *access, const int64_t *tile,
                          const AicMachine *machine) {
  uint64_t bytes =
      (uint64_t)aicTileElements(access, tile) * aicNpuTypeSize(access->type);
  uint64_t align = machine->spad.align ? machine->spad.align : 1;
  return (bytes + align - 1) / align * align;
}

/// DRAM bytes of one tile, rounded up to bursts: the innermost dimension that
/// is not whole ends a contiguous run.
static uint64_t burstBytes(const AicAccess *access, const int64_t *tile,
                           uint64_t burst) {
  uint64_t run = aicNpuTypeSize(access->type), rows = 1;
  int dim = access->rank - 1;
  bool whole = true;
  for (; dim >= 0 && whole; --dim) {
    int64_t size = aicTileSize(access, dim, tile);
    if (size > access->dim[dim].extent)
      size = access->dim[dim].extent;
    run *= (uint64_t)size;
    whole = size == access->dim[dim].extent;
  }
  for (; dim >= 0; --dim)
    rows *= (uint64_t)aicTileSize(access, dim, tile);
  if (burst > 1)
    run = (run + burst - 1) / burst * burst;
  return rows * run;
}

typedef struct Transfers {
  uint64_t busy, first, bytes;
} Transfers;

static void addTransfers(Transfers *sum, const AicMachine *machine,
                         const AicMachineDma *dma, const AicAccess *access,
                         const int64_t *tile, uint64_t count) {
  uint64_t bytes = burstBytes(access, tile, dma->burst);
  uint64_t cycles = aicNpuDmaCycles(machine, dma, bytes);
  uint64_t channels = dma->channels ? dma->channels : 1;
  sum->busy += cycles * count / channels;
  sum->first += cycles / channels;
  sum->bytes += bytes * count;
}

static uint64_t max(uint64_t a, uint64_t b) { return a > b ? a : b; }

/// Cycles of the array for one result tile, all reductions included.
static uint64_t arrayCycles(const AicLayer *layer, const AicMachine *machine,
                            const AicPlan *plan) {
  uint64_t rows = (uint64_t)(plan->tile[AIC_LOOP_OH] * plan->tile[AIC_LOOP_OW]);
  uint64_t k = (uint64_t)plan->tile[AIC_LOOP_C];
  uint64_t commands = (uint64_t)layer->size[AIC_LOOP_KH];
  if (aicWindowIsContiguous(layer, plan))
    k *= (uint64_t)layer->size[AIC_LOOP_KW];
  else
    commands *= (uint64_t)layer->size[AIC_LOOP_KW];
  commands *= (uint64_t)aicPlanTrips(layer, plan, AIC_LOOP_C);
  return commands * aicNpuMatmulCycles(machine, layer->mac, rows, k,
                                       (uint64_t)plan->tile[AIC_LOOP_F]);
}

void aicPlanCost(const AicLayer *layer, const AicMachine *machine,
                 AicPlan *plan, AicCost *cost) {
  const int64_t *tile = plan->tile;
  int resultLevel = aicAccessLevel(&layer->result, plan);
  uint64_t results = iterations(layer, plan, resultLevel);

  Transfers loads = {0}, stores = {0};
  plan->spadBytes = 0;
  for (int i = 0; i < layer->numSources; ++i) {
    int level = aicAccessLevel(&layer->source[i], plan);
    uint64_t count = iterations(layer, plan, level);
    plan->depth[i] = count > 1 ? 2 : 1;
    plan->spadBytes +=
        (uint64_t)plan->depth[i] * slotBytes(&layer->source[i], tile, machine);
    addTransfers(&loads, machine, &machine->ld, &layer->source[i], tile, count);
  }
  plan->resultDepth = results > 1 ? 2 : 1;
  addTransfers(&stores, machine, &machine->st, &layer->result, tile, results);
  // A copy is stored from where it was loaded.
  if (layer->kind != AIC_LAYER_COPY)
    plan->spadBytes +=
        (uint64_t)plan->resultDepth * slotBytes(&layer->result, tile, machine);

  uint64_t array = 0, vector = 0;
  plan->accBytes = 0;
  plan->accDepth = plan->resultDepth;
  uint64_t points = (uint64_t)aicTileElements(&layer->result, tile);
  if (layer->kind == AIC_LAYER_CONTRACTION) {
    plan->accBytes = (uint64_t)plan->accDepth * points * machine->acc.elem;
    // One slot that fits beats two that do not.
    if (plan->accDepth == 2 && plan->accBytes > machine->acc.size) {
      plan->accDepth = 1;
      plan->accBytes /= 2;
    }
    array = arrayCycles(layer, machine, plan);
  }
  if (layer->kind != AIC_LAYER_COPY) {
    uint64_t reduction = 1;
    if (layer->kind == AIC_LAYER_VECTOR)
      reduction = (uint64_t)(tile[AIC_LOOP_R0] * tile[AIC_LOOP_R1]);
    vector = machine->sync.issue + aicNpuVecCycles(machine, points, reduction,
                                                   (uint64_t)layer->opsInside,
                                                   (uint64_t)layer->opsBehind,
                                                   layer->reduces);
  }

  uint64_t epilogue = vector + stores.first + machine->st.latency;
  uint64_t bound = loads.first + machine->ld.latency + epilogue;
  // With one accumulator the array waits for the vector step.
  uint64_t step = plan->accDepth == 1 && results > 1 ? array + vector : array;
  bound += step * results;
  bound = max(bound, loads.busy + machine->ld.latency + array + epilogue);
  bound = max(bound, vector * results);
  bound = max(bound, stores.busy);
  uint64_t bytes = loads.bytes + stores.bytes;
  if (machine->dram.shared && machine->dram.bw)
    bound = max(bound, bytes * AIC_FIXED_ONE / machine->dram.bw);
  cost->cycles = bound;
  cost->dramBytes = bytes;
}
