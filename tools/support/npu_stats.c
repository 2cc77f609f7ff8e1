//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/support/npu_stats.h"

#include <inttypes.h>
#include <string.h>

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// The name with '_' for spaces.
static void writeShare(AicJson *json, AicNpuActivity activity,
                       uint64_t cycles) {
  char key[32];
  snprintf(key, sizeof key, "%s", aicNpuActivityName(activity));
  for (char *at = key; *at; ++at)
    if (*at == ' ')
      *at = '_';
  aicJsonUnsigned(json, key, cycles);
}

static void writeStalls(AicJson *json, const AicNpuStats *stats) {
  aicJsonBegin(json, "stalls", '{');
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    aicJsonBegin(json, aicNpuEngineName((AicNpuEngine)e), '{');
    for (int share = 0; share < AIC_NPU_NUM_SHARES; ++share)
      writeShare(json, (AicNpuActivity)share, stats->engines[e].spent[share]);
    aicJsonEnd(json, '}');
  }
  aicJsonEnd(json, '}');
}

void aicJsonNpuStats(AicJson *json, const AicNpuStats *stats) {
  aicJsonUnsigned(json, "cycles", stats->cycles);
  aicJsonNumber(json, "utilization", stats->utilization);
  aicJsonUnsigned(json, "bound_cycles", stats->bound);
  aicJsonUnsigned(json, "dram_read_bytes", stats->dramReadBytes);
  aicJsonUnsigned(json, "dram_write_bytes", stats->dramWriteBytes);
  aicJsonUnsigned(json, "compulsory_read_bytes", stats->compulsoryReadBytes);
  aicJsonUnsigned(json, "compulsory_write_bytes", stats->compulsoryWriteBytes);
  aicJsonUnsigned(json, "dram_read_burst_bytes", stats->dramReadBurstBytes);
  aicJsonUnsigned(json, "dram_write_burst_bytes", stats->dramWriteBurstBytes);
  aicJsonUnsigned(json, "commands", stats->commands);
  aicJsonNumber(json, "energy_pj", stats->energy);
  aicJsonBegin(json, "energy_by_level_pj", '{');
  for (int level = 0; level < AIC_NPU_NUM_ENERGY_LEVELS; ++level)
    aicJsonNumber(json, aicNpuEnergyLevelName((AicNpuEnergyLevel)level),
                  stats->energyOf[level]);
  aicJsonEnd(json, '}');
  writeStalls(json, stats);
}

static void writeBuffers(AicJson *json, const AicNpuSimulator *simulator) {
  size_t count;
  const AicNpuBufferRun *buffers = aicNpuSimulatorGetBuffers(simulator, &count);
  aicJsonBegin(json, "buffers", '[');
  for (size_t i = 0; i < count; ++i) {
    const AicNpuBufferRun *buffer = &buffers[i];
    aicJsonBegin(json, NULL, '{');
    aicJsonText(json, "program", buffer->program);
    aicJsonText(json, "name", buffer->name);
    aicJsonText(json, "kind", aicNpuBufferKindName(buffer->kind));
    aicJsonUnsigned(json, "bytes", buffer->bytes);
    aicJsonUnsigned(json, "read_bytes", buffer->traffic.readBytes);
    aicJsonUnsigned(json, "write_bytes", buffer->traffic.writeBytes);
    aicJsonUnsigned(json, "compulsory_bytes", buffer->compulsoryBytes);
    aicJsonEnd(json, '}');
  }
  aicJsonEnd(json, ']');
}

static double secondsOf(const AicNpuSimulator *simulator) {
  const AicMachine *machine = aicNpuSimulatorGetMachine(simulator);
  const AicNpuStats *stats = aicNpuSimulatorGetStats(simulator);
  return machine ? (double)stats->cycles / (double)machine->clock : 0;
}

static const char *machineName(const AicNpuSimulator *simulator) {
  const AicMachine *machine = aicNpuSimulatorGetMachine(simulator);
  return machine ? machine->name : "";
}

