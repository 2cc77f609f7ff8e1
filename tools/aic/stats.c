//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What `aic run --stats` prints.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "tools/aic/aic.h"
#include "tools/support/layers.h"
#include "tools/support/npu_stats.h"

#include "runtime/npu/device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The layers of the host, then those of the device.
static LayerRow *collectLayers(const RunStats *stats, size_t *count) {
  LayerRow *rows = makeNpuRows(stats->simulator, count);
  if (!stats->numHostLayers)
    return rows;
  LayerRow *all = realloc(rows, (stats->numHostLayers + *count) * sizeof *all);
  if (!all)
    AIC_BUG("out of memory");
  memmove(all + stats->numHostLayers, all, *count * sizeof *all);
  memcpy(all, stats->hostLayers, stats->numHostLayers * sizeof *all);
  *count += stats->numHostLayers;
  return all;
}

/// Shapes that are known at run time only leave the sum at 0.
static double npuFraction(const RunStats *stats) {
  uint64_t onNpu = aicNpuSimulatorGetStats(stats->simulator)->macs;
  return stats->macs ? (double)onNpu / (double)stats->macs : onNpu ? 1.0 : 0.0;
}

static void printJson(const RunStats *stats) {
  AicJson json = {.stream = stdout};
  aicJsonBegin(&json, NULL, '{');
  aicJsonInt(&json, "calls", stats->calls);
  aicJsonNumber(&json, "seconds_per_call",
                stats->seconds / (double)stats->calls);
  aicJsonUnsigned(&json, "macs", stats->macs);
  aicJsonNumber(&json, "npu_macs_fraction", npuFraction(stats));
  if (stats->hostOps >= 0)
    aicJsonInt(&json, "host_operations", stats->hostOps);
  if (stats->usesNpu)
    aicJsonNpuRuns(&json, stats->simulator);
  size_t count;
  LayerRow *rows = collectLayers(stats, &count);
  printLayersJson(&json, rows, count);
  free(rows);
  aicJsonEnd(&json, '}');
  putchar('\n');
}

static void printText(const RunStats *stats) {
  printf("calls              %" PRId64 "\n"
         "time per call      %.3f us\n"
         "macs               %" PRIu64 "\n",
         stats->calls, 1e6 * stats->seconds / (double)stats->calls,
         stats->macs);
  if (stats->usesNpu)
    printf("npu macs fraction  %.6f\n", npuFraction(stats));
  if (stats->usesNpu && stats->hostOps > 0)
    printf("host operations    %" PRId64 ", -v says which and why\n",
           stats->hostOps);
  if (stats->usesNpu && aicNpuSimulatorGetRuns(stats->simulator) > 0)
    printNpuRuns(stats->simulator, stdout);
  size_t count;
  LayerRow *rows = collectLayers(stats, &count);
  if (count)
    putchar('\n');
  printLayersText(rows, count, aicNpuSimulatorGetStats(stats->simulator),
                  stdout);
  free(rows);
}

void printStats(const char *format, const RunStats *stats) {
  if (strcmp(format, "json") == 0)
    printJson(stats);
  else
    printText(stats);
}
