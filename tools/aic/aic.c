//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The program aic and the list of its commands.
//
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"

#include "aic/runtime.h"
#include "aic/version.h"

static void printVersion(void) {
  printf("aic %s\nMLIR and LLVM %s, interface of compiled models %d\n",
         AIC_VERSION_STRING, AIC_LLVM_VERSION, AIC_MODEL_ABI);
}

const AicCliCommand aicProgram = {
    .name = "aic",
    .summary = "compile a model, or run it",
    .usage = AIC_CLI_WORDS("COMMAND [ARGUMENTS]"),
    .options = AIC_CLI_OPTIONS(
        {.name = "--version", .summary = "the version", .print = printVersion}),
    .commands = AIC_POINTERS(AicCliCommand, &compileCommand, &runCommand,
                             &explainCommand, &exploreCommand, &benchCommand,
                             &completionCommand),
};
