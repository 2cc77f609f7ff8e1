//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic run
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/aic.h"

#include "runtime/file.h"

#include "aic/runtime.h"
#include "runtime/npu/device.h"
#include "runtime/tensor_file.h"
#include "tools/aic/host_clock.h"
#include "tools/aic/loaded_model.h"
#include "tools/aic/progress.h"
#include "tools/support/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Request {
  const char *model, *inputs, *outputs, *stats, *emit;
  const char *trace;
  int64_t traceLimit; ///< -1: not given
  AicCompileOptions options;
  Settings settings;
  Progress *progress;
  int64_t hostOps; ///< -1: not known
  int64_t threads; ///< 0: one per processor
} Request;

/// `*trace` stays NULL if none is wanted.
static bool openTrace(const Request *request, const AicModel *model,
                      AicTrace **trace, AicError **error) {
  if (!request->trace)
    return true;
  if (!model->usesNpu && model->numLayers == 0) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "'%s' has no layers with names and no part on an "
                            "NPU, which are what a trace shows",
                            request->model);
    return false;
  }
  *trace = aicTraceCreate(request->trace, request->traceLimit, error);
  return *trace != NULL;
}

/// Runs a loaded model on the input folder and writes the output folder.
static bool runModel(const Request *request, const AicModel *model,
                     AicError **error) {
  AicTensor *inputs = calloc((size_t)model->numInputs + 1, sizeof *inputs);
  AicTensor *outputs = calloc((size_t)model->numOutputs + 1, sizeof *outputs);
  AicTrace *trace = NULL;
  AicNpuSimulator *simulator = NULL;
  AicThreads *threads = NULL;
  HostClock layers = {0};
  bool good = false;
  if (!openTrace(request, model, &trace, error))
    goto cleanup;
  simulator = aicNpuSimulatorCreate(&(AicNpuRunOptions){
      .observer = trace ? aicTraceGetObserver(trace) : NULL});
  if (!inputs || !outputs || !simulator) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    goto cleanup;
  }
  if (!aicTensorsReadFolder(request->inputs, inputs, model->numInputs, error))
    goto cleanup;
  int64_t calls = aicModelCalls(model, inputs, model->numInputs, error);
  if (calls == 0) {
    AicError *reason = *error;
    *error = aicErrorCreate(aicErrorGetCode(reason), "inputs in '%s': %s",
                            request->inputs, aicErrorMessage(reason));
    aicErrorDestroy(reason);
    goto cleanup;
  }
  threads = aicThreadsCreate((int)request->threads, error);
  if (!threads)
    goto cleanup;
  if (!hostClockInit(&layers, model, calls)) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    goto cleanup;
  }
  layers.trace = trace;
  progressBegin(request->progress, "run");
  double start = now();
  good = aicModelRunWith(
      model,
      &(AicRunOptions){.npu = aicNpuSimulatorGetDevice(simulator),
                       .observe =
                           request->stats || trace ? hostClockObserve : NULL,
                       .observer = &layers,
                       .threads = threads},
      inputs, model->numInputs, outputs, model->numOutputs, error);
  double seconds = now() - start;
  hostClockStop(&layers);
  progressEnd(request->progress);
  if (good) {
    *error = aicNpuSimulatorTakeError(simulator);
    good = *error == NULL;
  }
  if (good && request->outputs)
    good = aicTensorsWriteFolder(request->outputs, outputs, model->numOutputs,
                                 error);
  if (good && trace)
    good = aicTraceCommit(trace, "aic", error);
  if (good && request->stats)
    printStats(request->stats,
               &(RunStats){.calls = calls,
                           .seconds = seconds,
                           .macs = model->macs * (uint64_t)calls,
                           .usesNpu = model->usesNpu || request->hostOps >= 0,
                           .hostOps = request->hostOps,
                           .hostLayers = layers.rows,
                           .numHostLayers = model->numLayers,
                           .simulator = simulator});

cleanup:
  for (uint32_t i = 0; inputs && i < model->numInputs; ++i)
    aicTensorRelease(&inputs[i]);
  for (uint32_t i = 0; outputs && i < model->numOutputs; ++i)
    aicTensorRelease(&outputs[i]);
  free(inputs);
  free(outputs);
  hostClockRelease(&layers);
  aicNpuSimulatorDestroy(simulator);
  aicThreadsDestroy(threads);
  aicTraceDestroy(trace);
  return good;
}

static bool loadAndRun(Request *request, AicError **error) {
  LoadedModel loaded;
  if (!loadModel(&loaded, request->model, &request->options, error))
    return false;
  request->hostOps = loaded.hostOps;
  bool good = runModel(request, loaded.model, error);
  unloadModel(&loaded);
  return good;
}

