//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/cost.h"

#include "runtime/npu/timing.h"

static uint64_t max(uint64_t a, uint64_t b) { return a > b ? a : b; }

static uint64_t slotBytes(uint64_t bytes, const AicMachine *machine) {
  uint64_t align = machine->spad.align ? machine->spad.align : 1;
  return (bytes + align - 1) / align * align;
}

static uint64_t tileBytes(const AicAccess *access, const int64_t *tile,
                          const AicMachine *machine) {
  return slotBytes((uint64_t)aicTileElements(access, tile) *
                       aicNpuTypeSize(access->type),
                   machine);
}

static uint64_t sourceBytes(const AicLayer *layer, const AicMachine *machine,
                            const AicPlan *plan, int source) {
  AicPlan load = aicLoadPlan(layer, plan, source);
  return tileBytes(&layer->source[source], load.tile, machine);
}

/// The loads of a source in one iteration of the outermost loop.
static uint64_t keptTiles(const AicLayer *layer, const AicPlan *plan,
                          int source) {
  return aicPlanIterations(layer, plan,
                           aicAccessLevel(&layer->source[source], plan)) /
         (uint64_t)aicPlanTrips(layer, plan, plan->order[0]);
}

void aicPlanMemory(const AicLayer *layer, const AicMachine *machine, int depth,
                   AicPlan *plan) {
  const int64_t *tile = plan->tile;
  plan->accBytes = 0;
  plan->spadBytes = layer->reserved;
  for (int i = 0; i < layer->numSources; ++i) {
    if (layer->resident[i]) {
      plan->depth[i] = 1;
      continue;
    }
    plan->depth[i] = aicSourceIsReused(layer, plan, i) ? depth : 1;
    if (plan->kept[i])
      plan->depth[i] = (int)keptTiles(layer, plan, i);
    plan->spadBytes +=
        (uint64_t)plan->depth[i] * sourceBytes(layer, machine, plan, i);
  }
  plan->resultDepth = plan->accDepth =
      aicResultIsReused(layer, plan) ? depth : 1;
  // A copy is stored from where it was loaded.
  if (layer->kind != AIC_LAYER_COPY && !layer->stays)
    plan->spadBytes +=
        (uint64_t)plan->resultDepth * tileBytes(&layer->result, tile, machine);
  if (layer->kind != AIC_LAYER_CONTRACTION)
    return;
  uint64_t slot = slotBytes((uint64_t)aicTileElements(&layer->result, tile) *
                                machine->acc.elem,
                            machine);
  // One slot that fits beats two that do not.
  if (plan->accDepth == 2 && 2 * slot > machine->acc.size)
    plan->accDepth = 1;
  plan->accBytes = (uint64_t)plan->accDepth * slot;
}

bool aicPlanDeepen(const AicLayer *layer, const AicMachine *machine,
                   int operands, int results, AicPlan *plan) {
  for (int i = 0; i < layer->numSources; ++i)
    if (plan->depth[i] > 1 && !plan->kept[i] && operands > plan->depth[i]) {
      plan->spadBytes += (uint64_t)(operands - plan->depth[i]) *
                         sourceBytes(layer, machine, plan, i);
      plan->depth[i] = operands;
    }
  if (plan->resultDepth > 1 && results > plan->resultDepth) {
    if (layer->kind != AIC_LAYER_COPY)
      plan->spadBytes += (uint64_t)(results - plan->resultDepth) *
                         tileBytes(&layer->result, plan->tile, machine);
    plan->resultDepth = results;
    if (plan->accDepth > 1) {
      plan->accBytes =
          plan->accBytes / (uint64_t)plan->accDepth * (uint64_t)results;
      plan->accDepth = results;
    }
  }
  return plan->spadBytes <= machine->spad.size &&
         plan->accBytes <= machine->acc.size &&
         (uint64_t)operands <= machine->sync.max &&
         (uint64_t)results <= machine->sync.max;
}

