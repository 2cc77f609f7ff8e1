//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Scripts with which a shell completes the arguments of a program, from its
// table: commands, options, words of options, files.
//
//===----------------------------------------------------------------------===//

#include "tools/support/completion.h"

#include <string.h>

const char *const aicCliShells[] = {"bash", "zsh", "fish", NULL};

AicCliValue aicCliValueKind(const AicCliOption *option) {
  if (option->words)
    return AIC_CLI_VALUE_WORD;
  if (!option->argument)
    return AIC_CLI_VALUE_NONE;
  if (strcmp(option->argument, "FILE") == 0)
    return AIC_CLI_VALUE_FILE;
  return strcmp(option->argument, "DIR") == 0 ? AIC_CLI_VALUE_FOLDER
                                              : AIC_CLI_VALUE_ANY;
}

void aicCliIdentifier(const AicCliCommand *command, char *text, size_t size) {
  snprintf(text, size, "_%s", command->name);
  for (; *text; ++text)
    if (*text == '-' || *text == ' ')
      *text = '_';
}

void aicCliCompletion(const AicCliCommand *program, const char *shell,
                      FILE *out) {
  if (strcmp(shell, "bash") == 0)
    aicCliCompletionBash(program, out);
  else if (strcmp(shell, "zsh") == 0)
    aicCliCompletionZsh(program, out);
  else
    aicCliCompletionFish(program, out);
}
