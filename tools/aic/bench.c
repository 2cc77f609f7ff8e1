//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic bench
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/aic.h"

#include "aic/runtime.h"
#include "runtime/file.h"
#include "runtime/npu/device.h"
#include "runtime/tensor_file.h"
#include "tools/aic/bench_report.h"
#include "tools/aic/host_clock.h"
#include "tools/aic/loaded_model.h"
#include "tools/aic/progress.h"
#include "tools/aic/random_inputs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// What is done without options: quick, but enough for a median.
enum {
  DEFAULT_WARMUP = 3,
  DEFAULT_SECONDS = 1,
  MIN_RUNS = 5,
  MAX_RUNS = 100000000,
  MAX_SECONDS = 1000000
};

typedef struct Request {
  const char *model, *inputs;
  AicCompileOptions options;
  Settings settings;
  int64_t threads, warmup;
  int64_t runs;      ///< 0: as many as fit into `minSeconds`
  double minSeconds; ///< of all runs that count
  bool json;
} Request;

/// One run of the model after the other.
typedef struct Bench {
  const Request *request;
  const AicModel *model;
  AicTensor *inputs, *outputs;
  AicNpuSimulator *simulator;
  AicThreads *threads;
  void *arena;
  int64_t calls; ///< per run
  double *seconds;
  int64_t runs, capacity;
} Bench;

/// Tells a person who waits; a line that the next one overwrites.
static void progress(const char *what, int64_t count) {
  if (!isatty(STDERR_FILENO))
    return;
  if (what)
    fprintf(stderr, "\r\033[K%s %lld", what, (long long)count);
  else
    fputs("\r\033[K", stderr);
}

/// Runs once; the seconds of one call, or -1.
static double runOnce(Bench *bench, AicError **error) {
  const AicModel *model = bench->model;
  double start = now();
  bool good = aicModelRunWith(
      model,
      &(AicRunOptions){.npu = aicNpuSimulatorGetDevice(bench->simulator),
                       .threads = bench->threads,
                       .arena = bench->arena},
      bench->inputs, model->numInputs, bench->outputs, model->numOutputs,
      error);
  double seconds = now() - start;
  for (uint32_t i = 0; i < model->numOutputs; ++i)
    aicTensorRelease(&bench->outputs[i]);
  if (good)
    *error = aicNpuSimulatorTakeError(bench->simulator);
  return good && !*error ? seconds / (double)bench->calls : -1;
}

static bool keep(Bench *bench, double seconds, AicError **error) {
  if (bench->runs == bench->capacity) {
    int64_t capacity = 2 * bench->capacity + 1024;
    double *more =
        realloc(bench->seconds, (size_t)capacity * sizeof *bench->seconds);
    if (!more) {
      *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
      return false;
    }
    bench->seconds = more;
    bench->capacity = capacity;
  }
  bench->seconds[bench->runs++] = seconds;
  return true;
}

static bool measure(Bench *bench, AicError **error) {
  const Request *request = bench->request;
  for (int64_t i = 0; i < request->warmup; ++i) {
    progress("aic bench: warm-up run", i + 1);
    if (runOnce(bench, error) < 0)
      return false;
  }
  double start = now(), shown = start;
  for (;;) {
    double time = now();
    if (request->runs
            ? bench->runs >= request->runs
            : bench->runs >= MAX_RUNS || (bench->runs >= MIN_RUNS &&
                                          time - start >= request->minSeconds))
      return true;
    if (time - shown > 0.2) {
      progress("aic bench: run", bench->runs + 1);
      shown = time;
    }
    double seconds = runOnce(bench, error);
    if (seconds < 0 || !keep(bench, seconds, error))
      return false;
  }
}

static void report(Bench *bench) {
  const Request *request = bench->request;
  const AicModel *model = bench->model;
  uint64_t programs = aicNpuSimulatorGetRuns(bench->simulator);
  Measurement result = {
      .model = request->model,
      .target = request->options.target ? request->options.target : "cpu",
      .threads = aicThreadsCount(bench->threads),
      .seconds = bench->seconds,
      .runs = bench->runs,
      .warmup = request->warmup,
      .calls = bench->calls,
      .macs = model->macs,
      .usesNpu = programs > 0};
  if (aicPathHasSuffix(request->model, ".so"))
    result.target = model->usesNpu ? "npu" : "cpu";
  if (programs) {
    double calls = (double)(bench->calls * (bench->runs + request->warmup));
    result.deviceCycles =
        (double)aicNpuSimulatorGetStats(bench->simulator)->cycles / calls;
    result.deviceSeconds =
        result.deviceCycles /
        (double)aicNpuSimulatorGetMachine(bench->simulator)->clock;
  }
  printMeasurement(&result, request->json, stdout);
}