/// The matmul commands of one step.
static uint64_t matmuls(const AicLayer *layer, const AicPlan *plan,
                        uint64_t *depth) {
  uint64_t commands = (uint64_t)layer->size[AIC_LOOP_KH];
  *depth = (uint64_t)plan->tile[AIC_LOOP_C];
  if (aicWindowIsContiguous(layer, plan))
    *depth *= (uint64_t)layer->size[AIC_LOOP_KW];
  else
    commands *= (uint64_t)layer->size[AIC_LOOP_KW];
  return commands;
}

uint64_t aicPlanMatmuls(const AicLayer *layer, const AicMachine *machine,
                        const AicPlan *plan, uint64_t *cycles) {
  uint64_t rows = (uint64_t)(plan->tile[AIC_LOOP_OH] * plan->tile[AIC_LOOP_OW]);
  uint64_t depth, commands = matmuls(layer, plan, &depth);
  *cycles = aicNpuMatmulCycles(machine, plan->dataflow, layer->mac, rows, depth,
                               (uint64_t)plan->tile[AIC_LOOP_F]);
  return commands;
}

/// Cycles of the array for one result tile, all reductions included.
static uint64_t arrayCycles(const AicLayer *layer, const AicMachine *machine,
                            const AicPlan *plan) {
  uint64_t cycles, commands = aicPlanMatmuls(layer, machine, plan, &cycles);
  return commands * (uint64_t)aicPlanTrips(layer, plan, AIC_LOOP_C) * cycles;
}

uint64_t aicPlanVectorCycles(const AicLayer *layer, const AicMachine *machine,
                             const AicPlan *plan) {
  if (layer->kind == AIC_LAYER_COPY)
    return 0;
  uint64_t reduction = 1;
  uint64_t inside = (uint64_t)layer->opsInside;
  uint64_t behind = (uint64_t)layer->opsBehind;
  if (layer->kind == AIC_LAYER_VECTOR)
    reduction = (uint64_t)(plan->tile[AIC_LOOP_R0] * plan->tile[AIC_LOOP_R1]);
  if (layer->sumsProducts && machine->vector.mac)
    --inside;
  // Without a reduction there is one part, which takes a cycle if it is empty.
  if (!layer->reduces)
    inside = behind, behind = 0;
  return machine->sync.issue +
         aicNpuVecCycles(machine,
                         (uint64_t)aicTileElements(&layer->result, plan->tile),
                         reduction, inside, behind, layer->reduces);
}

/// Busy cycles of a DMA engine: all channels work all the time, as fast as the
/// DRAM allows.
static uint64_t busyCycles(const AicMachine *machine, const AicMachineDma *dma,
                           uint64_t bytes, uint64_t transfers) {
  uint64_t channels = dma->channels ? dma->channels : 1;
  uint64_t bandwidth = aicNpuDmaBandwidth(machine, dma);
  uint64_t cycles =
      (transfers * dma->issue + bytes * AIC_FIXED_ONE / max(bandwidth, 1)) /
      channels;
  if (machine->dram.shared && machine->dram.bw)
    cycles = max(cycles, bytes * AIC_FIXED_ONE / machine->dram.bw);
  return cycles;
}

uint64_t aicPlanComputeBound(const AicLayer *layer, const AicMachine *machine,
                             const AicPlan *plan) {
  uint64_t results =
      aicPlanIterations(layer, plan, aicAccessLevel(&layer->result, plan));
  uint64_t vector = aicPlanVectorCycles(layer, machine, plan);
  if (layer->kind != AIC_LAYER_CONTRACTION)
    return vector * results;
  // With one accumulator the array waits for the vector step.
  uint64_t wait = plan->accDepth == 1 ? vector * (results - 1) : 0;
  uint64_t array = arrayCycles(layer, machine, plan) * results + vector;
  return max(array + wait, vector * results);
}

