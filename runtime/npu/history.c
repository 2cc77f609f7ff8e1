//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "runtime/npu/history.h"

#include "runtime/npu/codec.h"

#include <stdlib.h>

static bool addLayers(AicNpuHistory *history, const AicNpuProgram *program) {
  uint32_t inTable = aicNpuProgramGetNumLayers(program);
  uint32_t count = inTable ? inTable : 1;
  AicNpuLayerRun *layers =
      realloc(history->layers, (history->numLayers + count) * sizeof *layers);
  if (!layers)
    return false;
  history->layers = layers;
  for (uint32_t i = 0; i < count; ++i) {
    AicNpuLayer whole = {.name = aicNpuProgramGetName(program),
                         .kind = "program"};
    const AicNpuLayer *layer =
        inTable ? aicNpuProgramGetLayer(program, i) : &whole;
    AicNpuLayerRun *added = &layers[history->numLayers++];
    *added = (AicNpuLayerRun){.name = aicNpuCopyText(layer->name),
                              .kind = aicNpuCopyText(layer->kind)};
    if (!added->name || !added->kind)
      return false;
  }
  return true;
}

static bool addBuffers(AicNpuHistory *history, const AicNpuProgram *program) {
  uint32_t count = aicNpuProgramGetNumBuffers(program);
  AicNpuBufferRun *buffers = realloc(
      history->buffers, (history->numBuffers + count + 1) * sizeof *buffers);
  if (!buffers)
    return false;
  history->buffers = buffers;
  for (uint32_t i = 0; i < count; ++i) {
    const AicNpuBuffer *buffer = aicNpuProgramGetBuffer(program, i);
    AicNpuBufferRun *added = &buffers[history->numBuffers++];
    *added = (AicNpuBufferRun){
        .program = aicNpuCopyText(aicNpuProgramGetName(program)),
        .name = aicNpuCopyText(buffer->name),
        .kind = buffer->kind,
        .bytes = buffer->bytes};
    if (!added->program || !added->name)
      return false;
  }
  return true;
}

const HistoryProgram *aicNpuHistoryFind(AicNpuHistory *history,
                                        const AicNpuProgram *program) {
  for (size_t i = 0; i < history->numPrograms; ++i)
    if (history->programs[i].program == program)
      return &history->programs[i];
  HistoryProgram *programs =
      realloc(history->programs, (history->numPrograms + 1) * sizeof *programs);
  if (!programs)
    return NULL;
  history->programs = programs;
  HistoryProgram *added = &programs[history->numPrograms];
  *added = (HistoryProgram){.program = program,
                            .firstLayer = history->numLayers,
                            .firstBuffer = history->numBuffers};
  if (!addLayers(history, program) || !addBuffers(history, program))
    return NULL;
  added->numLayers = history->numLayers - added->firstLayer;
  added->numBuffers = history->numBuffers - added->firstBuffer;
  ++history->numPrograms;
  return added;
}

void aicNpuHistoryAdd(AicNpuHistory *history, const HistoryProgram *of,
                      const AicNpuStats *layers,
                      const AicNpuBufferTraffic *buffers) {
  for (size_t i = 0; i < of->numLayers; ++i)
    aicNpuStatsAdd(&history->layers[of->firstLayer + i].stats, &layers[i]);
  for (size_t i = 0; i < of->numBuffers; ++i) {
    AicNpuBufferRun *run = &history->buffers[of->firstBuffer + i];
    run->traffic.readBytes += buffers[i].readBytes;
    run->traffic.writeBytes += buffers[i].writeBytes;
    if (run->kind != AIC_NPU_TEMPORARY)
      run->compulsoryBytes += run->bytes;
  }
}

void aicNpuHistoryRelease(AicNpuHistory *history) {
  for (size_t i = 0; i < history->numLayers; ++i) {
    free(history->layers[i].name);
    free(history->layers[i].kind);
  }
  for (size_t i = 0; i < history->numBuffers; ++i) {
    free(history->buffers[i].program);
    free(history->buffers[i].name);
  }
  free(history->layers);
  free(history->buffers);
  free(history->programs);
}
