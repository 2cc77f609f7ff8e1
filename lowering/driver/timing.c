//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "lowering/driver/timing.h"

#include "aic/diag.h"

#include <stdint.h>
#include <sys/resource.h>
#include <time.h>

static double wallSeconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds(struct timeval time) {
  return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

/// Of this process and of those it has waited for.
static double cpuSeconds(void) {
  struct rusage self, children;
  getrusage(RUSAGE_SELF, &self);
  getrusage(RUSAGE_CHILDREN, &children);
  return seconds(self.ru_utime) + seconds(self.ru_stime) +
         seconds(children.ru_utime) + seconds(children.ru_stime);
}

static void report(const AicTiming *timing, AicProgress progress) {
  if (timing->report)
    timing->report(&progress, timing->userData);
}

void aicTimingBegin(AicTiming *timing, const char *name) {
  aicTimingEnd(timing);
  if (timing->count == AIC_TIMING_MAX_STAGES)
    AIC_BUG("more stages than a timing has room for");
  timing->stages[timing->count++] =
      (AicStageTime){name, wallSeconds(), cpuSeconds()};
  timing->running = true;
  report(timing, (AicProgress){.kind = AIC_PROGRESS_BEGIN, .text = name});
}

void aicTimingEnd(AicTiming *timing) {
  if (!timing->running)
    return;
  AicStageTime *stage = &timing->stages[timing->count - 1];
  stage->wall = wallSeconds() - stage->wall;
  stage->cpu = cpuSeconds() - stage->cpu;
  timing->running = false;
  report(timing, (AicProgress){.kind = AIC_PROGRESS_END,
                               .text = stage->name,
                               .seconds = stage->wall});
}

/// Bytes that this process had in memory at most; Linux counts in KiB.
static int64_t peakBytes(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (int64_t)usage.ru_maxrss * 1024;
}

void aicTimingPrint(const AicTiming *timing, bool json, FILE *stream) {
  AicStageTime sum = {.name = "total"};
  for (int i = 0; i < timing->count; ++i) {
    sum.wall += timing->stages[i].wall;
    sum.cpu += timing->stages[i].cpu;
  }
  if (json)
    fputs("{\"stages\": [", stream);
  else
    fprintf(stream, "%-18s %10s %10s %6s\n", "stage", "wall s", "cpu s", "%");
  for (int i = 0; i < timing->count; ++i) {
    const AicStageTime *stage = &timing->stages[i];
    if (json)
      fprintf(stream, "%s{\"name\": \"%s\", \"wall_s\": %.6f, \"cpu_s\": %.6f}",
              i ? ", " : "", stage->name, stage->wall, stage->cpu);
    else
      fprintf(stream, "%-18s %10.3f %10.3f %6.1f\n", stage->name, stage->wall,
              stage->cpu, sum.wall > 0 ? 100 * stage->wall / sum.wall : 0);
  }
  if (json)
    fprintf(stream,
            "], \"wall_s\": %.6f, \"cpu_s\": %.6f, \"peak_bytes\": %lld}\n",
            sum.wall, sum.cpu, (long long)peakBytes());
  else
    fprintf(stream, "%-18s %10.3f %10.3f\npeak memory        %10.1f MiB\n",
            sum.name, sum.wall, sum.cpu, (double)peakBytes() / 1048576);
}
