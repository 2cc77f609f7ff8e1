//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An exploration as JSON, which the page holds as well, and as CSV.
//
//===----------------------------------------------------------------------===//

#include "tools/aic/explore.h"

#include "aic/version.h"

#include <inttypes.h>
#include <string.h>

static void writePoint(const Exploration *self, intptr_t point, AicJson *json) {
  const AicTrial *trial = &self->trials[point];
  const AicNpuStats *stats = &trial->stats;
  aicJsonLine(json);
  aicJsonBegin(json, NULL, '{');
  aicJsonInt(json, "point", point);
  aicJsonBegin(json, "settings", '{');
  for (int a = 0; a < self->space->numAxes; ++a)
    aicJsonText(json, self->space->axes[a].name,
                exploreValue(self->space, point, a));
  aicJsonEnd(json, '}');
  if (!trial->good) {
    aicJsonText(json, "error", trial->reason);
    aicJsonEnd(json, '}');
    return;
  }
  aicJsonUnsigned(json, "cycles", stats->cycles);
  aicJsonNumber(json, "seconds", exploreGoal(trial, EXPLORE_TIME));
  aicJsonUnsigned(json, "macs", stats->macs);
  aicJsonNumber(json, "npu_macs_fraction", exploreShare(trial));
  aicJsonNumber(json, "utilization", stats->utilization);
  aicJsonUnsigned(json, "bound_cycles", stats->bound);
  aicJsonUnsigned(json, "dram_read_bytes", stats->dramReadBytes);
  aicJsonUnsigned(json, "dram_write_bytes", stats->dramWriteBytes);
  aicJsonUnsigned(json, "dram_read_burst_bytes", stats->dramReadBurstBytes);
  aicJsonUnsigned(json, "dram_write_burst_bytes", stats->dramWriteBurstBytes);
  aicJsonNumber(json, "energy_pj", stats->energy);
  aicJsonUnsigned(json, "pes", (uint64_t)exploreGoal(trial, EXPLORE_PES));
  aicJsonUnsigned(json, "sram_bytes",
                  (uint64_t)exploreGoal(trial, EXPLORE_SRAM));
  aicJsonInt(json, "programs", trial->programs);
  aicJsonInt(json, "host_ops", trial->hostOps);
  aicJsonBool(json, "pareto", self->best[point]);
  aicJsonEnd(json, '}');
}

void exploreWriteJson(const Exploration *self, FILE *stream) {
  AicJson json = {.stream = stream};
  aicJsonBegin(&json, NULL, '{');
  aicJsonText(&json, "version", AIC_VERSION_STRING);
  aicJsonText(&json, "model", self->model);
  aicJsonText(&json, "target", self->target);
  aicJsonText(&json, "option", self->option);
  aicJsonUnsigned(&json, "machines", self->space->total);
  aicJsonInt(&json, "seed", self->seed);
  aicJsonBegin(&json, "goals", '[');
  for (int goal = 0; goal < EXPLORE_NUM_GOALS; ++goal)
    if (self->goals >> goal & 1)
      aicJsonText(&json, NULL, exploreGoalNames[goal]);
  aicJsonEnd(&json, ']');
  aicJsonBegin(&json, "parameters", '[');
  for (int a = 0; a < self->space->numAxes; ++a) {
    const ExploreAxis *axis = &self->space->axes[a];
    aicJsonBegin(&json, NULL, '{');
    aicJsonText(&json, "name", axis->name);
    aicJsonText(&json, "help", axis->params[0]->help);
    aicJsonBegin(&json, "values", '[');
    for (int v = 0; v < axis->count; ++v)
      aicJsonText(&json, NULL, axis->values[v]);
    aicJsonEnd(&json, ']');
    aicJsonEnd(&json, '}');
  }
  aicJsonEnd(&json, ']');
  aicJsonBegin(&json, "points", '[');
  for (intptr_t i = 0; i < self->space->numPoints; ++i)
    writePoint(self, i, &json);
  aicJsonEnd(&json, ']');
  aicJsonEnd(&json, '}');
}

/// A field in quotes if it has what would end it.
static void writeField(const char *text, FILE *stream) {
  if (!strpbrk(text, ",\"\n")) {
    fputs(text, stream);
    return;
  }
  fputc('"', stream);
  for (; *text; ++text)
    fprintf(stream, *text == '"' ? "\"\"" : "%c", *text);
  fputc('"', stream);
}

void exploreWriteCsv(const Exploration *self, FILE *stream) {
  fputs("point", stream);
  for (int a = 0; a < self->space->numAxes; ++a)
    fprintf(stream, ",%s", self->space->axes[a].name);
  fputs(",cycles,seconds,npu_macs_fraction,utilization,dram_read_burst_bytes,"
        "dram_write_burst_bytes,energy_pj,pes,sram_bytes,host_ops,pareto,"
        "error\n",
        stream);
  for (intptr_t i = 0; i < self->space->numPoints; ++i) {
    const AicTrial *trial = &self->trials[i];
    const AicNpuStats *stats = &trial->stats;
    fprintf(stream, "%td", i);
    for (int a = 0; a < self->space->numAxes; ++a) {
      fputc(',', stream);
      writeField(exploreValue(self->space, i, a), stream);
    }
    if (trial->good)
      fprintf(stream,
              ",%" PRIu64 ",%.9g,%.9g,%.9g,%" PRIu64 ",%" PRIu64
              ",%.9g,%.0f,%.0f,%" PRId64 ",%d,",
              stats->cycles, exploreGoal(trial, EXPLORE_TIME),
              exploreShare(trial), stats->utilization,
              stats->dramReadBurstBytes, stats->dramWriteBurstBytes,
              stats->energy, exploreGoal(trial, EXPLORE_PES),
              exploreGoal(trial, EXPLORE_SRAM), trial->hostOps, self->best[i]);
    else
      fputs(",,,,,,,,,,,,", stream);
    if (!trial->good)
      writeField(trial->reason, stream);
    fputc('\n', stream);
  }
}
