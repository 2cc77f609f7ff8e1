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
#include "tools/aic/loaded_model.h"
#include "tools/support/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Request {
  const char *model, *inputs, *outputs, *stats, *emit;
  const char *trace;
  uint64_t traceLimit;
  AicCompileOptions options;
  int64_t hostOps; ///< -1: not known
} Request;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/// `*trace` stays NULL if none is wanted.
static bool openTrace(const Request *request, const AicModel *model,
                      AicTrace **trace, AicError **error) {
  if (!request->trace)
    return true;
  if (!model->usesNpu) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "no part of '%s' runs on an NPU, and a trace shows "
                            "what that does; see --target",
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
  double start = now();
  good = aicModelRun(model, aicNpuSimulatorGetDevice(simulator), inputs,
                     model->numInputs, outputs, model->numOutputs, error);
  double seconds = now() - start;
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
                           .simulator = simulator});

cleanup:
  for (uint32_t i = 0; inputs && i < model->numInputs; ++i)
    aicTensorRelease(&inputs[i]);
  for (uint32_t i = 0; outputs && i < model->numOutputs; ++i)
    aicTensorRelease(&outputs[i]);
  free(inputs);
  free(outputs);
  aicNpuSimulatorDestroy(simulator);
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
static int checkRequest(const Command *self, const Request *request) {
  const char *model = request->model;
  if (aicPathHasSuffix(model, ".npu"))
    return usageError(self,
                      "'%s' is a bare NPU program, which is run by "
                      "'aic-sim %s --inputs DIR --outputs DIR'",
                      model, model);
  if (aicPathHasSuffix(model, ".so") && request->emit)
    return usageError(self,
                      "'%s' is compiled already, so there is no step to print "
                      "with --emit",
                      model);
  if (aicPathHasSuffix(model, ".so") &&
      (request->options.target || request->options.schedule))
    return usageError(self,
                      "'%s' is compiled already, so its target and schedule "
                      "are fixed; --target and --schedule are for aic compile",
                      model);
  int code = checkTarget(self, &request->options, request->emit);
  if (code != EXIT_GOOD || request->emit)
    return code;
  if (request->stats && strcmp(request->stats, "text") != 0 &&
      strcmp(request->stats, "json") != 0)
    return usageError(self, "--stats is text or json, not '%s'",
                      request->stats);
  if (!request->inputs)
    return usageError(self, "no input folder given with --inputs");
  if (!request->outputs && !request->stats && !request->trace)
    return usageError(self, "no output folder given with --outputs, and no "
                            "--stats either");
  return EXIT_GOOD;
}

static int run(const Command *self, int argc, char **argv) {
  Request request = {.hostOps = -1, .traceLimit = AIC_TRACE_LIMIT};
  const char *limit = NULL;
  int code = parseArguments(
      self, argc, argv,
      (const Option[]){
          {.name = "--inputs", .value = &request.inputs},
          {.name = "--outputs", .value = &request.outputs},
          {.name = "--stats", .value = &request.stats},
          {.name = "--trace", .value = &request.trace},
          {.name = "--trace-limit", .value = &limit},
          {.name = "--emit", .value = &request.emit},
          {.name = "--target", .value = &request.options.target},
          {.name = "--schedule", .value = &request.options.schedule},
          {.name = "-v", .flag = &request.options.verbose},
          {0}},
      &request.model);
  if (code != EXIT_GOOD)
    return code < 0 ? EXIT_GOOD : code;
  if (limit && !request.trace)
    return usageError(self, "--trace-limit needs --trace");
  if (limit && !aicTraceParseLimit(limit, &request.traceLimit))
    return usageError(self, "--trace-limit is a number of events, not '%s'",
                      limit);
  code = checkRequest(self, &request);
  if (code != EXIT_GOOD)
    return code;
  if (request.emit)
    return printStage(request.model, request.emit, &request.options, self);
  AicError *error = NULL;
  bool good = loadAndRun(&request, &error);
  return good ? EXIT_GOOD : inputError(error);
}

const Command runCommand = {
    .name = "run",
    .summary = "run a model on files",
    .help =
        "usage: aic run MODEL --inputs DIR --outputs DIR [OPTIONS]\n"
        "       aic run MODEL --inputs DIR --stats=FORMAT [OPTIONS]\n"
        "       aic run MODEL --emit=STAGE [OPTIONS]\n"
        "\n"
        "Runs MODEL (.onnx, .mlir, or a compiled .so) on DIR/input_0.npy (or "
        ".pb),\ninput_1..., and writes output_0.npy, ... Where the leading "
        "dimension of an input\nis N times the model's, the model runs N "
        "times.\n"
        "\n"
        "options:\n"
        "  --inputs DIR      folder of the inputs\n"
        "  --outputs DIR     folder for the outputs; made if missing; may be "
        "left "
        "out with --stats or --trace\n"
        "  --target=TARGET   cpu (default), npu, or npu:NAME_OR_FILE of a "
        "description\n"
        "  --stats=FORMAT    print time, cycles, traffic as text or json\n"
        "  --trace=FILE      write what each engine of the NPU did, for "
        "ui.perfetto.dev\n"
        "  --trace-limit=N   at most N events in it (250000; 0: all)\n"
        "  --schedule=FILE   transform library instead of the built-in one\n"
        "  --emit=STAGE      print a step instead of running: graph, tosa, "
        "linalg, vector,\n"
        "                    llvm, asm, npu, program\n"
        "  -v                tell on standard error what is done\n"
        "  --help            this text\n",
    .run = run,
};
