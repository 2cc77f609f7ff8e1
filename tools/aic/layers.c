//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/layers.h"

#include <inttypes.h>
#include <string.h>

enum { NAME_WIDTH = 32 };

/// Where an engine that did nothing spent its time.
static uint64_t waits(const AicNpuAccount *account) {
  return account->waitData + account->waitSpace + account->waitQueue +
         account->tail;
}

/// The engine that worked longest.
static AicNpuEngine busiest(const AicNpuStats *stats) {
  int best = 0;
  for (int e = 1; e < AIC_NPU_NUM_ENGINES; ++e)
    if (stats->engines[e].busy > stats->engines[best].busy)
      best = e;
  return (AicNpuEngine)best;
}

/// What that engine waited for most; NULL when it never waited.
static const char *mainStall(const AicNpuAccount *account, uint64_t *cycles) {
  const struct {
    const char *name;
    uint64_t cycles;
  } stalls[] = {{"data", account->waitData},
                {"space", account->waitSpace},
                {"work", account->waitQueue + account->tail}};
  int best = 0;
  for (int i = 1; i < 3; ++i)
    if (stalls[i].cycles > stalls[best].cycles)
      best = i;
  *cycles = stalls[best].cycles;
  return *cycles ? stalls[best].name : NULL;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// A JSON string; what is no ASCII is UTF-8 in the model and stays so.
static void printString(const char *text, FILE *stream) {
  fputc('"', stream);
  for (; *text; ++text) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\')
      fprintf(stream, "\\%c", c);
    else if (c < 0x20)
      fprintf(stream, "\\u%04x", c);
    else
      fputc(c, stream);
  }
  fputc('"', stream);
}

static void printStalls(const AicNpuStats *stats, FILE *stream) {
  fputs(", \"stalls\": {", stream);
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    const AicNpuAccount *account = &stats->engines[e];
    fprintf(stream,
            "%s\"%s\": {\"busy\": %" PRIu64 ", \"issue\": %" PRIu64
            ", \"wait_data\": %" PRIu64 ", \"wait_space\": %" PRIu64
            ", \"wait_queue\": %" PRIu64 ", \"tail\": %" PRIu64 "}",
            e ? ", " : "", aicNpuEngineName((AicNpuEngine)e), account->busy,
            account->issue, account->waitData, account->waitSpace,
            account->waitQueue, account->tail);
  }
  fputs("}", stream);
}

