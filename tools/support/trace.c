//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/support/trace.h"

#include "runtime/output_file.h"
#include "tools/support/command_layers.h"
#include "tools/support/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NPU = 1, HOST = 2, LAYER_TRACK = AIC_NPU_NUM_ENGINES };

/// The cycles of a layer in this run.
typedef struct Extent {
  uint64_t begin, end;
} Extent;

struct AicTrace {
  AicOutputFile file;
  AicJson json;
  AicNpuObserver observer;
  const AicNpuProgram *program; ///< of this run
  AicCommandLayers layers;
  Extent *extents; ///< per layer
  /// Who posts a semaphore: the engine of the first command that does, or -1.
  int8_t posters[256];
  char machine[32];
  double clock;    ///< cycles per second
  uint64_t offset; ///< cycles of the runs before this one
  uint64_t cycles; ///< of this run, so far
  uint64_t runs, events, leftOut, limit, flights;
  uint64_t hostEvents;
  bool failed; ///< out of memory
};

/// Whether there is room for `count` events, which are counted.
static bool makeRoom(AicTrace *trace, uint64_t count) {
  bool room = !trace->limit || trace->events + count <= trace->limit;
  *(room ? &trace->events : &trace->leftOut) += count;
  return room;
}

static void beginEvent(AicTrace *trace, const char *phase, int process,
                       int track) {
  aicJsonLine(&trace->json);
  aicJsonBegin(&trace->json, NULL, '{');
  aicJsonText(&trace->json, "ph", phase);
  aicJsonInt(&trace->json, "pid", process);
  aicJsonInt(&trace->json, "tid", track);
}

/// Microseconds, the format's unit, without rounding to fewer than a cycle.
static void writeTime(AicTrace *trace, const char *key, uint64_t cycles) {
  fprintf(trace->json.stream, ",\"%s\":%.6f", key,
          1e6 * (double)cycles / trace->clock);
}

static void nameTrack(AicTrace *trace, const char *what, int process, int track,
                      const char *name) {
  aicJsonLine(&trace->json);
  aicJsonBegin(&trace->json, NULL, '{');
  aicJsonText(&trace->json, "ph", "M");
  aicJsonText(&trace->json, "name", what);
  aicJsonInt(&trace->json, "pid", process);
  aicJsonInt(&trace->json, "tid", track);
  aicJsonBegin(&trace->json, "args", '{');
  aicJsonText(&trace->json, "name", name);
  aicJsonEnd(&trace->json, '}');
  aicJsonEnd(&trace->json, '}');
}

static void nameTracks(AicTrace *trace) {
  static const char *const titles[] = {"ld: from DRAM", "mx: the array",
                                       "vx: vectors", "st: to DRAM", "layers"};
  char process[sizeof trace->machine + 8];
  snprintf(process, sizeof process, "npu %s", trace->machine);
  nameTrack(trace, "process_name", NPU, 0, process);
  for (int track = 0; track <= LAYER_TRACK; ++track)
    nameTrack(trace, "thread_name", NPU, track, titles[track]);
}

/// A layer from its first to its last command; these overlap as well.
static void writeLayer(AicTrace *trace, const char *name,
                       const Extent *extent) {
  AicJson *json = &trace->json;
  uint64_t id = trace->flights++;
  for (int end = 0; end < 2; ++end) {
    // They are few, and say where the rest would be: beside the limit.
    ++trace->events;
    beginEvent(trace, end ? "e" : "b", NPU, LAYER_TRACK);
    aicJsonText(json, "cat", "layer");
    aicJsonText(json, "name", name);
    aicJsonUnsigned(json, "id", id);
    writeTime(trace, "ts", trace->offset + (end ? extent->end : extent->begin));
    if (!end) {
      aicJsonBegin(json, "args", '{');
      aicJsonUnsigned(json, "cycle", trace->offset + extent->begin);
      aicJsonUnsigned(json, "cycles", extent->end - extent->begin);
      aicJsonText(json, "program", aicNpuProgramGetName(trace->program));
      aicJsonEnd(json, '}');
    }
    aicJsonEnd(json, '}');
  }
}

/// The layers of the run that is over.
static void endRun(AicTrace *trace) {
  for (uint32_t i = 0; i < trace->layers.count && trace->extents; ++i)
    if (trace->extents[i].end > trace->extents[i].begin)
      writeLayer(trace, trace->layers.data[i].name, &trace->extents[i]);
  aicCommandLayersRelease(&trace->layers);
  free(trace->extents);
  trace->extents = NULL;
  trace->offset += trace->cycles;
  trace->cycles = 0;
}

