//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/support/layers.h"

#include "tools/support/npu_stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/// Widths of columns, so that a line has at most 100.
enum {
  HOST_NAME_WIDTH = 40,
  HOST_KIND_WIDTH = 18,
  NPU_NAME_WIDTH = 19,
  NPU_KIND_WIDTH = 11
};

/// Billions of operations in a second.
static double rate(const LayerRow *row) {
  return row->seconds > 0 ? 2e-9 * (double)row->macs / row->seconds : 0;
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

void printLayersJson(AicJson *json, const LayerRow *rows, size_t count) {
  aicJsonBegin(json, "layers", '[');
  for (size_t i = 0; i < count; ++i) {
    const LayerRow *row = &rows[i];
    aicJsonBegin(json, NULL, '{');
    aicJsonText(json, "name", row->name);
    aicJsonText(json, "kind", row->kind);
    aicJsonText(json, "where", row->where);
    aicJsonUnsigned(json, "macs", row->macs);
    aicJsonNumber(json, "npu_macs_fraction", row->npu ? 1 : 0);
    aicJsonNumber(json, "seconds", row->seconds);
    if (row->npu)
      aicJsonNpuStats(json, row->npu);
    else
      aicJsonNumber(json, "gflops", rate(row));
    aicJsonEnd(json, '}');
  }
  aicJsonEnd(json, ']');
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

/// A line break in a name would end its row, and an escape reach the terminal.
static void printText(const char *text, size_t length, FILE *stream) {
  for (size_t i = 0; i < length; ++i)
    fputc((unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i],
          stream);
}

/// Of a name that is too long both ends, which say most.
static void printCut(const char *name, size_t length, size_t columns,
                     size_t width, FILE *stream) {
  if (columns <= width) {
    printText(name, length, stream);
    return;
  }
  const char *head = skip(name, (width - 2) / 2);
  const char *tail = skip(name, columns - (width - 2 - (width - 2) / 2));
  printText(name, (size_t)(head - name), stream);
  fputs("..", stream);
  printText(tail, (size_t)(name + length - tail), stream);
}

/// Of a list that is too long the first name and how many follow.
static void printName(const char *name, size_t width, FILE *stream) {
  size_t columns = columnsOf(name), length = strlen(name), more = 0;
  char others[16] = "";
  const char *comma = strstr(name, ", ");
  if (columns > width && comma) {
    int count = 0;
    for (const char *at = comma; at; at = strstr(at + 2, ", "))
      ++count;
    more = (size_t)snprintf(others, sizeof others, " +%d", count);
    columns -= columnsOf(comma);
    length = (size_t)(comma - name);
  }
  printCut(name, length, columns, width - more, stream);
  columns = columns < width - more ? columns : width - more;
  fprintf(stream, "%s%*s", others, (int)(width - more - columns), "");
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Rows of one place, of which the last is their sum.
typedef struct Table {
  const char *head; ///< of the first column
  const LayerRow *rows;
  size_t count;
  size_t name;  ///< width of the first column
  bool kind;    ///< any row has one
  LayerRow sum; ///< of all of them
} Table;

static void printStart(const Table *table, const char *name, const char *kind,
                       FILE *stream) {
  printName(name, table->name, stream);
  int width = table->sum.npu ? NPU_KIND_WIDTH : HOST_KIND_WIDTH;
  if (table->kind)
    fprintf(stream, " %-*.*s", width, width, kind);
}

static void printHostRow(const Table *table, const LayerRow *row,
                         FILE *stream) {
  double all = table->sum.seconds;
  printStart(table, row->name, row->kind, stream);
  fprintf(stream, " %12.3f %5.1f %12" PRIu64 " %8.2f\n", 1e6 * row->seconds,
          all > 0 ? 100 * row->seconds / all : 0, row->macs, rate(row));
}

static void printHostTable(const Table *table, FILE *stream) {
  printStart(table, table->head, "kind", stream);
  fprintf(stream, " %12s %5s %12s %8s\n", "time us", "%", "macs", "GFLOP/s");
  for (size_t i = 0; i < table->count; ++i)
    printHostRow(table, &table->rows[i], stream);
  printHostRow(table, &table->sum, stream);
}

/// The engine that worked longest.
static AicNpuEngine busiest(const AicNpuStats *stats) {
  int best = 0;
  for (int e = 1; e < AIC_NPU_NUM_ENGINES; ++e)
    if (stats->engines[e].spent[AIC_NPU_BUSY] >
        stats->engines[best].spent[AIC_NPU_BUSY])
      best = e;
  return (AicNpuEngine)best;
}

/// What the engine that works longest waits for most, as a part of the time:
/// "mx data 12%".
static void printStall(const AicNpuStats *stats, FILE *stream) {
  AicNpuEngine engine = busiest(stats);
  const uint64_t *spent = stats->engines[engine].spent;
  const struct {
    const char *name;
    uint64_t cycles;
  } stalls[] = {{"data", spent[AIC_NPU_WAIT_DATA]},
                {"space", spent[AIC_NPU_WAIT_SPACE]},
                {"work", spent[AIC_NPU_WAIT_QUEUE] + spent[AIC_NPU_TAIL]},
                {"bank", spent[AIC_NPU_BANK_CONFLICT]},
                {"busy", spent[AIC_NPU_BUSY]}};
  enum { NUM_STALLS = 4 };
  int best = 0;
  for (int i = 1; i < NUM_STALLS; ++i)
    if (stalls[i].cycles > stalls[best].cycles)
      best = i;
  // Below one percent nothing was waited for.
  if (100 * stalls[best].cycles < stats->cycles)
    best = NUM_STALLS;
  double all = stats->cycles ? (double)stats->cycles : 1;
  fprintf(stream, "  %s %s %.0f%%", aicNpuEngineName(engine), stalls[best].name,
          100 * (double)stalls[best].cycles / all);
}

static void printNpuRow(const Table *table, const LayerRow *row, FILE *stream) {
  const AicNpuStats *stats = row->npu;
  char bytes[AIC_SI_SIZE], energy[AIC_SI_SIZE];
  uint64_t moved = stats->dramReadBytes + stats->dramWriteBytes;
  uint64_t least = stats->compulsoryReadBytes + stats->compulsoryWriteBytes;
  printStart(table, row->name, row->kind, stream);
  fprintf(stream, " %9" PRIu64 " %9" PRIu64, stats->cycles, stats->bound);
  if (stats->bound) {
    double bound = (double)stats->bound;
    double gap = 100 * ((double)stats->cycles - bound) / bound;
    fprintf(stream, " %5.*f", gap < 999 ? 1 : 0, gap);
  } else {
    fprintf(stream, " %5s", "-");
  }
  fprintf(stream, " %6.2f %7s", 100 * stats->utilization,
          aicSiText(bytes, (double)moved, "B"));
  if (least)
    fprintf(stream, " %5.2f", (double)moved / (double)least);
  else
    fprintf(stream, " %5s", "-");
  fprintf(stream, " %7s", aicSiText(energy, stats->energy * 1e-12, "J"));
  printStall(stats, stream);
  fputc('\n', stream);
}

static void printNpuTable(const Table *table, FILE *stream) {
  printStart(table, table->head, "kind", stream);
  fprintf(stream, " %9s %9s %5s %6s %7s %5s %7s  %s\n", "cycles", "bound",
          "gap %", "util %", "DRAM", "x", "energy", "top stall");
  for (size_t i = 0; i < table->count; ++i)
    printNpuRow(table, &table->rows[i], stream);
  printNpuRow(table, &table->sum, stream);
}

/// The rows from `rows` on that ran in the same place.
static Table makeTable(const LayerRow *rows, size_t count,
                       const AicNpuStats *total) {
  Table table = {.rows = rows, .name = strlen("npu layer")};
  table.head = rows->npu ? "npu layer" : "cpu layer";
  table.sum = (LayerRow){.name = "total",
                         .kind = "",
                         .where = rows->where,
                         .npu = rows->npu ? total : NULL};
  while (table.count < count && !rows[table.count].npu == !rows->npu) {
    const LayerRow *row = &rows[table.count++];
    size_t width = columnsOf(row->name);
    table.name = width > table.name ? width : table.name;
    table.kind |= row->kind[0] != 0;
    table.sum.macs += row->macs;
    table.sum.seconds += row->seconds;
  }
  size_t most = rows->npu ? NPU_NAME_WIDTH : HOST_NAME_WIDTH;
  table.name = table.name > most ? most : table.name;
  return table;
}

void printLayersText(const LayerRow *rows, size_t count,
                     const AicNpuStats *total, FILE *stream) {
  for (size_t i = 0; i < count;) {
    Table table = makeTable(&rows[i], count - i, total);
    if (table.count == count)
      table.head = "layer";
    if (i)
      fputc('\n', stream);
    (rows[i].npu ? printNpuTable : printHostTable)(&table, stream);
    i += table.count;
  }
}
