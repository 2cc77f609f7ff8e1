//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the writers of completion scripts share, one per shell.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_COMPLETION_H
#define AIC_TOOLS_SUPPORT_COMPLETION_H

#include "tools/support/cli.h"

/// What may stand as the value of an option or operand.
typedef enum AicCliValue {
  AIC_CLI_VALUE_NONE, ///< it is a flag
  AIC_CLI_VALUE_ANY,
  AIC_CLI_VALUE_WORD,
  AIC_CLI_VALUE_FILE,
  AIC_CLI_VALUE_FOLDER,
} AicCliValue;

AicCliValue aicCliValueKind(const AicCliOption *option);
/// "_aic_compile" of "aic compile".
void aicCliIdentifier(const AicCliCommand *command, char *text, size_t size);

void aicCliCompletionBash(const AicCliCommand *program, FILE *out);
void aicCliCompletionZsh(const AicCliCommand *program, FILE *out);
void aicCliCompletionFish(const AicCliCommand *program, FILE *out);

#endif // AIC_TOOLS_SUPPORT_COMPLETION_H
