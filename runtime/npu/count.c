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
             (vec->sources[s].entries ? vec->sources[s].entries : all) *
                 aicNpuTypeSize(vec->sources[s].type));
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
    AicNpuBufferTraffic *buffer =
        &simulation->traffic[command->dma.tile.buffer];
    *(load ? &buffer->readBytes : &buffer->writeBytes) += traffic.bytes;
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
  simulation->traffic =
      calloc((size_t)program->numBuffers + 1, sizeof *simulation->traffic);
  if (!simulation->layers || !simulation->layerOf || !simulation->traffic)
    return false;
  for (uint32_t i = 0, layer = 0; i < program->numCommands; ++i) {
    while (layer + 1 < program->numLayers &&
           program->layers[layer + 1].first <= i)
      ++layer;
    simulation->layerOf[i] = layer;
  }
  return true;
}
