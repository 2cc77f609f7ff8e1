//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a simulation counts, by layer: multiply-adds, bytes, energy.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"
#include "runtime/npu/engines.h"
#include "runtime/npu/timing.h"

#include <stdlib.h>

static void countRef(SimLayer *layer, const AicNpuRef *ref, uint64_t bytes) {
  if (ref->space == AIC_NPU_ACC)
    layer->accBytes += bytes;
  else
    layer->spadBytes += bytes;
}

static void countMatmul(SimLayer *layer, const AicMachine *machine,
                        const AicNpuMatmul *matmul) {
  uint64_t rows = machine->array.rows;
  uint64_t cols = machine->array.cols;
  uint64_t m = (uint64_t)matmul->m1 * matmul->m2, k = matmul->k, n = matmul->n;
  uint64_t elem = aicNpuTypeSize(aicNpuMacOperandType(matmul->mac));
  // How often a and w are read, and acc read and written.
  uint64_t readsA = 1, readsW = 1, passes = (k + rows - 1) / rows;
  if (matmul->dataflow != AIC_NPU_IS)
    readsA = (n + cols - 1) / cols;
  if (matmul->dataflow == AIC_NPU_IS)
    readsW = (m + cols - 1) / cols;
  if (matmul->dataflow == AIC_NPU_OS) {
    readsW = (m + rows - 1) / rows;
    passes = 1;
  }
  layer->stats.arrayMacs[matmul->mac] += m * k * n;
  countRef(layer, &matmul->a, m * k * readsA * elem);
  countRef(layer, &matmul->w, k * n * readsW * elem);
  countRef(layer, &matmul->acc, m * n * passes * 8);
}

static void countVec(SimLayer *layer, const AicNpuVec *vec) {
  uint64_t points = (uint64_t)vec->p[0] * vec->p[1] * vec->p[2];
  uint64_t all = points * vec->r[0] * vec->r[1];
  layer->vecOps += all * (vec->split + (vec->reduce != AIC_NPU_REDUCE_NONE)) +
                   points * (uint64_t)(vec->numOps - vec->split);
  for (int s = 0; s < vec->numSources; ++s)
    countRef(layer, &vec->sources[s].ref,
             all * aicNpuTypeSize(vec->sources[s].type));
  countRef(layer, &vec->dst, points * aicNpuTypeSize(vec->dstType));
}

void aicSimCount(Simulation *simulation, const Entry *entry) {
  const AicNpuCommand *command = &simulation->program->commands[entry->number];
  const AicMachine *machine = simulation->machine;
  SimLayer *layer = &simulation->layers[simulation->layerOf[entry->number]];
  AicNpuStats *stats = &layer->stats;
  ++stats->commands;
  ++stats->engines[command->engine].commands;
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE: {
    bool load = command->opcode == AIC_NPU_LOAD;
    const AicMachineDma *dma = load ? &machine->ld : &machine->st;
    AicNpuTraffic traffic =
        aicNpuTileTraffic(&command->dma.tile, dma->burst, entry->idx);
    *(load ? &stats->dramReadBytes : &stats->dramWriteBytes) += traffic.bytes;
    *(load ? &stats->dramReadBurstBytes : &stats->dramWriteBurstBytes) +=
        traffic.burstBytes;
    countRef(layer, &command->dma.ref, traffic.bytes);
    break;
  }
  case AIC_NPU_MATMUL:
    countMatmul(layer, machine, &command->matmul);
    break;
  case AIC_NPU_VEC:
    countVec(layer, &command->vec);
    break;
  default:
    break;
  }
}

bool aicSimStartCount(Simulation *simulation) {
  const AicNpuProgram *program = simulation->program;
  simulation->numLayers = program->numLayers ? program->numLayers : 1;
  simulation->layers =
      calloc(simulation->numLayers, sizeof *simulation->layers);
  simulation->layerOf =
      calloc((size_t)program->numCommands + 1, sizeof *simulation->layerOf);
  if (!simulation->layers || !simulation->layerOf)
    return false;
  for (uint32_t i = 0, layer = 0; i < program->numCommands; ++i) {
    while (layer + 1 < program->numLayers &&
           program->layers[layer + 1].first <= i)
      ++layer;
    simulation->layerOf[i] = layer;
  }
  return true;
}

/// Array cycles that one multiply-add of the model takes at the peak, weighted
/// by the types that were used; 0 if the array was not.
static double cyclesPerMac(const AicNpuStats *stats,
                           const AicMachine *machine) {
  double all = 0, ideal = 0;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
    double rate = (double)machine->array.rates[mac] / AIC_FIXED_ONE;
    all += (double)stats->arrayMacs[mac];
    if (stats->arrayMacs[mac])
      ideal += (double)stats->arrayMacs[mac] / rate;
  }
  return all > 0 ? ideal / all : 0;
}