void printLayersJson(const LayerRow *rows, size_t count, FILE *stream) {
  fputs("\"layers\": [", stream);
  for (size_t i = 0; i < count; ++i) {
    const LayerRow *row = &rows[i];
    fputs(i ? ", {\"name\": " : "{\"name\": ", stream);
    printString(row->name, stream);
    fputs(", \"kind\": ", stream);
    printString(row->kind, stream);
    fprintf(stream,
            ", \"where\": \"%s\", \"macs\": %" PRIu64 ", \"seconds\": %.9g",
            row->where, row->macs, row->seconds);
    if (row->npu) {
      fprintf(stream,
              ", \"cycles\": %" PRIu64 ", \"utilization\": %.6f"
              ", \"bound_cycles\": %" PRIu64 ", \"dram_read_bytes\": %" PRIu64
              ", \"dram_write_bytes\": %" PRIu64 ", \"energy_pj\": %.9g",
              row->npu->cycles, row->npu->utilization, row->boundCycles,
              row->npu->dramReadBytes, row->npu->dramWriteBytes,
              row->npu->energy);
      printStalls(row->npu, stream);
    }
    fputs("}", stream);
  }
  fputs("]", stream);
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// Bytes of a UTF-8 character that do not start one take no column.
static bool continues(char c) { return ((unsigned char)c & 0xc0) == 0x80; }

static size_t columnsOf(const char *text) {
  size_t columns = 0;
  for (; *text; ++text)
    columns += !continues(*text);
  return columns;
}

/// At the character `columns` behind the first one of `text`.
static const char *skip(const char *text, size_t columns) {
  for (; *text && (columns || continues(*text)); ++text)
    columns -= !continues(*text);
  return text;
}

/// Node names say most at both ends, so a long one loses its middle.
static void printName(const char *name, FILE *stream) {
  size_t columns = columnsOf(name);
  if (columns > NAME_WIDTH) {
    const char *head = skip(name, (NAME_WIDTH - 2) / 2);
    const char *tail =
        skip(name, columns - (NAME_WIDTH - 2 - (NAME_WIDTH - 2) / 2));
    fprintf(stream, "%.*s..%s", (int)(head - name), name, tail);
    return;
  }
  fprintf(stream, "%s%*s", name, (int)(NAME_WIDTH - columns), "");
}

/// The columns that only an NPU fills.
static void printNpu(const AicNpuStats *stats, uint64_t bound, FILE *stream) {
  fprintf(stream,
          " %10" PRIu64 " %6.2f %10" PRIu64 " %10" PRIu64 " %10" PRIu64
          " %10.3f",
          stats->cycles, 100 * stats->utilization, bound, stats->dramReadBytes,
          stats->dramWriteBytes, stats->energy * 1e-6);
  AicNpuEngine engine = busiest(stats);
  const AicNpuAccount *account = &stats->engines[engine];
  uint64_t cycles = stats->cycles ? stats->cycles : 1, stall;
  const char *reason = mainStall(account, &stall);
  fprintf(stream, "  %s %.0f %%", aicNpuEngineName(engine),
          100.0 * (double)account->busy / (double)cycles);
  // Below one percent nothing was waited for.
  if (reason && 100 * waits(account) >= cycles)
    fprintf(stream, ", %s %.0f %%", reason,
            100.0 * (double)stall / (double)cycles);
}

static void printRow(const LayerRow *row, double seconds, bool npu,
                     FILE *stream) {
  printName(row->name, stream);
  fprintf(stream, " %-12.12s %-5s %12.3f %5.1f %12" PRIu64, row->kind,
          row->where, 1e6 * row->seconds,
          seconds > 0 ? 100 * row->seconds / seconds : 0, row->macs);
  if (npu && row->npu)
    printNpu(row->npu, row->boundCycles, stream);
  fputc('\n', stream);
}

/// Adds what a sum over layers has; utilization is made from its ratio.
static void addRow(LayerRow *sum, AicNpuStats *stats, double *ideal,
                   const LayerRow *row) {
  sum->macs += row->macs;
  sum->seconds += row->seconds;
  sum->boundCycles += row->boundCycles;
  if (!row->npu)
    return;
  const AicNpuStats *from = row->npu;
  sum->npu = stats;
  stats->cycles += from->cycles;
  stats->dramReadBytes += from->dramReadBytes;
  stats->dramWriteBytes += from->dramWriteBytes;
  stats->energy += from->energy;
  *ideal += from->utilization * (double)from->cycles;
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    stats->engines[e].busy += from->engines[e].busy;
    stats->engines[e].waitData += from->engines[e].waitData;
    stats->engines[e].waitSpace += from->engines[e].waitSpace;
    stats->engines[e].waitQueue += from->engines[e].waitQueue;
    stats->engines[e].tail += from->engines[e].tail;
  }
}

void printLayersText(const LayerRow *rows, size_t count, FILE *stream) {
  if (!count)
    return;
  AicNpuStats stats = {0};
  double ideal = 0;
  LayerRow sum = {.name = "total", .kind = "", .where = ""};
  for (size_t i = 0; i < count; ++i)
    addRow(&sum, &stats, &ideal, &rows[i]);
  if (stats.cycles)
    stats.utilization = ideal / (double)stats.cycles;
  bool npu = sum.npu != NULL;
  fprintf(stream, "%-*s %-12s %-5s %12s %5s %12s", NAME_WIDTH, "layer", "kind",
          "where", "time us", "%", "macs");
  if (npu)
    fprintf(stream, " %10s %6s %10s %10s %10s %10s  %s", "cycles", "util %",
            "bound", "read B", "write B", "energy uJ", "busiest, its waits");
  fputc('\n', stream);
  for (size_t i = 0; i < count; ++i)
    printRow(&rows[i], sum.seconds, npu, stream);
  printRow(&sum, sum.seconds, npu, stream);
}
