//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/host_clock.h"

#include <stdlib.h>
#include <time.h>

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

bool hostClockInit(HostClock *clock, const AicModel *model, int64_t calls) {
  *clock = (HostClock){.model = model, .current = model->numLayers};
  clock->rows = calloc(model->numLayers + 1, sizeof *clock->rows);
  if (!clock->rows)
    return false;
  for (size_t i = 0; i < model->numLayers; ++i)
    clock->rows[i] =
        (LayerRow){.name = model->layers[i].name,
                   .kind = model->layers[i].kind,
                   .where = "cpu",
                   .macs = model->layers[i].macs * (uint64_t)calls};
  return true;
}

static void change(HostClock *clock, size_t layer) {
  double time = now();
  if (clock->origin == 0)
    clock->origin = time;
  if (clock->current < clock->model->numLayers) {
    LayerRow *row = &clock->rows[clock->current];
    row->seconds += time - clock->since;
    if (clock->trace)
      aicTraceAddHost(clock->trace, row->name, row->kind,
                      clock->since - clock->origin, time - clock->origin);
  }
  clock->current = layer;
  clock->since = time;
}

void hostClockObserve(const AicCall *call, int64_t layer) {
  HostClock *clock = call->observer;
  change(clock, layer < 0 ? clock->model->numLayers : (size_t)layer);
}

void hostClockStop(HostClock *clock) { change(clock, clock->model->numLayers); }

void hostClockRelease(HostClock *clock) {
  free(clock->rows);
  *clock = (HostClock){0};
}