static double energyOf(const AicMachine *machine, const SimLayer *layer) {
  const AicNpuStats *stats = &layer->stats;
  double energy = (double)machine->energy.leak * (double)stats->cycles;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
    // Each multiply-add hands two operands to the next PE.
    uint64_t bytes = 2 * aicNpuTypeSize(aicNpuMacOperandType((AicNpuMac)mac));
    energy += (double)stats->arrayMacs[mac] *
              (double)(machine->energy.macs[mac] + machine->energy.reg * bytes);
  }
  energy += (double)machine->energy.spad * (double)layer->spadBytes;
  energy += (double)machine->energy.acc * (double)layer->accBytes;
  energy += (double)machine->energy.vec * (double)layer->vecOps;
  energy += (double)machine->energy.dram *
            (double)(stats->dramReadBurstBytes + stats->dramWriteBurstBytes);
  return energy / AIC_FIXED_ONE;
}

/// A program may claim any number of multiply-adds, for which no integer has
/// room when the array needs several cycles for each.
static uint64_t wholeCycles(double cycles) {
  return cycles < 0x1p64 ? (uint64_t)cycles : UINT64_MAX;
}

/// Cycles to move `bytes` at `bw` bytes per cycle, fixed point.
static uint64_t dramCycles(uint64_t bytes, uint64_t bw) {
  return bw ? wholeCycles((double)bytes * AIC_FIXED_ONE / (double)bw) : 0;
}

/// What no order of the commands could take less than.
static uint64_t lowerBound(const AicNpuStats *stats, const AicMachine *machine,
                           double peak) {
  uint64_t read = stats->dramReadBurstBytes;
  uint64_t write = stats->dramWriteBurstBytes;
  uint64_t bounds[] = {
      wholeCycles((double)stats->macs * cyclesPerMac(stats, machine) / peak),
      dramCycles(read, machine->ld.channels *
                           aicNpuDmaBandwidth(machine, &machine->ld)),
      dramCycles(write, machine->st.channels *
                            aicNpuDmaBandwidth(machine, &machine->st)),
      machine->dram.shared ? dramCycles(read + write, machine->dram.bw) : 0};
  uint64_t most = 0;
  for (int i = 0; i < 4; ++i)
    most = bounds[i] > most ? bounds[i] : most;
  return most;
}

/// The program's bounds are for its own machine.
static bool runsOnOwn(const Simulation *simulation) {
  for (size_t i = 0; i < aicMachineNumParams; ++i)
    if (aicMachineGet(simulation->machine, &aicMachineParams[i]) !=
        aicMachineGet(&simulation->program->machine, &aicMachineParams[i]))
      return false;
  return true;
}

/// Sums of what is counted; ratios are left.
static void addCounts(AicNpuStats *stats, const AicNpuStats *other) {
  stats->cycles += other->cycles;
  stats->commands += other->commands;
  stats->macs += other->macs;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac)
    stats->arrayMacs[mac] += other->arrayMacs[mac];
  stats->dramReadBytes += other->dramReadBytes;
  stats->dramWriteBytes += other->dramWriteBytes;
  stats->dramReadBurstBytes += other->dramReadBurstBytes;
  stats->dramWriteBurstBytes += other->dramWriteBurstBytes;
  stats->energy += other->energy;
  stats->bound += other->bound;
  stats->exactChecked += other->exactChecked;
  stats->exactSkipped += other->exactSkipped;
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    AicNpuAccount *to = &stats->engines[e];
    const AicNpuAccount *from = &other->engines[e];
    to->busy += from->busy;
    to->issue += from->issue;
    to->waitData += from->waitData;
    to->waitSpace += from->waitSpace;
    to->waitQueue += from->waitQueue;
    to->tail += from->tail;
    to->commands += from->commands;
  }
}

void aicSimFinishCount(Simulation *simulation, AicNpuStats *sum) {
  const AicNpuProgram *program = simulation->program;
  const AicMachine *machine = simulation->machine;
  SimLayer all = {0};
  bool own = runsOnOwn(simulation);
  double peak = (double)(machine->array.rows * machine->array.cols);
  for (uint32_t i = 0; i < simulation->numLayers; ++i) {
    SimLayer *layer = &simulation->layers[i];
    bool known = program->numLayers != 0;
    layer->stats.macs = known ? program->layers[i].macs : program->macs;
    layer->stats.bound = known && own ? program->layers[i].bound : 0;
    if (!layer->stats.bound)
      layer->stats.bound = lowerBound(&layer->stats, machine, peak);
    layer->stats.energy = energyOf(machine, layer);
    addCounts(&all.stats, &layer->stats);
    all.spadBytes += layer->spadBytes;
    all.accBytes += layer->accBytes;
    all.vecOps += layer->vecOps;
  }
  all.stats.energy = energyOf(machine, &all);
  double average = cyclesPerMac(&all.stats, machine);
  for (uint32_t i = 0; i <= simulation->numLayers; ++i) {
    AicNpuStats *stats =
        i < simulation->numLayers ? &simulation->layers[i].stats : &all.stats;
    double cycles = cyclesPerMac(stats, machine);
    double ideal = (double)stats->macs * (cycles > 0 ? cycles : average);
    if (stats->cycles && ideal > 0)
      stats->utilization = ideal / (peak * (double)stats->cycles);
  }
  *sum = all.stats;
}

void aicNpuStatsAdd(AicNpuStats *stats, const AicNpuStats *other) {
  double ideal = stats->utilization * (double)stats->cycles +
                 other->utilization * (double)other->cycles;
  addCounts(stats, other);
  stats->utilization = stats->cycles ? ideal / (double)stats->cycles : 0;
}
