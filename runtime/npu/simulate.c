//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Running a program: memories, the clock, and the figures afterwards.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/simulate.h"

#include "runtime/npu/codec.h"
#include "runtime/npu/engines.h"
#include "runtime/npu/timing.h"
#include "runtime/npu/verify.h"

#include <stdlib.h>
#include <string.h>

static void countRef(Simulation *simulation, const AicNpuRef *ref,
                     uint64_t bytes) {
  if (ref->space == AIC_NPU_ACC)
    simulation->accBytes += bytes;
  else
    simulation->spadBytes += bytes;
}

static void countMatmul(Simulation *simulation, const AicNpuMatmul *matmul) {
  uint64_t rows = simulation->machine->array.rows;
  uint64_t cols = simulation->machine->array.cols;
  uint64_t foldsK = (matmul->k + rows - 1) / rows;
  uint64_t foldsN = (matmul->n + cols - 1) / cols;
  uint64_t m = (uint64_t)matmul->m1 * matmul->m2;
  uint64_t elem = aicNpuTypeSize(aicNpuMacOperandType(matmul->mac));
  simulation->stats.arrayMacs[matmul->mac] += m * matmul->k * matmul->n;
  countRef(simulation, &matmul->a, m * matmul->k * foldsN * elem);
  countRef(simulation, &matmul->w, (uint64_t)matmul->k * matmul->n * elem);
  countRef(simulation, &matmul->acc, m * matmul->n * foldsK * 8);
}

static void countVec(Simulation *simulation, const AicNpuVec *vec) {
  uint64_t points = (uint64_t)vec->p[0] * vec->p[1] * vec->p[2];
  uint64_t all = points * vec->r[0] * vec->r[1];
  simulation->vecOps +=
      all * (vec->split + (vec->reduce != AIC_NPU_REDUCE_NONE)) +
      points * (uint64_t)(vec->numOps - vec->split);
  for (int s = 0; s < vec->numSources; ++s)
    countRef(simulation, &vec->sources[s].ref,
             all * aicNpuTypeSize(vec->sources[s].type));
  countRef(simulation, &vec->dst, points * aicNpuTypeSize(vec->dstType));
}

void aicSimCount(Simulation *simulation, const AicNpuCommand *command,
                 const uint32_t *idx) {
  AicNpuStats *stats = &simulation->stats;
  ++stats->commands;
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE: {
    bool load = command->opcode == AIC_NPU_LOAD;
    const AicMachineDma *dma =
        load ? &simulation->machine->ld : &simulation->machine->st;
    AicNpuTraffic traffic =
        aicNpuTileTraffic(&command->dma.tile, dma->burst, idx);
    *(load ? &stats->dramReadBytes : &stats->dramWriteBytes) += traffic.bytes;
    *(load ? &stats->dramReadBurstBytes : &stats->dramWriteBurstBytes) +=
        traffic.burstBytes;
    countRef(simulation, &command->dma.ref, traffic.bytes);
    break;
  }
  case AIC_NPU_MATMUL:
    countMatmul(simulation, &command->matmul);
    break;
  case AIC_NPU_VEC:
    countVec(simulation, &command->vec);
    break;
  default:
    break;
  }
}

/// The share of the array's peak, weighted by the types that were used.
static double utilization(const AicNpuStats *stats, const AicMachine *machine) {
  double all = 0, ideal = 0;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
    double rate = (double)machine->array.rates[mac] / AIC_FIXED_ONE;
    all += (double)stats->arrayMacs[mac];
    if (stats->arrayMacs[mac])
      ideal += (double)stats->arrayMacs[mac] / rate;
  }
  double peak = (double)(machine->array.rows * machine->array.cols) *
                (double)stats->cycles;
  return all > 0 && peak > 0 ? (double)stats->macs * (ideal / all) / peak : 0;
}

void aicSimFinish(Simulation *simulation) {
  const AicMachine *machine = simulation->machine;
  AicNpuStats *stats = &simulation->stats;
  stats->macs = simulation->program->macs;
  stats->utilization = utilization(stats, machine);
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    SimEngine *engine = &simulation->engines[e];
    engine->account.tail = engine->idle;
    stats->engines[e] = engine->account;
  }
  double energy = (double)machine->energy.leak * (double)stats->cycles;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
    // Each multiply-add hands two operands to the next PE.
    uint64_t bytes = 2 * aicNpuTypeSize(aicNpuMacOperandType((AicNpuMac)mac));
    energy += (double)stats->arrayMacs[mac] *
              (double)(machine->energy.macs[mac] + machine->energy.reg * bytes);
  }
  energy += (double)machine->energy.spad * (double)simulation->spadBytes;
  energy += (double)machine->energy.acc * (double)simulation->accBytes;
  energy += (double)machine->energy.vec * (double)simulation->vecOps;
  energy += (double)machine->energy.dram *
            (double)(stats->dramReadBurstBytes + stats->dramWriteBurstBytes);
  stats->energy = energy / AIC_FIXED_ONE;
}

