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

#include "runtime/npu/device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The layers of the host, then those of the device.
static void printLayers(const RunStats *stats, bool json) {
  size_t count;
  LayerRow *rows = makeNpuRows(stats->simulator, &count);
  if (stats->numHostLayers) {
    LayerRow *all = realloc(rows, (stats->numHostLayers + count) * sizeof *all);
    if (!all)
      AIC_BUG("out of memory");
    rows = all;
    memmove(rows + stats->numHostLayers, rows, count * sizeof *rows);
    memcpy(rows, stats->hostLayers, stats->numHostLayers * sizeof *rows);
    count += stats->numHostLayers;
  }
  if (json) {
    printLayersJson(rows, count, stdout);
  } else if (count) {
    fputc('\n', stdout);
    printLayersText(rows, count, stdout);
  }
  free(rows);
}

void printStats(const char *format, const RunStats *stats) {
  uint64_t onNpu = aicNpuSimulatorGetStats(stats->simulator)->macs;
  double perCall = stats->seconds / (double)stats->calls;
  // Shapes that are known at run time only leave the sum at 0.
  double fraction = stats->macs ? (double)onNpu / (double)stats->macs
                    : onNpu     ? 1.0
                                : 0.0;
  if (strcmp(format, "json") == 0) {
    printf("{\"calls\": %" PRId64 ", \"seconds_per_call\": %.9g, \"macs\": "
           "%" PRIu64 ", \"npu_macs_fraction\": %.6f, ",
           stats->calls, perCall, stats->macs, fraction);
    if (stats->hostOps >= 0)
      printf("\"host_operations\": %" PRId64 ", ", stats->hostOps);
    if (stats->usesNpu) {
      aicNpuSimulatorPrint(stats->simulator, true, stdout);
      fputs(", ", stdout);
    }
    printLayers(stats, true);
    puts("}");
    return;
  }
  printf("calls              %" PRId64 "\n"
         "time per call      %.3f us\n"
         "macs               %" PRIu64 "\n",
         stats->calls, 1e6 * perCall, stats->macs);
  if (stats->usesNpu)
    printf("npu macs fraction  %.6f\n", fraction);
  if (stats->usesNpu && stats->hostOps > 0)
    printf("host operations    %" PRId64 ", -v says which and why\n",
           stats->hostOps);
  if (stats->usesNpu && aicNpuSimulatorGetRuns(stats->simulator) > 0)
    aicNpuSimulatorPrint(stats->simulator, false, stdout);
  printLayers(stats, false);
}
