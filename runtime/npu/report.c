//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Statistics as JSON and as text.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/device.h"

#include <inttypes.h>

static void printAccount(const char *name, const AicNpuAccount *account,
                         bool json, FILE *stream) {
  fprintf(stream,
          json ? "\"%s\": {\"busy\": %" PRIu64 ", \"issue\": %" PRIu64
                 ", \"wait_data\": %" PRIu64 ", \"wait_space\": %" PRIu64
                 ", \"wait_queue\": %" PRIu64 ", \"tail\": %" PRIu64
                 ", \"commands\": %" PRIu64 "}"
               : "  %-6s %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64
                 " %12" PRIu64 " %12" PRIu64 " %10" PRIu64 "\n",
          name, account->busy, account->issue, account->waitData,
          account->waitSpace, account->waitQueue, account->tail,
          account->commands);
}

static void printJson(const AicNpuSimulator *simulator, FILE *stream) {
  const AicNpuStats *stats = aicNpuSimulatorGetStats(simulator);
  const AicMachine *machine = aicNpuSimulatorGetMachine(simulator);
  double seconds = machine ? (double)stats->cycles / (double)machine->clock : 0;
  fprintf(stream,
          "\"machine\": \"%s\", \"runs\": %" PRIu64 ", \"cycles\": %" PRIu64
          ", \"device_seconds\": %.9g, \"utilization\": %.6f"
          ", \"dram_read_bytes\": %" PRIu64 ", \"dram_write_bytes\": %" PRIu64
          ", \"dram_read_burst_bytes\": %" PRIu64
          ", \"dram_write_burst_bytes\": %" PRIu64 ", \"commands\": %" PRIu64
          ", \"energy_pj\": %.6g, \"engines\": {",
          machine ? machine->name : "", aicNpuSimulatorGetRuns(simulator),
          stats->cycles, seconds, stats->utilization, stats->dramReadBytes,
          stats->dramWriteBytes, stats->dramReadBurstBytes,
          stats->dramWriteBurstBytes, stats->commands, stats->energy);
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    if (e)
      fputs(", ", stream);
    printAccount(aicNpuEngineName((AicNpuEngine)e), &stats->engines[e], true,
                 stream);
  }
  fputs("}", stream);
}

static void printText(const AicNpuSimulator *simulator, FILE *stream) {
  const AicNpuStats *stats = aicNpuSimulatorGetStats(simulator);
  const AicMachine *machine = aicNpuSimulatorGetMachine(simulator);
  fprintf(stream,
          "machine            %s\n"
          "runs               %" PRIu64 "\n"
          "cycles             %" PRIu64 "\n"
          "device time        %.3f us\n"
          "utilization        %.2f %%\n"
          "dram read          %" PRIu64 " bytes\n"
          "dram write         %" PRIu64 " bytes\n"
          "commands           %" PRIu64 "\n"
          "energy             %.3f uJ\n",
          machine ? machine->name : "", aicNpuSimulatorGetRuns(simulator),
          stats->cycles,
          machine ? 1e6 * (double)stats->cycles / (double)machine->clock : 0,
          100 * stats->utilization, stats->dramReadBytes, stats->dramWriteBytes,
          stats->commands, stats->energy * 1e-6);
  fprintf(stream, "  %-6s %12s %12s %12s %12s %12s %12s %10s\n", "engine",
          "busy", "issue", "wait data", "wait space", "wait queue", "tail",
          "commands");
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    printAccount(aicNpuEngineName((AicNpuEngine)e), &stats->engines[e], false,
                 stream);
}

void aicNpuSimulatorPrint(const AicNpuSimulator *simulator, bool json,
                          FILE *stream) {
  if (json)
    printJson(simulator, stream);
  else
    printText(simulator, stream);
}
