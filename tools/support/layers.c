//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/support/layers.h"

#include "tools/support/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 32 };

/// Billions of operations in a second.
static double rate(const LayerRow *row) {
  return row->seconds > 0 ? 2e-9 * (double)row->macs / row->seconds : 0;
}

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

LayerRow *makeNpuRows(const AicNpuSimulator *simulator, size_t *count) {
  const AicNpuLayerRun *layers = aicNpuSimulatorGetLayers(simulator, count);
  const AicMachine *machine = aicNpuSimulatorGetMachine(simulator);
  LayerRow *rows = *count ? calloc(*count, sizeof *rows) : NULL;
  if (!rows) {
    *count = 0;
    return NULL;
  }
  for (size_t i = 0; i < *count; ++i) {
    const AicNpuStats *stats = &layers[i].stats;
    rows[i] = (LayerRow){
        .name = layers[i].name,
        .kind = layers[i].kind,
        .where = "npu",
        .macs = stats->macs,
        .seconds = (double)stats->cycles / (double)machine->clock,
        .npu = stats,
    };
  }
  return rows;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static void writeStalls(AicJson *json, const AicNpuStats *stats) {
  aicJsonBegin(json, "stalls", '{');
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    const AicNpuAccount *account = &stats->engines[e];
    aicJsonBegin(json, aicNpuEngineName((AicNpuEngine)e), '{');
    aicJsonUnsigned(json, "busy", account->busy);
    aicJsonUnsigned(json, "issue", account->issue);
    aicJsonUnsigned(json, "wait_data", account->waitData);
    aicJsonUnsigned(json, "wait_space", account->waitSpace);
    aicJsonUnsigned(json, "wait_queue", account->waitQueue);
    aicJsonUnsigned(json, "tail", account->tail);
    aicJsonEnd(json, '}');
  }
  aicJsonEnd(json, '}');
}

