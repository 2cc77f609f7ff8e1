//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explore.h"

#include "tools/support/npu_stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/// Bytes of a memory, as --set takes them.
static void binary(char *text, size_t size, uint64_t bytes) {
  static const char suffixes[] = {'\0', 'K', 'M', 'G'};
  int step = 0;
  for (; bytes && bytes % 1024 == 0 && step < 3; ++step)
    bytes /= 1024;
  snprintf(text, size, "%" PRIu64 "%.1s", bytes, &suffixes[step]);
}

/// Parameters with one value are named above the table, once.
static bool isShown(const ExploreAxis *axis) { return axis->count > 1; }

static int widthOf(const ExploreAxis *axis) {
  size_t width = strlen(axis->name);
  for (int v = 0; v < axis->count; ++v)
    if (strlen(axis->values[v]) > width)
      width = strlen(axis->values[v]);
  return (int)width;
}

static void writeHead(const Exploration *self, FILE *stream) {
  fprintf(stream, "%5s", "#");
  for (int a = 0; a < self->space->numAxes; ++a)
    if (isShown(&self->space->axes[a]))
      fprintf(stream, "  %*s", widthOf(&self->space->axes[a]),
              self->space->axes[a].name);
  fprintf(stream, "  %12s  %9s  %6s  %6s  %8s  %8s  %7s  %6s\n", "cycles",
          "time", "util", "on NPU", "DRAM", "energy", "PEs", "SRAM");
}

void exploreTableBegin(const Exploration *self, FILE *stream) {
  const ExploreSpace *space = self->space;
  fprintf(stream, "%s on %s: %td of %" PRIu64 " machine%s\n", self->model,
          self->target, space->numPoints, space->total,
          space->total == 1 ? "" : "s");
  for (int a = 0; a < space->numAxes; ++a)
    if (!isShown(&space->axes[a]))
      fprintf(stream, "%s = %s\n", space->axes[a].name,
              space->axes[a].values[0]);
  fputc('\n', stream);
  writeHead(self, stream);
}

void exploreTableRow(const Exploration *self, intptr_t point, FILE *stream) {
  const AicTrial *trial = &self->trials[point];
  fprintf(stream, "%5td", point);
  for (int a = 0; a < self->space->numAxes; ++a)
    if (isShown(&self->space->axes[a]))
      fprintf(stream, "  %*s", widthOf(&self->space->axes[a]),
              exploreValue(self->space, point, a));
  if (!trial->good) {
    fprintf(stream, "  %12s  %s\n", "-", trial->reason);
    return;
  }
  char time[AIC_SI_SIZE], dram[AIC_SI_SIZE], energy[AIC_SI_SIZE], sram[32];
  aicSiText(time, exploreGoal(trial, EXPLORE_TIME), "s");
  aicSiText(dram, exploreGoal(trial, EXPLORE_DRAM), "B");
  aicSiText(energy, exploreGoal(trial, EXPLORE_ENERGY) * 1e-12, "J");
  binary(sram, sizeof sram, (uint64_t)exploreGoal(trial, EXPLORE_SRAM));
  fprintf(stream,
          "  %12" PRIu64 "  %9s  %5.1f%%  %5.1f%%  %8s  %8s  %7.0f  %6s\n",
          trial->stats.cycles, time, 100 * trial->stats.utilization,
          100 * exploreShare(trial), dram, energy,
          exploreGoal(trial, EXPLORE_PES), sram);
}

static void writeGoals(const Exploration *self, FILE *stream) {
  static const char *const titles[] = {[EXPLORE_TIME] = "time",
                                       [EXPLORE_ENERGY] = "energy",
                                       [EXPLORE_DRAM] = "DRAM bytes",
                                       [EXPLORE_PES] = "PEs",
                                       [EXPLORE_SRAM] = "SRAM"};
  int left = 0;
  for (int goal = 0; goal < EXPLORE_NUM_GOALS; ++goal)
    left += self->goals >> goal & 1;
  for (int goal = 0; goal < EXPLORE_NUM_GOALS; ++goal)
    if (self->goals >> goal & 1) {
      --left;
      fprintf(stream, "%s%s", titles[goal],
              left > 1    ? ", "
              : left == 1 ? " and "
                          : "");
    }
}

/// Whether `a` stands in front of `b`: more on the NPU, then faster.
static bool precedes(const AicTrial *a, const AicTrial *b) {
  if (exploreShare(a) != exploreShare(b))
    return exploreShare(a) > exploreShare(b);
  return exploreGoal(a, EXPLORE_TIME) < exploreGoal(b, EXPLORE_TIME);
}

void exploreTableEnd(const Exploration *self, FILE *stream) {
  const AicTrial *trials = self->trials;
  intptr_t count = 0, good = 0;
  for (intptr_t i = 0; i < self->space->numPoints; ++i) {
    count += self->best[i];
    good += trials[i].good;
  }
  if (good < 2)
    return;
  fprintf(stream, "\n%td of them %s beaten by no other in ", count,
          count == 1 ? "is" : "are");
  writeGoals(self, stream);
  fputs(", fastest first:\n\n", stream);
  writeHead(self, stream);
  bool *shown = calloc((size_t)self->space->numPoints + 1, sizeof *shown);
  // Few are the best of ten thousand, so that sorting would be more words.
  for (intptr_t n = 0; shown && n < count; ++n) {
    intptr_t next = -1;
    for (intptr_t i = 0; i < self->space->numPoints; ++i)
      if (self->best[i] && !shown[i] &&
          (next < 0 || precedes(&trials[i], &trials[next])))
        next = i;
    shown[next] = true;
    exploreTableRow(self, next, stream);
  }
  free(shown);
}
