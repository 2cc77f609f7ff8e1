//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a simulation counts as commands start, by layer: multiply-adds, bytes.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"
#include "runtime/npu/engines.h"
#include "runtime/npu/timing.h"

#include <stdlib.h>
#include <string.h>

static void countRef(SimLayer *layer, const AicNpuRef *ref, uint64_t bytes,
                     uint64_t times) {
  *(ref->space == AIC_NPU_ACC ? &layer->accBytes : &layer->spadBytes) +=
      bytes * times;
}

static void countMatmul(SimLayer *layer, const AicMachine *machine,
                        const AicNpuMatmul *matmul, uint64_t times) {
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
  layer->stats.arrayMacs[matmul->mac] += m * k * n * times;
  countRef(layer, &matmul->a, m * k * readsA * elem, times);
  countRef(layer, &matmul->w, k * n * readsW * elem, times);
  countRef(layer, &matmul->acc, m * n * passes * 8, times);
}

static void countVec(SimLayer *layer, const AicNpuVec *vec, uint64_t times) {
  uint64_t points = (uint64_t)vec->p[0] * vec->p[1] * vec->p[2];
  uint64_t all = points * vec->r[0] * vec->r[1];
  uint64_t ops = all * (vec->split + (vec->reduce != AIC_NPU_REDUCE_NONE)) +
                 points * (uint64_t)(vec->numOps - vec->split);
  layer->vecOps += ops * times;
  for (int s = 0; s < vec->numSources; ++s)
    countRef(layer, &vec->sources[s].ref,
             (vec->sources[s].entries ? vec->sources[s].entries : all) *
                 aicNpuTypeSize(vec->sources[s].type),
             times);
  countRef(layer, &vec->dst, points * aicNpuTypeSize(vec->dstType), times);
}

void aicSimCountTransfer(Simulation *simulation, const Entry *entry,
                         const AicNpuTraffic *traffic) {
  const AicNpuCommand *command = &simulation->program->commands[entry->number];
  SimLayer *layer = &simulation->layers[simulation->layerOf[entry->number]];
  AicNpuStats *stats = &layer->stats;
  bool load = command->opcode == AIC_NPU_LOAD;
  *(load ? &stats->dramReadBytes : &stats->dramWriteBytes) += traffic->bytes;
  *(load ? &stats->dramReadBurstBytes : &stats->dramWriteBurstBytes) +=
      traffic->burstBytes;
  AicNpuBufferTraffic *buffer = &simulation->traffic[command->dma.tile.buffer];
  *(load ? &buffer->readBytes : &buffer->writeBytes) += traffic->bytes;
  countRef(layer, &command->dma.ref, traffic->bytes, 1);
}

void aicSimCountCommands(Simulation *simulation) {
  for (uint32_t i = 0; i < simulation->program->numCommands; ++i) {
    const AicNpuCommand *command = &simulation->program->commands[i];
    SimLayer *layer = &simulation->layers[simulation->layerOf[i]];
    uint64_t times = simulation->commands[i].numStarts;
    if (!times)
      continue;
    layer->stats.commands += times;
    layer->stats.engines[command->engine].commands += times;
    if (command->opcode == AIC_NPU_MATMUL)
      countMatmul(layer, simulation->machine, &command->matmul, times);
    else if (command->opcode == AIC_NPU_VEC)
      countVec(layer, &command->vec, times);
  }
}

/// Everything but what depends on loop indices.
static void prepare(SimCommand *to, const AicNpuCommand *command,
                    const AicMachine *machine) {
  static const uint32_t none[AIC_NPU_MAX_LOOPS];
  *to = (SimCommand){.engine = (uint8_t)command->engine,
                     .numWaits = command->numWaits,
                     .numPosts = command->numPosts};
  memcpy(to->waits, command->waits, sizeof to->waits);
  memcpy(to->posts, command->posts, sizeof to->posts);
  to->moves =
      command->opcode == AIC_NPU_LOAD || command->opcode == AIC_NPU_STORE;
  if (to->moves) {
    const AicMachineDma *dma =
        command->opcode == AIC_NPU_LOAD ? &machine->ld : &machine->st;
    to->issue = dma->issue;
    to->latency = dma->latency;
    return;
  }
  to->issue = command->opcode == AIC_NPU_MATMUL ? 0 : machine->sync.issue;
  uint64_t cycles = aicNpuCommandCycles(machine, command, none);
  // LOOP and END take no time and run nowhere.
  to->busy = cycles > to->issue ? cycles - to->issue : 0;
}

bool aicSimStartCount(Simulation *simulation) {
  const AicNpuProgram *program = simulation->program;
  simulation->numLayers = program->numLayers ? program->numLayers : 1;
  simulation->layers =
      calloc(simulation->numLayers, sizeof *simulation->layers);
  simulation->layerOf =
      calloc((size_t)program->numCommands + 1, sizeof *simulation->layerOf);
  simulation->traffic =
      calloc((size_t)program->numBuffers + 1, sizeof *simulation->traffic);
  simulation->commands =
      calloc((size_t)program->numCommands + 1, sizeof *simulation->commands);
  if (!simulation->layers || !simulation->layerOf || !simulation->traffic ||
      !simulation->commands)
    return false;
  for (uint32_t i = 0, layer = 0; i < program->numCommands; ++i) {
    while (layer + 1 < program->numLayers &&
           program->layers[layer + 1].first <= i)
      ++layer;
    simulation->layerOf[i] = layer;
    prepare(&simulation->commands[i], &program->commands[i],
            simulation->machine);
  }
  return true;
}
