//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "capi/src/pass_shim.h"

#include <stdio.h>
#include <string.h>

static bool isOneOf(const char *const *words, const char *text) {
  for (; *words; ++words)
    if (strcmp(*words, text) == 0)
      return true;
  return false;
}

bool aicOptionsCheck(const AicOptionDef *options, const void *bytes, char *text,
                     size_t size) {
  for (; options && options->name; ++options) {
    if (!options->words)
      continue;
    const char *value;
    memcpy(&value, (const char *)bytes + options->offset, sizeof value);
    if (isOneOf(options->words, value))
      continue;
    snprintf(text, size, "option '%s' is '%s', must be one of", options->name,
             value);
    for (const char *const *word = options->words; *word; ++word) {
      size_t length = strlen(text);
      snprintf(text + length, size - length, "%s %s",
               word == options->words ? "" : ",", *word);
    }
    return false;
  }
  return true;
}
