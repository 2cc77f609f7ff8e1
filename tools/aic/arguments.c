//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int usageError(const Command *command, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "aic %s: ", command->name);
  vfprintf(stderr, format, args);
  fprintf(stderr, "; 'aic %s --help' shows the usage\n", command->name);
  va_end(args);
  return EXIT_USAGE;
}

int inputError(AicError *error) {
  // Without a message the diagnostics have said it all.
  if (error)
    fprintf(stderr, "aic: error: %s\n", aicErrorMessage(error));
  aicErrorDestroy(error);
  return EXIT_INPUT;
}

/// The option that `argument` names; `*value` points behind its '=' or is NULL.
static const Option *findOption(const Option *options, const char *argument,
                                const char **value) {
  const char *equals = strchr(argument, '=');
  size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
  *value = equals ? equals + 1 : NULL;
  for (; options->name; ++options)
    if (strlen(options->name) == length &&
        strncmp(options->name, argument, length) == 0)
      return options;
  return NULL;
}

int parseArguments(const Command *command, int argc, char **argv,
                   const Option *options, const char **model) {
  *model = NULL;
  for (int i = 0; i < argc; ++i) {
    const char *argument = argv[i];
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
      fputs(command->help, stdout);
      return -1;
    }
    if (argument[0] != '-' || argument[1] == '\0') {
      if (*model)
        return usageError(command, "two models given, '%s' and '%s'", *model,
                          argument);
      *model = argument;
      continue;
    }
    const char *value;
    const Option *option = findOption(options, argument, &value);
    if (!option)
      return usageError(command, "there is no option '%s'", argument);
    if (option->flag) {
      if (value)
        return usageError(command, "option '%s' takes no value", option->name);
      *option->flag = true;
      continue;
    }
    if (!value)
      value = option->bare;
    if (!value && i + 1 < argc)
      value = argv[++i];
    if (!value || !*value)
      return usageError(command, "option '%s' needs a value", option->name);
    *option->value = value;
  }
  if (!*model)
    return usageError(command, "no model given");
  return EXIT_GOOD;
}

int checkTarget(const Command *command, const AicCompileOptions *options,
                const char *stage) {
  const char *target = options->target ? options->target : "cpu";
  bool npu = strcmp(target, "npu") == 0 ||
             (strncmp(target, "npu:", 4) == 0 && target[4]);
  if (!npu && strcmp(target, "cpu") != 0)
    return usageError(command,
                      "there is no target '%s'; targets are cpu, npu and npu: "
                      "with a name or a file",
                      target);
  if (!npu && stage &&
      (strcmp(stage, "npu") == 0 || strcmp(stage, "program") == 0))
    return usageError(command, "--emit=%s needs a target npu, not cpu", stage);
  return EXIT_GOOD;
}

static void writeToStdout(MlirStringRef text, void *userData) {
  (void)userData;
  fwrite(text.data, 1, text.length, stdout);
}

int printStage(const char *model, const char *stage,
               const AicCompileOptions *options, const Command *command) {
  AicStage where;
  if (!aicStageParse(stage, &where))
    return usageError(command, "there is no stage '%s' to emit", stage);
  AicError *error;
  AicCompilation *compilation = aicCompilationCreate(model, options, &error);
  if (!compilation)
    return inputError(error);
  bool good =
      aicCompilationPrint(compilation, where, writeToStdout, NULL, &error);
  aicCompilationDestroy(compilation);
  return good ? EXIT_GOOD : inputError(error);
}