static void begin(void *userData, const AicNpuProgram *program,
                  const AicMachine *machine) {
  AicTrace *trace = userData;
  endRun(trace);
  trace->program = program;
  trace->clock = (double)machine->clock;
  memcpy(trace->machine, machine->name, sizeof trace->machine);
  if (trace->runs++ == 0)
    nameTracks(trace);
  memset(trace->posters, -1, sizeof trace->posters);
  for (uint32_t i = aicNpuProgramGetNumCommands(program); i-- > 0;) {
    const AicNpuCommand *command = aicNpuProgramGetCommand(program, i);
    for (int p = 0; p < command->numPosts; ++p)
      trace->posters[command->posts[p]] = (int8_t)command->engine;
  }
  trace->failed |= !aicCommandLayersInit(&trace->layers, program);
  trace->extents = calloc(trace->layers.count + 1, sizeof *trace->extents);
  trace->failed |= !trace->extents;
}

static void noteLayer(AicTrace *trace, const AicNpuSpan *span) {
  const AicNpuCommand *command =
      aicNpuProgramGetCommand(trace->program, span->command);
  // The barrier between two layers belongs to neither.
  if (command->opcode == AIC_NPU_SYNC || trace->failed)
    return;
  Extent *extent = &trace->extents[trace->layers.of[span->command]];
  if (extent->end == 0 || span->begin < extent->begin)
    extent->begin = span->begin;
  if (span->end > extent->end)
    extent->end = span->end;
}

static const char *layerOf(const AicTrace *trace, uint32_t command) {
  return trace->failed ? ""
                       : trace->layers.data[trace->layers.of[command]].name;
}

static void writeArguments(AicTrace *trace, const AicNpuSpan *span,
                           const AicNpuCommand *command) {
  AicJson *json = &trace->json;
  aicJsonBegin(json, "args", '{');
  aicJsonUnsigned(json, "cycle", trace->offset + span->begin);
  aicJsonUnsigned(json, "cycles", span->end - span->begin);
  if (command) {
    aicJsonUnsigned(json, "command", span->command);
    aicJsonText(json, "layer", layerOf(trace, span->command));
    if (span->bytes)
      aicJsonUnsigned(json, "bytes", span->bytes);
    if (command->opcode == AIC_NPU_MATMUL && span->activity == AIC_NPU_BUSY) {
      const AicNpuMatmul *matmul = &command->matmul;
      aicJsonUnsigned(json, "macs",
                      (uint64_t)matmul->m1 * matmul->m2 * matmul->k *
                          matmul->n);
    }
  }
  if (span->semaphore >= 0) {
    int poster = trace->posters[span->semaphore];
    aicJsonInt(json, "semaphore", span->semaphore);
    if (poster >= 0)
      aicJsonText(json, "posted_by", aicNpuEngineName((AicNpuEngine)poster));
  }
  aicJsonEnd(json, '}');
}

/// A transfer with its latency; these overlap, which async events may.
static void writeFlight(AicTrace *trace, const AicNpuSpan *span,
                        const AicNpuCommand *command, const char *name) {
  if (command->opcode != AIC_NPU_LOAD && command->opcode != AIC_NPU_STORE)
    return;
  if (!makeRoom(trace, 2))
    return;
  uint64_t id = trace->flights++;
  for (int end = 0; end < 2; ++end) {
    beginEvent(trace, end ? "e" : "b", NPU, (int)span->engine);
    aicJsonText(&trace->json, "cat", "in flight");
    aicJsonText(&trace->json, "name", name);
    aicJsonUnsigned(&trace->json, "id", id);
    writeTime(trace, "ts", trace->offset + (end ? span->end : span->begin));
    if (!end)
      writeArguments(trace, span, command);
    aicJsonEnd(&trace->json, '}');
  }
}