static bool readInputs(Bench *bench, AicError **error) {
  const Request *request = bench->request;
  const AicModel *model = bench->model;
  if (!request->inputs)
    return randomInputs(model, bench->inputs, error);
  return aicTensorsReadFolder(request->inputs, bench->inputs, model->numInputs,
                              error);
}

static bool benchModel(const Request *request, const AicModel *model,
                       AicError **error) {
  Bench bench = {.request = request, .model = model};
  bench.inputs = calloc((size_t)model->numInputs + 1, sizeof *bench.inputs);
  bench.outputs = calloc((size_t)model->numOutputs + 1, sizeof *bench.outputs);
  bench.simulator = aicNpuSimulatorCreate(NULL);
  bench.arena = aicModelAllocateArena(model);
  bool good = bench.inputs && bench.outputs && bench.simulator && bench.arena;
  if (!good)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  if (good)
    bench.threads = aicThreadsCreate((int)request->threads, error);
  good = bench.threads && readInputs(&bench, error);
  if (good) {
    bench.calls = aicModelCalls(model, bench.inputs, model->numInputs, error);
    good = bench.calls > 0 && measure(&bench, error);
    progress(NULL, 0);
  }
  if (good)
    report(&bench);
  for (uint32_t i = 0; bench.inputs && i < model->numInputs; ++i)
    aicTensorRelease(&bench.inputs[i]);
  free(bench.inputs);
  free(bench.outputs);
  free(bench.seconds);
  free(bench.arena);
  aicNpuSimulatorDestroy(bench.simulator);
  aicThreadsDestroy(bench.threads);
  return good;
}

static int checkRequest(const AicCliCommand *self, Request *request) {
  const char *model = request->model;
  if (aicPathHasSuffix(model, ".npu"))
    return aicCliUsageError(
        self,
        "'%s' is a bare NPU program; its cycles are told by "
        "'aic-sim %s --time-only'",
        model, model);
  return checkTarget(self, model, &request->options, &request->settings, NULL);
}

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {.warmup = DEFAULT_WARMUP, .minSeconds = -1};
  int code;
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  if (request.runs && request.minSeconds >= 0)
    return aicCliUsageError(self,
                            "--runs and --min-time both say when to stop");
  if (request.minSeconds < 0)
    request.minSeconds = DEFAULT_SECONDS;
  code = checkRequest(self, &request);
  if (code != EXIT_GOOD)
    return code;
  AicError *error = NULL;
  LoadedModel loaded;
  Progress *compiling = progressCreate(&request.options);
  bool ready = loadModel(&loaded, request.model, &request.options, &error);
  progressDestroy(compiling);
  if (!ready)
    return inputError(error);
  bool good = benchModel(&request, loaded.model, &error);
  unloadModel(&loaded);
  return good ? EXIT_GOOD : inputError(error);
}

const AicCliCommand benchCommand = {
    .name = "aic bench",
    .summary = "measure how long a model takes",
    .usage = AIC_CLI_WORDS("MODEL [OPTIONS]"),
    .description =
        "Runs MODEL (.onnx, .mlir, or a compiled .so) again and again and "
        "prints median, minimum, maximum and spread of the times of one call. "
        "The last line is the median in milliseconds and nothing else. For a "
        "described NPU these are times of the simulator on this machine; the "
        "device's own time and cycles stand above them.",
    .options = AIC_CLI_OPTIONS(
        {.name = "MODEL",
         .argument = "FILE",
         .offset = offsetof(Request, model),
         .suffixes = ".onnx .mlir .so"},
        {.name = "--inputs",
         .argument = "DIR",
         .summary = "folder of the inputs, as for aic run; without it, random "
                    "ones, the same each time (for a model without open sizes)",
         .offset = offsetof(Request, inputs)},
        THREADS_OPTION,
        {.name = "--runs",
         .argument = "N",
         .summary = "how often to run",
         .kind = AIC_CLI_INTEGER,
         .least = 1,
         .most = MAX_RUNS,
         .offset = offsetof(Request, runs)},
        {.name = "--min-time",
         .argument = "S",
         .summary = "or: for how many seconds, at least 5 runs (default 1)",
         .kind = AIC_CLI_NUMBER,
         .most = MAX_SECONDS,
         .offset = offsetof(Request, minSeconds)},
        {.name = "--warmup",
         .argument = "N",
         .summary = "runs before that, not counted (default 3)",
         .kind = AIC_CLI_INTEGER,
         .most = MAX_RUNS,
         .offset = offsetof(Request, warmup)},
        {.name = "--json",
         .summary = "print one JSON object instead",
         .offset = offsetof(Request, json)},
        TARGET_OPTION, SET_OPTION, PRODUCTS_OPTION, SCHEDULE_OPTION,
        VERBOSE_OPTION),
    .examples = AIC_CLI_TERMS(
        {"aic bench model.onnx", "times of one call, on random inputs"},
        {"aic bench model.onnx --runs=20 --json",
         "the same of exactly 20 runs, for another program"}),
    .run = run,
};
