//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic completion
//
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"

typedef struct Request {
  const char *shell;
} Request;

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {0};
  int code;
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  aicCliCompletion(&aicProgram, request.shell, stdout);
  return EXIT_GOOD;
}

const AicCliCommand completionCommand = {
    .name = "aic completion",
    .summary = "print what lets a shell complete commands and options",
    .usage = AIC_CLI_WORDS("SHELL"),
    .description =
        "Prints a script for SHELL: bash, zsh or fish. An installed aic has it "
        "where the shell looks already; else the shell is to read it when it "
        "starts.",
    .options = AIC_CLI_OPTIONS({.name = "SHELL",
                                .argument = "SHELL",
                                .words = aicCliShells,
                                .offset = offsetof(Request, shell)}),
    .examples = AIC_CLI_TERMS(
        {"eval \"$(aic completion bash)\"", "in ~/.bashrc"},
        {"aic completion zsh > ~/.zfunc/_aic", "with ~/.zfunc in fpath"},
        {"aic completion fish > ~/.config/fish/completions/aic.fish",
         "for all sessions of fish"}),
    .run = run,
};
