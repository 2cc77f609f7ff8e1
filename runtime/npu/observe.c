//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Joins the steps of the clock, in which nothing changes, into spans.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/observe.h"

#include "runtime/npu/codec.h"
#include "runtime/npu/engines.h"
#include "runtime/npu/timing.h"

#include <string.h>

const char *aicNpuActivityName(AicNpuActivity activity) {
  static const char *const names[] = {
      "busy",       "issue",         "wait data", "wait space",
      "wait queue", "bank conflict", "tail",      "flight"};
  return names[activity];
}

static uint64_t bytesOf(const Simulation *simulation, uint32_t number,
                        const uint32_t *idx) {
  const AicNpuCommand *command = &simulation->program->commands[number];
  if (command->opcode != AIC_NPU_LOAD && command->opcode != AIC_NPU_STORE)
    return 0;
  const AicMachineDma *dma = command->opcode == AIC_NPU_LOAD
                                 ? &simulation->machine->ld
                                 : &simulation->machine->st;
  return aicNpuTileTraffic(&command->dma.tile, dma->burst, idx).burstBytes;
}

static void tell(Simulation *simulation, AicNpuSpan *span) {
  if (span->command != AIC_NPU_NO_COMMAND &&
      (span->activity == AIC_NPU_BUSY || span->activity == AIC_NPU_FLIGHT))
    span->bytes = bytesOf(simulation, span->command, span->idx);
  const AicNpuObserver *observer = simulation->observer;
  if (observer->span)
    observer->span(observer->userData, span);
}

void aicSimObserve(Simulation *simulation, AicNpuEngine which,
                   AicNpuActivity activity, const Entry *entry,
                   int32_t semaphore, uint64_t cycles) {
  AicNpuSpan *span = &simulation->engines[which].span;
  uint32_t command = entry ? entry->number : AIC_NPU_NO_COMMAND;
  bool continues =
      span->end > span->begin && span->activity == activity &&
      span->command == command && span->semaphore == semaphore &&
      (!entry || memcmp(span->idx, entry->idx, sizeof span->idx) == 0);
  if (!continues) {
    if (span->end > span->begin)
      tell(simulation, span);
    *span = (AicNpuSpan){.engine = which,
                         .activity = activity,
                         .begin = simulation->now,
                         .command = command,
                         .semaphore = semaphore};
    if (entry)
      memcpy(span->idx, entry->idx, sizeof span->idx);
  }
  span->end = simulation->now + cycles;
}

void aicSimObserveArrival(Simulation *simulation, AicNpuEngine which) {
  AicNpuSpan *span = &simulation->engines[which].span;
  if (span->end == span->begin || span->command != AIC_NPU_NO_COMMAND)
    return;
  tell(simulation, span);
  span->begin = span->end;
}

void aicSimObserveFlight(Simulation *simulation, AicNpuEngine which,
                         const Entry *entry, uint64_t begin) {
  AicNpuSpan span = {.engine = which,
                     .activity = AIC_NPU_FLIGHT,
                     .begin = begin,
                     .end = simulation->now,
                     .command = entry->number,
                     .semaphore = -1};
  memcpy(span.idx, entry->idx, sizeof span.idx);
  tell(simulation, &span);
}

void aicSimObserveEnd(Simulation *simulation) {
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    AicNpuSpan *span = &simulation->engines[e].span;
    if (span->end == span->begin)
      continue;
    // Nothing came after it.
    if (span->command == AIC_NPU_NO_COMMAND)
      span->activity = AIC_NPU_TAIL;
    tell(simulation, span);
  }
}
