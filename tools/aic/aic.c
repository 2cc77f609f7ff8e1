//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The program aic and the list of its commands.
//
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"

#include "aic/version.h"

static void printVersion(void) { puts("aic " AIC_VERSION_STRING); }

const AicCliCommand aicProgram = {
    .name = "aic",
    .summary = "compile a model, or run it",
    .usage = AIC_CLI_WORDS("COMMAND [ARGUMENTS]"),
    .options = AIC_CLI_OPTIONS(
        {.name = "--version", .summary = "the version", .print = printVersion}),
    .commands =
        AIC_POINTERS(AicCliCommand, &compileCommand, &runCommand,
                     &explainCommand, &benchCommand, &completionCommand),
};
