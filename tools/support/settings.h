//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// `--set group.key=value` of all programs: changes of a machine.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_SETTINGS_H
#define AIC_TOOLS_SUPPORT_SETTINGS_H

#include "runtime/npu/machine.h"
#include "tools/support/cli.h"

/// The option's values, and all of them with commas between.
typedef struct Settings {
  AicCliList list;
  char text[4096];
} Settings;

/// Joins the list to the text. EXIT_GOOD when each setting names a parameter
/// and has a value that this can have; if they make a machine is left open.
int settingsCheck(const AicCliCommand *command, Settings *settings);
/// Says what is wrong with a setting, and which parameter may have been meant;
/// EXIT_USAGE. Destroys `error`.
int settingsUsageError(const AicCliCommand *command, const char *setting,
                       AicError *error);
/// Copies the setting at `*at`, which starts as the text, and steps behind it;
/// false behind the last.
bool settingsNext(const char **at, char *setting, size_t size);

#endif // AIC_TOOLS_SUPPORT_SETTINGS_H
