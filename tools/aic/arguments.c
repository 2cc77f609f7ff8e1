//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/aic.h"

#include "aic/diag.h"
#include "runtime/file.h"
#include "tools/aic/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MACHINES                                                               \
  "npu", "npu:edge4", "npu:edge16", "npu:edge32", "npu:gemmini16", "npu:tpu128"
const char *const targetWords[] = {"cpu", MACHINES, NULL};
const char *const npuWords[] = {MACHINES, NULL};

const char *const productWords[] = {"bf16", "f16", NULL};
const char *const stageWords[] = {"graph", "tosa", "linalg",  "vector", "llvm",
                                  "asm",   "npu",  "program", NULL};

int inputError(AicError *error) {
  // Without a message the diagnostics have said it all.
  if (error)
    fprintf(stderr, "aic: error: %s\n", aicErrorMessage(error));
  aicErrorDestroy(error);
  return EXIT_INPUT;
}

int checkTarget(const AicCliCommand *command, const char *model,
                AicCompileOptions *options, Settings *settings,
                const char *stage) {
  if (aicPathHasSuffix(model, ".so") &&
      (options->target || options->schedule || options->products ||
       settings->list.count))
    return aicCliUsageError(
        command,
        "'%s' is compiled already, so its target and schedule are fixed; "
        "--target, --set, --products and --schedule are for aic compile",
        model);
  const char *target = options->target ? options->target : "cpu";
  bool npu = strcmp(target, "npu") == 0 ||
             (strncmp(target, "npu:", 4) == 0 && target[4]);
  if (!npu && strcmp(target, "cpu") != 0)
    return aicCliUsageError(
        command,
        "there is no target '%s'; targets are cpu, npu and npu: "
        "with a name or a file",
        target);
  if (!npu && stage &&
      (strcmp(stage, "npu") == 0 || strcmp(stage, "program") == 0))
    return aicCliUsageError(command, "--emit=%s needs a target npu, not cpu",
                            stage);
  if (!npu && settings->list.count)
    return aicCliUsageError(command, "--set changes an NPU, not target cpu");
  if (!npu && options->products)
    return aicCliUsageError(command,
                            "--products=%s is for an NPU, not target cpu",
                            options->products);
  options->set = settings->text;
  return settingsCheck(command, settings);
}

static void writeToStdout(MlirStringRef text, void *userData) {
  (void)userData;
  fwrite(text.data, 1, text.length, stdout);
}

int printStage(const char *model, const char *stage,
               const AicCompileOptions *options) {
  AicStage where;
  if (!aicStageParse(stage, &where))
    AIC_BUG("the stage '%s' of the table is not one of the driver", stage);
  AicCompileOptions reported = *options;
  // The text may go to the same terminal.
  Progress *progress = NULL;
  if (options->verbose || !isatty(STDOUT_FILENO))
    progress = progressCreate(&reported);
  AicError *error;
  AicCompilation *compilation = aicCompilationCreate(model, &reported, &error);
  bool good = compilation && aicCompilationPrint(compilation, where,
                                                 writeToStdout, NULL, &error);
  aicCompilationDestroy(compilation);
  progressDestroy(progress);
  return good ? EXIT_GOOD : inputError(error);
}
