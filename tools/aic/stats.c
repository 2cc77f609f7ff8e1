//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What `aic run --stats` prints.
//
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"

#include <stdio.h>
#include <string.h>

/// One line of the text form.
static void line(const char *name, unsigned long long value) {
  printf("%-20s %llu\n", name, value);
}

void printStats(const char *format, const RunStats *stats) {
  const AicNpuStats *npu = stats->npu;
  unsigned long long macs = stats->macs;
  // A model that multiplies nothing runs nothing of that on the host.
  double fraction = macs ? (double)npu->macs / (double)macs : 1.0;
  double perCall = stats->seconds / (double)stats->calls;
  if (strcmp(format, "json") == 0) {
    printf("{\"calls\": %lld, \"seconds_per_call\": %.9g, \"macs\": %llu, "
           "\"cycles\": %llu, \"utilization\": %.6g, \"dram_read_bytes\": "
           "%llu, \"dram_write_bytes\": %llu, \"npu_macs_fraction\": %.6g, "
           "\"energy_pj\": %.6g}\n",
           (long long)stats->calls, perCall, macs,
           (unsigned long long)npu->cycles, npu->utilization,
           (unsigned long long)npu->dramReadBytes,
           (unsigned long long)npu->dramWriteBytes,
           stats->usesNpu ? fraction : 0.0, npu->energy);
    return;
  }
  line("calls", (unsigned long long)stats->calls);
  printf("%-20s %.3f us\n", "time per call", 1e6 * perCall);
  line("macs", macs);
  if (!stats->usesNpu)
    return;
  line("cycles", (unsigned long long)npu->cycles);
  printf("%-20s %.1f %%\n", "utilization", 100 * npu->utilization);
  line("dram read bytes", (unsigned long long)npu->dramReadBytes);
  line("dram write bytes", (unsigned long long)npu->dramWriteBytes);
  printf("%-20s %.4f\n", "npu macs fraction", fraction);
}
