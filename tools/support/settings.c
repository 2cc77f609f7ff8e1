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

int settingsUsageError(const AicCliCommand *command, const char *setting,
                       AicError *error) {
  char given[64], names[2][64];
  const char *best = NULL;
  size_t distance = 0;
  snprintf(given, sizeof given, "%.*s", (int)strcspn(setting, "="), setting);
  bool isKnown = false;
  // The closest so far lies in one of two places, the next in the other.
  for (size_t i = 0; i < aicMachineNumParams; ++i) {
    const AicMachineParam *param = &aicMachineParams[i];
    char *name = best == names[0] ? names[1] : names[0];
    snprintf(name, sizeof names[0], "%s%s%s", param->group,
             *param->group ? "." : "", param->key);
    isKnown |= strcmp(name, given) == 0;
    aicCliSuggest(given, name, &best, &distance);
  }
  const char *text = aicErrorMessage(error);
  bool suggests = best && !isKnown && strchr(setting, '=');
  int code = suggests
                 ? aicCliUsageError(command, "--set: %s; did you mean '%s'?",
                                    text, best)
                 : aicCliUsageError(command, "--set: %s", text);
  aicErrorDestroy(error);
  return code;
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
  for (int i = 0; i < settings->list.count; ++i) {
    char setting[sizeof settings->text];
    const char *at = settings->list.items[i];
    for (bool first = true; settingsNext(&at, setting, sizeof setting);
         first = false) {
      AicMachineSetting parsed;
      AicError *error = aicMachineParseText(setting, &parsed);
      if (error && !first && !strchr(setting, '=')) {
        aicErrorDestroy(error);
        return aicCliUsageError(command,
                                "--set: '%s' is not of the form "
                                "group.key=value; lists of values are for "
                                "aic explore",
                                setting);
      }
      if (error)
        return settingsUsageError(command, setting, error);
    }
  }
  return EXIT_GOOD;
}