/// Buffers of the program and the memories of the chip; false without memory.
static bool allocate(Simulation *simulation, const void *const *inputs) {
  const AicNpuProgram *program = simulation->program;
  AicNpuMemory *memory = &simulation->memory;
  memory->buffers = calloc(program->numBuffers + 1, sizeof(unsigned char *));
  // Sizes that the machine's limits keep far below SIZE_MAX.
  memory->spad = calloc(1, (size_t)simulation->machine->spad.size);
  memory->acc = calloc(1, (size_t)simulation->machine->acc.size);
  size_t workspace = 1;
  for (uint32_t i = 0; i < program->numCommands; ++i)
    if (program->commands[i].opcode == AIC_NPU_MATMUL) {
      size_t needed = aicNpuMatmulWorkspace(&program->commands[i].matmul);
      workspace = needed > workspace ? needed : workspace;
    }
  memory->workspace = malloc(workspace);
  bool ok = memory->buffers && memory->spad && memory->acc && memory->workspace;
  uint32_t input = 0;
  for (uint32_t i = 0; ok && i < program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &program->buffers[i];
    // Verification saw to it that nothing stores to inputs and constants.
    if (buffer->kind == AIC_NPU_INPUT)
      memory->buffers[i] = (unsigned char *)(uintptr_t)inputs[input++];
    else if (buffer->kind == AIC_NPU_CONSTANT)
      memory->buffers[i] = (unsigned char *)(uintptr_t)buffer->data;
    else
      memory->buffers[i] = calloc(1, (size_t)buffer->bytes);
    ok = memory->buffers[i] != NULL;
  }
  return ok;
}

static void release(Simulation *simulation) {
  const AicNpuProgram *program = simulation->program;
  AicNpuMemory *memory = &simulation->memory;
  for (uint32_t i = 0; memory->buffers && i < program->numBuffers; ++i)
    if (program->buffers[i].kind == AIC_NPU_OUTPUT ||
        program->buffers[i].kind == AIC_NPU_TEMPORARY)
      free(memory->buffers[i]);
  free(memory->buffers);
  free(memory->spad);
  free(memory->acc);
  free(memory->workspace);
  free(simulation->engines[0].queue);
}

static void copyOutputs(const Simulation *simulation, void *const *outputs) {
  const AicNpuProgram *program = simulation->program;
  uint32_t output = 0;
  for (uint32_t i = 0; i < program->numBuffers; ++i)
    if (program->buffers[i].kind == AIC_NPU_OUTPUT)
      memcpy(outputs[output++], simulation->memory.buffers[i],
             (size_t)program->buffers[i].bytes);
}

AicError *aicNpuRun(const AicNpuProgram *program, const void *const *inputs,
                    void *const *outputs, const AicNpuRunOptions *options,
                    AicNpuStats *stats) {
  static const AicNpuRunOptions defaults;
  if (!options)
    options = &defaults;
  AicError *error = NULL;
  if (!program->verified)
    error = aicNpuProgramVerify(program);
  if (!error && options->machine)
    error = aicNpuProgramCheckMachine(program, options->machine);
  if (error)
    return error;
  Simulation *simulation = calloc(1, sizeof *simulation);
  if (!simulation)
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  simulation->program = program;
  simulation->machine = options->machine ? options->machine : &program->machine;
  simulation->maxCycles = options->maxCycles;
  simulation->timeOnly = options->timeOnly;
  simulation->observer = options->observer;
  for (int id = 0; id < AIC_NPU_MAX_SEMAPHORES; ++id)
    simulation->counts[id] = program->semaphores[id];
  uint64_t queue = simulation->machine->sync.queue;
  Entry *queues = calloc(queue * AIC_NPU_NUM_ENGINES, sizeof *queues);
  for (uint64_t e = 0; queues && e < AIC_NPU_NUM_ENGINES; ++e) {
    SimEngine *engine = &simulation->engines[e];
    const AicMachineDma *dma = e == AIC_NPU_LD   ? &simulation->machine->ld
                               : e == AIC_NPU_ST ? &simulation->machine->st
                                                 : NULL;
    engine->queue = queues + e * queue;
    engine->channels = dma ? dma->channels : 1;
    engine->outstanding = dma ? dma->outstanding : 1;
  }
  if (!queues || (!options->timeOnly && !allocate(simulation, inputs)))
    error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  if (!error) {
    if (options->observer && options->observer->begin)
      options->observer->begin(options->observer->userData, program,
                               simulation->machine);
    aicSimulate(simulation);
    error = simulation->error;
  }
  if (!error) {
    if (simulation->observer)
      aicSimObserveEnd(simulation);
    aicSimFinish(simulation);
    if (!options->timeOnly)
      copyOutputs(simulation, outputs);
    if (stats)
      *stats = simulation->stats;
  }
  release(simulation);
  free(simulation);
  return error;
}

void aicNpuStatsAdd(AicNpuStats *stats, const AicNpuStats *other,
                    const AicMachine *machine) {
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
  stats->utilization = utilization(stats, machine);
}