void aicPlanCost(const AicLayer *layer, const AicMachine *machine,
                 AicPlan *plan) {
  uint64_t results =
      aicPlanIterations(layer, plan, aicAccessLevel(&layer->result, plan));
  uint64_t bytes = 0, transfers = 0;
  // The array waits for its two operands, not for those of the vector step.
  uint64_t operands = 0, operandLoads = 0, first = 0, alone = 0;
  bool contraction = layer->kind == AIC_LAYER_CONTRACTION;
  bool loadsFirst = false;
  for (int i = 0; i < layer->numSources; ++i) {
    if (layer->resident[i])
      continue;
    AicTraffic traffic = aicSourceTraffic(layer, machine, plan, i);
    bytes += traffic.bytes;
    transfers += traffic.count;
    if (contraction && i >= 2)
      continue;
    loadsFirst = true;
    operands += traffic.bytes;
    operandLoads += traffic.count;
    first += traffic.first;
    alone = max(alone, aicNpuDmaCycles(machine, &machine->ld, traffic.first));
  }
  AicTraffic stored = {0};
  if (!layer->stays)
    stored =
        aicPlanTraffic(layer, plan, &layer->result, false, machine->st.burst);
  uint64_t array = contraction ? arrayCycles(layer, machine, plan) : 0;
  uint64_t vector = aicPlanVectorCycles(layer, machine, plan);
  uint64_t loads = busyCycles(machine, &machine->ld, bytes, transfers);
  uint64_t stores =
      busyCycles(machine, &machine->st, stored.bytes, stored.count);

  uint64_t epilogue = vector;
  if (!layer->stays)
    epilogue += machine->st.latency +
                aicNpuDmaCycles(machine, &machine->st, stored.last);
  uint64_t prologue = 0;
  if (loadsFirst)
    prologue = max(alone, busyCycles(machine, &machine->ld, first, 1)) +
               machine->ld.latency;
  // With one accumulator the array waits for the vector step.
  uint64_t wait = plan->accDepth == 1 ? vector * (results - 1) : 0;
  uint64_t bound = prologue + array * results + wait + epilogue;
  bound = max(bound, prologue + vector * (results - 1) + epilogue);
  if (transfers)
    bound = max(bound, loads + machine->ld.latency + epilogue);
  // The last operand is loaded before the last step of the array.
  if (contraction && operandLoads)
    bound =
        max(bound, busyCycles(machine, &machine->ld, operands, operandLoads) +
                       machine->ld.latency +
                       array / (uint64_t)aicPlanTrips(layer, plan, AIC_LOOP_C) +
                       epilogue);
  bound = max(bound, stores);
  if (machine->dram.shared && machine->dram.bw)
    bound =
        max(bound, (bytes + stored.bytes) * AIC_FIXED_ONE / machine->dram.bw);
  plan->cycles = bound;
  plan->dramBytes = bytes + stored.bytes;
  uint64_t depth;
  plan->commands =
      aicPlanIterations(layer, plan, plan->numLevels) *
      (matmuls(layer, plan, &depth) + 2 * (uint64_t)layer->numSources + 8);
}

void aicPlanParts(const AicLayer *layer, const AicMachine *machine,
                  const AicPlan *plan, AicPlanParts *parts) {
  *parts =
      (AicPlanParts){.results = aicPlanIterations(
                         layer, plan, aicAccessLevel(&layer->result, plan)),
                     .vector = aicPlanVectorCycles(layer, machine, plan)};
  if (layer->kind == AIC_LAYER_CONTRACTION) {
    parts->array = arrayCycles(layer, machine, plan) * parts->results;
    if (plan->accDepth == 1)
      parts->wait = parts->vector * (parts->results - 1);
  }
  uint64_t bytes = 0, transfers = 0;
  for (int i = 0; i < layer->numSources; ++i) {
    if (layer->resident[i])
      continue;
    AicTraffic traffic = aicSourceTraffic(layer, machine, plan, i);
    bytes += traffic.bytes;
    transfers += traffic.count;
    parts->firstLoad[i] = aicNpuDmaCycles(machine, &machine->ld, traffic.first);
  }
  AicTraffic stored = {0};
  if (!layer->stays)
    stored =
        aicPlanTraffic(layer, plan, &layer->result, false, machine->st.burst);
  parts->loads = busyCycles(machine, &machine->ld, bytes, transfers);
  parts->stores = busyCycles(machine, &machine->st, stored.bytes, stored.count);
  parts->lastStore = aicNpuDmaCycles(machine, &machine->st, stored.last);
  parts->bytes = bytes + stored.bytes;
}
