//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/support/settings.h"

#include <string.h>

bool settingsNext(const char **at, char *setting, size_t size) {
  if (!**at)
    return false;
  size_t length = strcspn(*at, ",");
  snprintf(setting, size, "%.*s", (int)length, *at);
  *at += length + ((*at)[length] == ',');
  return true;
}

int settingsCheck(const AicCliCommand *command, Settings *settings) {
  size_t used = 0;
  for (int i = 0; i < settings->list.count; ++i) {
    const char *item = settings->list.items[i];
    if (used + strlen(item) + 2 > sizeof settings->text)
      return aicCliUsageError(command,
                              "the values of --set have more than %zu letters",
                              sizeof settings->text - 2);
    used +=
        (size_t)snprintf(settings->text + used, sizeof settings->text - used,
                         "%s%s", i ? "," : "", item);
  }
  char setting[sizeof settings->text];
  const char *at = settings->text;
  while (settingsNext(&at, setting, sizeof setting)) {
    AicMachineSetting parsed;
    AicError *error = aicMachineParseText(setting, &parsed);
    if (!error)
      continue;
    int code = aicCliUsageError(command, "--set: %s", aicErrorMessage(error));
    aicErrorDestroy(error);
    return code;
  }
  return EXIT_GOOD;
}
