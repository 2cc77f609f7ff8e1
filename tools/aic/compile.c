//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic compile
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/aic.h"

#include "runtime/file.h"
#include "tools/aic/progress.h"

#include <string.h>
typedef struct Request {
  const char *model, *output, *emit, *timing;
  AicCompileOptions options;
  Settings settings;
} Request;

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {0};
  int code;
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  const char *output = request.output;
  if (request.emit && output)
    return aicCliUsageError(self,
                            "--emit prints to standard output, without -o");
  if (request.timing && request.emit)
    return aicCliUsageError(self,
                            "--timing is for a whole compilation, not --emit");
  code = checkTarget(self, request.model, &request.options, &request.settings,
                     request.emit);
  if (code != EXIT_GOOD)
    return code;
  if (request.emit)
    return printStage(request.model, request.emit, &request.options);
  if (!output)
    return aicCliUsageError(self, "no output given with -o");
  if (aicCliIsSameFile(request.model, output))
    return aicCliUsageError(self, "the output '%s' is the model", output);
  AicError *error;
  Progress *progress = progressCreate(&request.options);
  AicCompilation *compilation =
      aicCompilationCreate(request.model, &request.options, &error);
  bool good = compilation != NULL;
  if (good)
    good = aicPathHasSuffix(output, ".npu")
               ? aicCompilationWriteProgram(compilation, output, &error)
               : aicCompilationWriteModel(compilation, output, &error);
  progressEnd(progress);
  if (good && request.timing) {
    bool json = strcmp(request.timing, "json") == 0;
    aicCompilationPrintTiming(compilation, json, json ? stdout : stderr);
  }
  aicCompilationDestroy(compilation);
  progressDestroy(progress);
  return good ? EXIT_GOOD : inputError(error);
}

const AicCliCommand compileCommand = {
    .name = "aic compile",
    .summary = "turn a model into a shared library or an NPU program",
    .usage = AIC_CLI_WORDS("MODEL -o FILE [OPTIONS]",
                           "MODEL --emit=STAGE [OPTIONS]"),
    .description =
        "Compiles MODEL (.onnx, or .mlir in graph, tosa or linalg) into FILE: "
        "a shared library that exports `aicModel` (aic/runtime.h) and needs "
        "glibc only.",
    .options = AIC_CLI_OPTIONS(
        {.name = "MODEL",
         .argument = "FILE",
         .offset = offsetof(Request, model),
         .suffixes = ".onnx .mlir"},
        {.name = "-o",
         .argument = "FILE",
         .summary = "what to write; with an npu target and a name that ends in "
                    ".npu, a bare program",
         .offset = offsetof(Request, output)},
        TARGET_OPTION, SET_OPTION, PRODUCTS_OPTION, SCHEDULE_OPTION,
        {.name = "--emit",
         .argument = "STAGE",
         .summary = "print a step and stop",
         .words = stageWords,
         .offset = offsetof(Request, emit)},
        {.name = "--timing",
         .argument = "FORMAT",
         .summary = "print how long each stage took, and the peak memory, as a "
                    "table on standard error, or with json on standard output",
         .words = AIC_CLI_WORDS("text", "json"),
         .bare = "text",
         .offset = offsetof(Request, timing)},
        VERBOSE_OPTION),
    .environment = AIC_CLI_TERMS(
        {"AIC_LINKER", "another ld.lld"},
        {"TMPDIR", "the folder for temporary files; /tmp when not set"}),
    .examples = AIC_CLI_TERMS(
        {"aic compile model.onnx -o model.so",
         "a library for this machine's CPU"},
        {"aic compile model.onnx --target=npu:edge32 -o model.npu",
         "a bare program for the NPU that is described as edge32"},
        {"aic compile model.onnx --emit=linalg",
         "the model as linalg operations"}),
    .run = run,
};
