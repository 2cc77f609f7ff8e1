//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What follows from the counters of a simulation: energy, bounds, utilization,
// and their sums over layers and runs.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"
#include "runtime/npu/engines.h"
#include "runtime/npu/timing.h"

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

const char *aicNpuEnergyLevelName(AicNpuEnergyLevel level) {
  static const char *const names[] = {"array", "reg",    "spad", "acc",
                                      "dram",  "vector", "leak"};
  return names[level];
}

static void setEnergy(SimLayer *layer, const AicMachine *machine) {
  AicNpuStats *stats = &layer->stats;
  double array = 0, reg = 0;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
    // Each multiply-add hands two operands to the next PE.
    uint64_t bytes = 2 * aicNpuTypeSize(aicNpuMacOperandType((AicNpuMac)mac));
    array += (double)stats->arrayMacs[mac] * (double)machine->energy.macs[mac];
    reg +=
        (double)stats->arrayMacs[mac] * (double)(machine->energy.reg * bytes);
  }
  double *of = stats->energyOf;
  of[AIC_NPU_ENERGY_ARRAY] = array;
  of[AIC_NPU_ENERGY_REG] = reg;
  of[AIC_NPU_ENERGY_SPAD] =
      (double)machine->energy.spad * (double)layer->spadBytes;
  of[AIC_NPU_ENERGY_ACC] =
      (double)machine->energy.acc * (double)layer->accBytes;
  of[AIC_NPU_ENERGY_DRAM] =
      (double)machine->energy.dram *
      (double)(stats->dramReadBurstBytes + stats->dramWriteBurstBytes);
  of[AIC_NPU_ENERGY_VECTOR] =
      (double)machine->energy.vec * (double)layer->vecOps;
  of[AIC_NPU_ENERGY_LEAK] =
      (double)machine->energy.leak * (double)stats->cycles;
  stats->energy = 0;
  for (int level = 0; level < AIC_NPU_NUM_ENERGY_LEVELS; ++level) {
    of[level] /= AIC_FIXED_ONE;
    stats->energy += of[level];
  }
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
  stats->compulsoryReadBytes += other->compulsoryReadBytes;
  stats->compulsoryWriteBytes += other->compulsoryWriteBytes;
  stats->energy += other->energy;
  for (int level = 0; level < AIC_NPU_NUM_ENERGY_LEVELS; ++level)
    stats->energyOf[level] += other->energyOf[level];
  stats->bound += other->bound;
  stats->exactChecked += other->exactChecked;
  stats->exactSkipped += other->exactSkipped;
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    AicNpuAccount *to = &stats->engines[e];
    const AicNpuAccount *from = &other->engines[e];
    for (int share = 0; share < AIC_NPU_NUM_SHARES; ++share)
      to->spent[share] += from->spent[share];
    to->commands += from->commands;
  }
}

/// Each input, constant and output once.
static void countCompulsory(AicNpuStats *stats, const AicNpuProgram *program) {
  stats->compulsoryReadBytes = stats->compulsoryWriteBytes = 0;
  for (uint32_t i = 0; i < program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &program->buffers[i];
    if (buffer->kind == AIC_NPU_OUTPUT)
      stats->compulsoryWriteBytes += buffer->bytes;
    else if (buffer->kind != AIC_NPU_TEMPORARY)
      stats->compulsoryReadBytes += buffer->bytes;
  }
}

AicError *aicSimCheckAccounts(const AicNpuStats *stats) {
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    uint64_t sum = 0;
    for (int share = 0; share < AIC_NPU_NUM_SHARES; ++share)
      sum += stats->engines[e].spent[share];
    if (sum != stats->cycles)
      return aicErrorCreate(
          AIC_ERROR_DEVICE,
          "the account of engine %s sums to %llu cycles, but %llu passed: this "
          "is a fault of the simulator",
          aicNpuEngineName((AicNpuEngine)e), (unsigned long long)sum,
          (unsigned long long)stats->cycles);
  }
  return NULL;
}

void aicSimFinishCount(Simulation *simulation, AicNpuStats *sum) {
  const AicNpuProgram *program = simulation->program;
  const AicMachine *machine = simulation->machine;
  SimLayer all = {0};
  bool own = runsOnOwn(simulation);
  aicSimCountCommands(simulation);
  double peak = (double)(machine->array.rows * machine->array.cols);
  for (uint32_t i = 0; i < simulation->numLayers; ++i) {
    SimLayer *layer = &simulation->layers[i];
    bool known = program->numLayers != 0;
    layer->stats.macs = known ? program->layers[i].macs : program->macs;
    layer->stats.bound = known && own ? program->layers[i].bound : 0;
    if (!layer->stats.bound)
      layer->stats.bound = lowerBound(&layer->stats, machine, peak);
    if (known) {
      layer->stats.compulsoryReadBytes = program->layers[i].reads;
      layer->stats.compulsoryWriteBytes = program->layers[i].writes;
    }
    setEnergy(layer, machine);
    addCounts(&all.stats, &layer->stats);
    all.spadBytes += layer->spadBytes;
    all.accBytes += layer->accBytes;
    all.vecOps += layer->vecOps;
  }
  setEnergy(&all, machine);
  countCompulsory(&all.stats, program);
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