/// What makes no sense together. EXIT_GOOD when it does.
static int checkRequest(const AicCliCommand *self, Request *request) {
  const char *model = request->model;
  if (aicPathHasSuffix(model, ".npu"))
    return aicCliUsageError(self,
                            "'%s' is a bare NPU program, which is run by "
                            "'aic-sim %s --inputs DIR --outputs DIR'",
                            model, model);
  if (aicPathHasSuffix(model, ".so") && request->emit)
    return aicCliUsageError(
        self,
        "'%s' is compiled already, so there is no step to print "
        "with --emit",
        model);
  if (request->emit &&
      (request->inputs || request->outputs || request->stats || request->trace))
    return aicCliUsageError(self, "--emit prints a step and runs nothing, so "
                                  "it goes without --inputs, --outputs, "
                                  "--stats and --trace");
  int code = checkTarget(self, model, &request->options, &request->settings,
                         request->emit);
  if (code != EXIT_GOOD || request->emit)
    return code;
  if (request->traceLimit >= 0 && !request->trace)
    return aicCliUsageError(self, "--trace-limit needs --trace");
  if (request->trace && aicCliIsSameFile(model, request->trace))
    return aicCliUsageError(self, "the trace '%s' is the model",
                            request->trace);
  if (!request->inputs)
    return aicCliUsageError(self, "no input folder given with --inputs");
  if (!request->outputs && !request->stats && !request->trace)
    return aicCliUsageError(self,
                            "no output folder given with --outputs, and no "
                            "--stats either");
  return EXIT_GOOD;
}

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {.hostOps = -1, .traceLimit = -1};
  int code;
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  code = checkRequest(self, &request);
  if (code != EXIT_GOOD)
    return code;
  if (request.emit)
    return printStage(request.model, request.emit, &request.options);
  AicError *error = NULL;
  request.progress = progressCreate(&request.options);
  bool good = loadAndRun(&request, &error);
  progressDestroy(request.progress);
  return good ? EXIT_GOOD : inputError(error);
}

const AicCliCommand runCommand = {
    .name = "aic run",
    .summary = "run a model on files",
    .usage = AIC_CLI_WORDS("MODEL --inputs=DIR --outputs=DIR [OPTIONS]",
                           "MODEL --inputs=DIR --stats[=FORMAT] [OPTIONS]",
                           "MODEL --emit=STAGE [OPTIONS]"),
    .description =
        "Runs MODEL (.onnx, .mlir, or a compiled .so) on DIR/input_0.npy (or "
        ".pb), input_1..., and writes output_0.npy, ... Where the leading "
        "dimension of an input is N times the model's, the model runs N times; "
        "the inputs that have the model's own shape are the same in all runs.",
    .options = AIC_CLI_OPTIONS(
        {.name = "MODEL",
         .argument = "FILE",
         .offset = offsetof(Request, model),
         .suffixes = ".onnx .mlir .so"},
        {.name = "--inputs",
         .argument = "DIR",
         .summary = "folder of the inputs",
         .offset = offsetof(Request, inputs)},
        {.name = "--outputs",
         .argument = "DIR",
         .summary = "folder for the outputs; made if missing; may be left out "
                    "with --stats or --trace",
         .offset = offsetof(Request, outputs)},
        TARGET_OPTION, SET_OPTION, PRODUCTS_OPTION,
        {.name = "--stats",
         .argument = "FORMAT",
         .summary = "print time, cycles, traffic, in all and of each layer; "
                    "text by default",
         .words = AIC_CLI_WORDS("text", "json"),
         .bare = "text",
         .offset = offsetof(Request, stats)},
        {.name = "--trace",
         .argument = "FILE",
         .summary = "write what each engine of the NPU and each layer of the "
                    "host did, for ui.perfetto.dev",
         .offset = offsetof(Request, trace)},
        TRACE_LIMIT_OPTION, THREADS_OPTION, SCHEDULE_OPTION,
        {.name = "--emit",
         .argument = "STAGE",
         .summary = "print a step instead of running",
         .words = stageWords,
         .offset = offsetof(Request, emit)},
        VERBOSE_OPTION),
    .examples = AIC_CLI_TERMS(
        {"aic run model.onnx --inputs in --outputs out",
         "compile, run on in/input_0.npy ..., write out/output_0.npy ..."},
        {"aic run model.onnx --target=npu:edge32 --inputs in --stats=text",
         "what the model costs on an NPU"}),
    .run = run,
};
