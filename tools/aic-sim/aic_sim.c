//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Runs an NPU program file on the simulator: values and cycles from the same
// encoded commands.
//
//===----------------------------------------------------------------------===//

#include "aic/runtime.h"
#include "runtime/file.h"
#include "runtime/npu/assemble.h"
#include "runtime/npu/device.h"
#include "runtime/tensor_file.h"
#include "tools/aic-sim/arguments.h"
#include "tools/support/layers.h"
#include "tools/support/npu_stats.h"
#include "tools/support/trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void toStdout(const char *text, size_t size, void *userData) {
  (void)userData;
  fwrite(text, 1, size, stdout);
}

static void printJson(const AicNpuSimulator *simulator, const LayerRow *rows,
                      size_t count, bool exact) {
  const AicNpuStats *stats = aicNpuSimulatorGetStats(simulator);
  AicJson json = {.stream = stdout};
  aicJsonBegin(&json, NULL, '{');
  aicJsonUnsigned(&json, "macs", stats->macs);
  // A bare program runs on the NPU as a whole.
  aicJsonNumber(&json, "npu_macs_fraction", 1);
  if (exact) {
    aicJsonUnsigned(&json, "exact_checked", stats->exactChecked);
    aicJsonUnsigned(&json, "exact_skipped", stats->exactSkipped);
  }
  aicJsonNpuRuns(&json, simulator);
  printLayersJson(&json, rows, count);
  aicJsonEnd(&json, '}');
  putchar('\n');
}

static void printText(const AicNpuSimulator *simulator, const LayerRow *rows,
                      size_t count, bool exact) {
  const AicNpuStats *stats = aicNpuSimulatorGetStats(simulator);
  printf("macs               %" PRIu64 "\n"
         "npu macs fraction  %.6f\n",
         stats->macs, 1.0);
  if (exact)
    printf("exact              %" PRIu64 " matmuls checked, %" PRIu64
           " too large\n",
           stats->exactChecked, stats->exactSkipped);
  printNpuRuns(simulator, stdout);
  putchar('\n');
  printLayersText(rows, count, stats, stdout);
}

static void printStats(const AicNpuSimulator *simulator, bool json,
                       bool exact) {
  size_t count;
  LayerRow *rows = makeNpuRows(simulator, &count);
  (json ? printJson : printText)(simulator, rows, count, exact);
  free(rows);
}

/// Runs on the files of the folders.
static bool runFolders(const Request *request, const AicNpuProgram *program,
                       AicNpuSimulator *simulator, AicError **error) {
  uint32_t numInputs = aicNpuProgramCountBuffers(program, AIC_NPU_INPUT);
  uint32_t numOutputs = aicNpuProgramCountBuffers(program, AIC_NPU_OUTPUT);
  AicTensor *inputs = calloc(numInputs + 1, sizeof *inputs);
  AicTensor *outputs = calloc(numOutputs + 1, sizeof *outputs);
  bool good = inputs && outputs;
  if (!good)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  good = good &&
         aicTensorsReadFolder(request->inputs, inputs, numInputs, error) &&
         aicNpuSimulatorRun(simulator, program, inputs, numInputs, outputs,
                            numOutputs, error) &&
         aicTensorsWriteFolder(request->outputs, outputs, numOutputs, error);
  for (uint32_t i = 0; inputs && i < numInputs; ++i)
    aicTensorRelease(&inputs[i]);
  for (uint32_t i = 0; outputs && i < numOutputs; ++i)
    aicTensorRelease(&outputs[i]);
  free(inputs);
  free(outputs);
  return good;
}

static bool runProgram(const Request *request, const AicNpuProgram *program,
                       AicError **error) {
  AicMachine machine = *aicNpuProgramGetMachine(program);
  uint64_t hash = aicMachineHash(&machine);
  char setting[sizeof request->settings.text];
  const char *at = request->settings.text;
  while (!*error && settingsNext(&at, setting, sizeof setting)) {
    *error = aicMachineSetText(&machine, setting);
    if (!*error)
      *error = aicMachineValidate(&machine);
    if (!*error && aicMachineHash(&machine) != hash)
      *error = aicErrorCreate(
          AIC_ERROR_ARGUMENT,
          "'%s' is another machine than the program was compiled for; "
          "compile the model again with aic compile --target=npu:FILE",
          setting);
  }
  if (*error)
    return false;
  AicTrace *trace = NULL;
  if (request->trace &&
      !(trace = aicTraceCreate(request->trace, request->traceLimit, error)))
    return false;
  AicNpuSimulator *simulator = aicNpuSimulatorCreate(&(AicNpuRunOptions){
      .machine = &machine,
      .timeOnly = request->timeOnly,
      .exact = request->exact,
      .observer = trace ? aicTraceGetObserver(trace) : NULL});
  bool good = false;
  if (!simulator) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  } else if (request->timeOnly) {
    *error = aicNpuSimulatorTime(simulator, program);
    good = !*error;
  } else {
    good = runFolders(request, program, simulator, error);
  }
  if (good && trace)
    good = aicTraceCommit(trace, "aic-sim", error);
  if (good)
    printStats(simulator, request->json, request->exact);
  aicTraceDestroy(trace);
  aicNpuSimulatorDestroy(simulator);
  return good;
}

/// A program that claims nothing may use other slots than were meant.
static void printVerified(const char *path, const AicNpuProgram *program) {
  printf("%s: %" PRIu32 " commands", path,
         aicNpuProgramGetNumCommands(program));
  uint32_t rings = aicNpuProgramGetNumRings(program);
  if (rings)
    printf(", %" PRIu32 " rings, verified\n", rings);
  else
    printf(", verified without a table of rings\n");
}

/// Text to a program file.
static int assemble(const Request *request) {
  unsigned char *text = NULL, *bytes = NULL;
  size_t textSize, size;
  AicNpuProgram *program = NULL;
  AicError *error = aicFileRead(request->program, &text, &textSize);
  if (!error)
    error = aicNpuProgramAssemble(request->program, (const char *)text,
                                  textSize, &program);
  free(text);
  if (!error)
    error = aicNpuProgramEncode(program, &bytes, &size);
  if (!error)
    error = aicFileWrite(request->output, bytes, size, NULL, 0);
  free(bytes);
  aicNpuProgramDestroy(program);
  if (!error)
    return EXIT_GOOD;
  // Each of these errors names its file.
  fprintf(stderr, "aic-sim: %s\n", aicErrorMessage(error));
  aicErrorDestroy(error);
  return EXIT_INPUT;
}

int runSimulator(const AicCliCommand *self, int argc, char **argv) {
  Request request = {.traceLimit = -1};
  int code;
  if (!parseArguments(self, argc, argv, &request, &code))
    return code;
  if (request.assemble)
    return assemble(&request);
  unsigned char *bytes = NULL;
  size_t size;
  AicNpuProgram *program = NULL;
  AicError *error = aicFileRead(request.program, &bytes, &size);
  if (!error)
    error = aicNpuProgramDecodeInPlace(bytes, size, &program);
  if (!error && request.disassemble)
    (request.data ? aicNpuProgramPrintWhole
                  : aicNpuProgramPrint)(program, toStdout, NULL);
  else if (!error && request.verify)
    printVerified(request.program, program);
  else if (!error)
    runProgram(&request, program, &error);
  aicNpuProgramDestroy(program);
  free(bytes);
  if (!error)
    return EXIT_GOOD;
  fprintf(stderr, "aic-sim: %s: %s\n", request.program, aicErrorMessage(error));
  aicErrorDestroy(error);
  return EXIT_INPUT;
}