void printLayersJson(const LayerRow *rows, size_t count, FILE *stream) {
  AicJson json = {.stream = stream};
  aicJsonBegin(&json, "layers", '[');
  for (size_t i = 0; i < count; ++i) {
    const LayerRow *row = &rows[i];
    aicJsonBegin(&json, NULL, '{');
    aicJsonText(&json, "name", row->name);
    aicJsonText(&json, "kind", row->kind);
    aicJsonText(&json, "where", row->where);
    aicJsonUnsigned(&json, "macs", row->macs);
    aicJsonNumber(&json, "seconds", row->seconds);
    if (!row->npu)
      aicJsonNumber(&json, "gflops", rate(row));
    if (row->npu) {
      aicJsonUnsigned(&json, "cycles", row->npu->cycles);
      aicJsonNumber(&json, "utilization", row->npu->utilization);
      aicJsonUnsigned(&json, "bound_cycles", row->npu->bound);
      aicJsonUnsigned(&json, "dram_read_bytes", row->npu->dramReadBytes);
      aicJsonUnsigned(&json, "dram_write_bytes", row->npu->dramWriteBytes);
      aicJsonNumber(&json, "energy_pj", row->npu->energy);
      writeStalls(&json, row->npu);
    }
    aicJsonEnd(&json, '}');
  }
  aicJsonEnd(&json, ']');
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

/// Which columns a table has.
typedef struct Columns {
  size_t name; ///< its width
  bool kind, where, time, npu;
  double seconds; ///< of all rows
} Columns;

/// A line break in a name would end its row, and an escape reach the terminal.
static void printText(const char *text, size_t length, FILE *stream) {
  for (size_t i = 0; i < length; ++i)
    fputc((unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i],
          stream);
}

/// Of a list that is too long the first name and how many follow; of a name
/// that is, both ends, which say most.
static void printName(const char *name, size_t width, FILE *stream) {
  size_t columns = columnsOf(name);
  const char *comma = strstr(name, ", ");
  if (columns > width && comma) {
    int others = 0;
    for (const char *at = comma; at; at = strstr(at + 2, ", "))
      ++others;
    char count[16];
    size_t more = (size_t)snprintf(count, sizeof count, " +%d", others);
    size_t first = columns - columnsOf(comma);
    if (first + more <= width) {
      printText(name, (size_t)(comma - name), stream);
      fprintf(stream, "%s%*s", count, (int)(width - first - more), "");
      return;
    }
  }
  if (columns > width) {
    const char *head = skip(name, (width - 2) / 2);
    const char *tail = skip(name, columns - (width - 2 - (width - 2) / 2));
    printText(name, (size_t)(head - name), stream);
    fputs("..", stream);
    printText(tail, strlen(tail), stream);
    return;
  }
  printText(name, strlen(name), stream);
  fprintf(stream, "%*s", (int)(width - columns), "");
}

/// The columns that only an NPU fills.
static void printNpu(const AicNpuStats *stats, FILE *stream) {
  fprintf(stream,
          " %10" PRIu64 " %6.2f %10" PRIu64 " %10" PRIu64 " %10" PRIu64
          " %10.3f",
          stats->cycles, 100 * stats->utilization, stats->bound,
          stats->dramReadBytes, stats->dramWriteBytes, stats->energy * 1e-6);
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

static void printRow(const LayerRow *row, const Columns *columns,
                     FILE *stream) {
  printName(row->name, columns->name, stream);
  if (columns->kind)
    fprintf(stream, " %-12.12s", row->kind);
  if (columns->where)
    fprintf(stream, " %-5s", row->where);
  if (columns->time)
    fprintf(stream, " %12.3f", 1e6 * row->seconds);
  fprintf(stream, " %5.1f %12" PRIu64,
          columns->seconds > 0 ? 100 * row->seconds / columns->seconds : 0,
          row->macs);
  if (columns->time)
    fprintf(stream, " %8.2f", rate(row));
  if (columns->npu && row->npu)
    printNpu(row->npu, stream);
  fputc('\n', stream);
}

static void printHead(const Columns *columns, FILE *stream) {
  printName("layer", columns->name, stream);
  if (columns->kind)
    fprintf(stream, " %-12s", "kind");
  if (columns->where)
    fprintf(stream, " %-5s", "where");
  if (columns->time)
    fprintf(stream, " %12s", "time us");
  fprintf(stream, " %5s %12s", "%", "macs");
  if (columns->time)
    fprintf(stream, " %8s", "GFLOP/s");
  if (columns->npu)
    fprintf(stream, " %10s %6s %10s %10s %10s %10s  %s", "cycles", "util %",
            "bound", "read B", "write B", "energy uJ", "busiest, its waits");
  fputc('\n', stream);
}

static void addRow(LayerRow *sum, AicNpuStats *stats, const LayerRow *row) {
  sum->macs += row->macs;
  sum->seconds += row->seconds;
  if (!row->npu)
    return;
  sum->npu = stats;
  aicNpuStatsAdd(stats, row->npu);
}

void printLayersText(const LayerRow *rows, size_t count, FILE *stream) {
  if (!count)
    return;
  AicNpuStats stats = {0};
  LayerRow sum = {.name = "total", .kind = "", .where = ""};
  Columns columns = {.name = strlen("layer")};
  for (size_t i = 0; i < count; ++i) {
    addRow(&sum, &stats, &rows[i]);
    size_t width = columnsOf(rows[i].name);
    columns.name = width > columns.name ? width : columns.name;
    columns.kind |= rows[i].kind[0] != 0;
    columns.where |= strcmp(rows[i].where, rows[0].where) != 0;
    // The time on the device is its cycles.
    columns.time |= !rows[i].npu;
  }
  if (columns.name > NAME_WIDTH)
    columns.name = NAME_WIDTH;
  columns.npu = sum.npu != NULL;
  columns.seconds = sum.seconds;
  printHead(&columns, stream);
  for (size_t i = 0; i < count; ++i)
    printRow(&rows[i], &columns, stream);
  printRow(&sum, &columns, stream);
}