void aicJsonNpuRuns(AicJson *json, const AicNpuSimulator *simulator) {
  aicJsonText(json, "machine", machineName(simulator));
  aicJsonUnsigned(json, "runs", aicNpuSimulatorGetRuns(simulator));
  aicJsonNumber(json, "device_seconds", secondsOf(simulator));
  aicJsonNpuStats(json, aicNpuSimulatorGetStats(simulator));
  writeBuffers(json, simulator);
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

const char *aicSiText(char text[AIC_SI_SIZE], double value, const char *unit) {
  static const char *const prefixes[] = {"p", "n", "u", "m", "",
                                         "k", "M", "G", "T", "P"};
  enum { NONE = 4, LAST = 9 };
  int prefix = NONE;
  while (value >= 999.5 && prefix < LAST) {
    value /= 1000;
    ++prefix;
  }
  while (value > 0 && value < 0.9995 && prefix > 0) {
    value *= 1000;
    --prefix;
  }
  // Whole numbers below 1000 are exact.
  bool whole = prefix == NONE && value == (double)(int)value;
  int digits = whole || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  snprintf(text, AIC_SI_SIZE, "%.*f %s%s", digits, value, prefixes[prefix],
           unit);
  return text;
}

static void printTraffic(const char *what, uint64_t bytes, uint64_t least,
                         FILE *stream) {
  fprintf(stream, "dram %-13s %" PRIu64 " bytes", what, bytes);
  if (least)
    fprintf(stream, ", %.3f x compulsory", (double)bytes / (double)least);
  fputc('\n', stream);
}

static void printEnergy(const AicNpuStats *stats, FILE *stream) {
  char text[AIC_SI_SIZE];
  fprintf(stream, "energy             %s",
          aicSiText(text, stats->energy * 1e-12, "J"));
  const char *lead = ":";
  for (int level = 0; level < AIC_NPU_NUM_ENERGY_LEVELS; ++level) {
    if (stats->energyOf[level] <= 0)
      continue;
    fprintf(stream, "%s %s %.0f%%", lead,
            aicNpuEnergyLevelName((AicNpuEnergyLevel)level),
            100 * stats->energyOf[level] / stats->energy);
    lead = ",";
  }
  fputc('\n', stream);
}

static void printEngines(const AicNpuStats *stats, FILE *stream) {
  enum { WIDTH = 10 };
  fputs("  engine", stream);
  for (int share = 0; share < AIC_NPU_NUM_SHARES; ++share)
    fprintf(stream, " %*s", WIDTH,
            share == AIC_NPU_BANK_CONFLICT
                ? "bank"
                : aicNpuActivityName((AicNpuActivity)share));
  fprintf(stream, " %*s\n", WIDTH, "commands");
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    fprintf(stream, "  %-6s", aicNpuEngineName((AicNpuEngine)e));
    for (int share = 0; share < AIC_NPU_NUM_SHARES; ++share)
      fprintf(stream, " %*" PRIu64, WIDTH, stats->engines[e].spent[share]);
    fprintf(stream, " %*" PRIu64 "\n", WIDTH, stats->engines[e].commands);
  }
}

void printNpuRuns(const AicNpuSimulator *simulator, FILE *stream) {
  const AicNpuStats *stats = aicNpuSimulatorGetStats(simulator);
  fprintf(stream,
          "machine            %s\n"
          "runs               %" PRIu64 "\n"
          "cycles             %" PRIu64,
          machineName(simulator), aicNpuSimulatorGetRuns(simulator),
          stats->cycles);
  if (stats->bound)
    fprintf(stream, ", at least %" PRIu64 " are needed", stats->bound);
  fprintf(stream,
          "\n"
          "device time        %.3f us\n"
          "utilization        %.2f %%\n",
          1e6 * secondsOf(simulator), 100 * stats->utilization);
  printTraffic("read", stats->dramReadBytes, stats->compulsoryReadBytes,
               stream);
  printTraffic("write", stats->dramWriteBytes, stats->compulsoryWriteBytes,
               stream);
  fprintf(stream, "commands           %" PRIu64 "\n", stats->commands);
  printEnergy(stats, stream);
  printEngines(stats, stream);
}