static void observe(void *userData, const AicNpuSpan *span) {
  AicTrace *trace = userData;
  const AicNpuCommand *command =
      span->command == AIC_NPU_NO_COMMAND
          ? NULL
          : aicNpuProgramGetCommand(trace->program, span->command);
  if (span->end > trace->cycles)
    trace->cycles = span->end;
  if (span->activity == AIC_NPU_FLIGHT)
    noteLayer(trace, span);
  // The end of a track says it as well.
  if (span->activity == AIC_NPU_TAIL)
    return;
  char name[160];
  if (command)
    snprintf(name, sizeof name, "%s %s", aicNpuOpcodeName(command->opcode),
             layerOf(trace, span->command));
  else
    snprintf(name, sizeof name, "no command");
  if (span->activity == AIC_NPU_FLIGHT) {
    writeFlight(trace, span, command, name);
    return;
  }
  bool busy = span->activity == AIC_NPU_BUSY;
  if (!makeRoom(trace, 1))
    return;
  beginEvent(trace, "X", NPU, (int)span->engine);
  const char *activity = aicNpuActivityName(span->activity);
  aicJsonText(&trace->json, "cat", activity);
  aicJsonText(&trace->json, "name", busy ? name : activity);
  writeTime(trace, "ts", trace->offset + span->begin);
  writeTime(trace, "dur", span->end - span->begin);
  writeArguments(trace, span, command);
  aicJsonEnd(&trace->json, '}');
}

void aicTraceAddHost(AicTrace *trace, const char *name, const char *kind,
                     double begin, double end) {
  if (!makeRoom(trace, 1))
    return;
  if (trace->hostEvents++ == 0) {
    nameTrack(trace, "process_name", HOST, 0, "host, measured");
    nameTrack(trace, "thread_name", HOST, 0, "layers");
  }
  AicJson *json = &trace->json;
  beginEvent(trace, "X", HOST, 0);
  aicJsonText(json, "cat", "host");
  aicJsonText(json, "name", name);
  fprintf(json->stream, ",\"ts\":%.3f,\"dur\":%.3f", 1e6 * begin,
          1e6 * (end - begin));
  aicJsonBegin(json, "args", '{');
  aicJsonText(json, "kind", kind);
  aicJsonEnd(json, '}');
  aicJsonEnd(json, '}');
}

AicTrace *aicTraceCreate(const char *path, int64_t limit, AicError **error) {
  AicTrace *trace = calloc(1, sizeof *trace);
  if (!trace) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return NULL;
  }
  if (!aicOutputFileOpen(&trace->file, path, error)) {
    free(trace);
    return NULL;
  }
  trace->observer =
      (AicNpuObserver){.begin = begin, .span = observe, .userData = trace};
  trace->limit = limit < 0 ? AIC_TRACE_LIMIT : (uint64_t)limit;
  trace->json.stream = trace->file.stream;
  aicJsonBegin(&trace->json, NULL, '{');
  aicJsonText(&trace->json, "displayTimeUnit", "ns");
  aicJsonBegin(&trace->json, "traceEvents", '[');
  return trace;
}

const AicNpuObserver *aicTraceGetObserver(const AicTrace *trace) {
  return &trace->observer;
}

bool aicTraceCommit(AicTrace *trace, const char *tool, AicError **error) {
  endRun(trace);
  if (trace->failed) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return false;
  }
  AicJson *json = &trace->json;
  fputc('\n', json->stream);
  aicJsonEnd(json, ']');
  aicJsonBegin(json, "otherData", '{');
  if (trace->runs > 0) {
    aicJsonText(json, "machine", trace->machine);
    aicJsonText(json, "time", "simulated: a cycle is drawn as 1/clock seconds");
    aicJsonNumber(json, "clock_hz", trace->clock);
  }
  aicJsonUnsigned(json, "runs", trace->runs);
  aicJsonUnsigned(json, "cycles", trace->offset);
  aicJsonUnsigned(json, "events", trace->events);
  aicJsonUnsigned(json, "events_left_out", trace->leftOut);
  aicJsonEnd(json, '}');
  aicJsonEnd(json, '}');
  fputc('\n', json->stream);
  if (!aicOutputFileCommit(&trace->file, error))
    return false;
  if (trace->leftOut)
    fprintf(stderr,
            "%s: note: the trace has the first %" PRIu64 " of %" PRIu64
            " events; --trace-limit=0 keeps all\n",
            tool, trace->events, trace->events + trace->leftOut);
  return true;
}

void aicTraceDestroy(AicTrace *trace) {
  if (!trace)
    return;
  aicOutputFileDiscard(&trace->file);
  aicCommandLayersRelease(&trace->layers);
  free(trace->extents);
  free(trace);
}
