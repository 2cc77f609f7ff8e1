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
#include "tools/aic/loaded_model.h"
#include "tools/aic/random_inputs.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// What is done without options: quick, but enough for a median.
enum { DEFAULT_WARMUP = 3, MIN_RUNS = 5, MAX_RUNS = 100000000 };

typedef struct Request {
  const char *model, *inputs;
  AicCompileOptions options;
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
  int64_t calls; ///< per run
  double *seconds;
  int64_t runs, capacity;
} Bench;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

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
  bool good = aicModelRun(model, aicNpuSimulatorGetDevice(bench->simulator),
                          bench->inputs, model->numInputs, bench->outputs,
                          model->numOutputs, error);
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
      .threads = request->threads,
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
  bool good = bench.inputs && bench.outputs && bench.simulator;
  if (!good)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  good = good && readInputs(&bench, error);
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
  aicNpuSimulatorDestroy(bench.simulator);
  return good;
}

/// A number from `min` to MAX_RUNS in `text`, which may be NULL for `fallback`.
static int readCount(const Command *self, const char *name, const char *text,
                     int64_t min, int64_t fallback, int64_t *value) {
  *value = fallback;
  if (!text)
    return EXIT_GOOD;
  char *end;
  errno = 0;
  long long number = strtoll(text, &end, 10);
  if (errno || *end || end == text || number < min || number > MAX_RUNS)
    return usageError(self, "%s takes a number from %lld to %d, not '%s'", name,
                      (long long)min, MAX_RUNS, text);
  *value = number;
  return EXIT_GOOD;
}

static int readSeconds(const Command *self, const char *text, double *value) {
  *value = 1;
  if (!text)
    return EXIT_GOOD;
  char *end;
  *value = strtod(text, &end);
  if (*end || end == text || !isfinite(*value) || *value < 0)
    return usageError(self, "--min-time takes a number of seconds, not '%s'",
                      text);
  return EXIT_GOOD;
}

static int checkRequest(const Command *self, const Request *request) {
  const char *model = request->model;
  if (aicPathHasSuffix(model, ".npu"))
    return usageError(self,
                      "'%s' is a bare NPU program; its cycles are told by "
                      "'aic-sim %s --time-only'",
                      model, model);
  if (aicPathHasSuffix(model, ".so") &&
      (request->options.target || request->options.schedule))
    return usageError(self,
                      "'%s' is compiled already, so its target and schedule "
                      "are fixed; --target and --schedule are for aic compile",
                      model);
  if (request->threads != 1)
    return usageError(self,
                      "models run on one thread in this version, not %lld",
                      (long long)request->threads);
  return checkTarget(self, &request->options, NULL);
}

static int run(const Command *self, int argc, char **argv) {
  Request request = {0};
  const char *threads = NULL, *runs = NULL, *warmup = NULL, *time = NULL;
  int code = parseArguments(
      self, argc, argv,
      (const Option[]){
          {.name = "--inputs", .value = &request.inputs},
          {.name = "--threads", .value = &threads},
          {.name = "--runs", .value = &runs},
          {.name = "--min-time", .value = &time},
          {.name = "--warmup", .value = &warmup},
          {.name = "--json", .flag = &request.json},
          {.name = "--target", .value = &request.options.target},
          {.name = "--schedule", .value = &request.options.schedule},
          {.name = "-v", .flag = &request.options.verbose},
          {0}},
      &request.model);
  if (code != EXIT_GOOD)
    return code < 0 ? EXIT_GOOD : code;
  if (runs && time)
    return usageError(self, "--runs and --min-time both say when to stop");
  code = readCount(self, "--threads", threads, 1, 1, &request.threads);
  if (code == EXIT_GOOD)
    code = readCount(self, "--runs", runs, 1, 0, &request.runs);
  if (code == EXIT_GOOD)
    code =
        readCount(self, "--warmup", warmup, 0, DEFAULT_WARMUP, &request.warmup);
  if (code == EXIT_GOOD)
    code = readSeconds(self, time, &request.minSeconds);
  if (code == EXIT_GOOD)
    code = checkRequest(self, &request);
  if (code != EXIT_GOOD)
    return code;
  AicError *error = NULL;
  LoadedModel loaded;
  if (!loadModel(&loaded, request.model, &request.options, &error))
    return inputError(error);
  bool good = benchModel(&request, loaded.model, &error);
  unloadModel(&loaded);
  return good ? EXIT_GOOD : inputError(error);
}

const Command benchCommand = {
    .name = "bench",
    .summary = "measure how long a model takes",
    .help =
        "usage: aic bench MODEL [OPTIONS]\n"
        "\n"
        "Runs MODEL (.onnx, .mlir, or a compiled .so) again and again and "
        "prints median,\nminimum, maximum and spread of the times of one call. "
        "The last line is the median\nin milliseconds and nothing else. For a "
        "described NPU these are times of the\nsimulator on this machine; the "
        "device's own time and cycles stand above them.\n"
        "\n"
        "options:\n"
        "  --inputs DIR      folder of the inputs, as for aic run; without it, "
        "random ones,\n"
        "                    the same each time (for a model without open "
        "sizes)\n"
        "  --threads N       threads of one call (default 1)\n"
        "  --runs N          how often to run\n"
        "  --min-time S      or: for how many seconds, at least 5 runs "
        "(default 1)\n"
        "  --warmup N        runs before that, not counted (default 3)\n"
        "  --json            print one JSON object instead\n"
        "  --target=TARGET   cpu (default), npu, or npu:NAME_OR_FILE of a "
        "description\n"
        "  --schedule=FILE   transform library instead of the built-in one\n"
        "  -v                tell on standard error what is done\n"
        "  --help            this text\n",
    .run = run,
};
