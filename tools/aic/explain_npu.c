//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explain_npu.h"

#include <stdlib.h>

static void widen(uint64_t *begin, uint64_t *end, const AicNpuSpan *span,
                  uint64_t offset) {
  if (*end == 0 || offset + span->begin < *begin)
    *begin = offset + span->begin;
  if (offset + span->end > *end)
    *end = offset + span->end;
}

/// A command from its start until its data is there.
static void noteFlight(ProgramRun *run, const AicNpuSpan *span) {
  const AicNpuCommand *command =
      aicNpuProgramGetCommand(run->program, span->command);
  LayerCost *cost = &run->costs[run->layers.of[span->command]];
  ++cost->commands;
  widen(&cost->begin, &cost->end, span, run->offset);
  memoryMapUse(&run->memory, span, run->offset);
  if (command->opcode == AIC_NPU_MATMUL)
    cost->macs += (uint64_t)command->matmul.m1 * command->matmul.m2 *
                  command->matmul.k * command->matmul.n;
  bool loads = command->opcode == AIC_NPU_LOAD;
  if (!loads && command->opcode != AIC_NPU_STORE)
    return;
  *(loads ? &cost->readBytes : &cost->writtenBytes) += span->bytes;
  BufferUse *use = &run->uses[command->dma.tile.buffer];
  widen(&use->begin, &use->end, span, run->offset);
  use->isRead |= loads;
  use->isWritten |= !loads;
}

static void observe(void *userData, const AicNpuSpan *span) {
  ExplainNpu *npu = userData;
  ProgramRun *run = &npu->runs[npu->numRuns - 1];
  timelineAdd(&npu->timeline, span, run->offset, run->first);
  if (span->end > run->cycles)
    run->cycles = span->end;
  // An npu.sync waits for layers in front, and belongs to none.
  if (span->command == AIC_NPU_NO_COMMAND ||
      aicNpuProgramGetCommand(run->program, span->command)->opcode ==
          AIC_NPU_SYNC)
    return;
  if (span->activity == AIC_NPU_FLIGHT)
    noteFlight(run, span);
  else
    run->costs[run->layers.of[span->command]]
        .spent[span->engine][span->activity] += span->end - span->begin;
}

ExplainNpu *explainNpuCreate(const ExplainLayers *layers) {
  ExplainNpu *npu = calloc(1, sizeof *npu);
  if (!npu)
    return NULL;
  npu->layers = layers;
  npu->timeline.width = 1;
  npu->observer = (AicNpuObserver){.span = observe, .userData = npu};
  npu->simulator =
      aicNpuSimulatorCreate(&(AicNpuRunOptions){.observer = &npu->observer});
  if (npu->simulator)
    return npu;
  free(npu);
  return NULL;
}

bool explainNpuRun(ExplainNpu *npu, const unsigned char *bytes, size_t size,
                   AicError **error) {
  const ProgramRun *last = npu->numRuns ? &npu->runs[npu->numRuns - 1] : NULL;
  ProgramRun next = {
      .offset = last ? last->offset + last->cycles : 0,
      .first =
          last ? last->first + aicNpuProgramGetNumCommands(last->program) : 0};
  ProgramRun *runs = realloc(npu->runs, (npu->numRuns + 1) * sizeof *runs);
  if (!runs) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return false;
  }
  npu->runs = runs;
  ProgramRun *run = &runs[npu->numRuns++];
  *run = next;
  *error = aicNpuProgramDecode(bytes, size, &run->program);
  if (*error)
    return false;
  bool good = aicCommandLayersInit(&run->layers, run->program);
  run->costs = calloc(run->layers.count + 1, sizeof *run->costs);
  run->uses =
      calloc(aicNpuProgramGetNumBuffers(run->program) + 1, sizeof *run->uses);
  good = good && run->costs && run->uses &&
         memoryMapInit(&run->memory, run->program, run->layers.of);
  *error = good ? aicNpuSimulatorTime(npu->simulator, run->program)
                : aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  return !*error;
}

void explainNpuDestroy(ExplainNpu *npu) {
  if (!npu)
    return;
  for (size_t r = 0; r < npu->numRuns; ++r) {
    ProgramRun *run = &npu->runs[r];
    aicCommandLayersRelease(&run->layers);
    memoryMapRelease(&run->memory);
    free(run->costs);
    free(run->uses);
    aicNpuProgramDestroy(run->program);
  }
  free(npu->runs);
  aicNpuSimulatorDestroy(npu->simulator);
  free(npu);
}
