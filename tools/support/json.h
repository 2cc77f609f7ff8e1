//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Writes JSON to a stream, without a tree in memory. Commas and escapes are
// seen to; that keys stand in objects and objects are ended is the caller's
// part. Text that is no UTF-8 has its bytes replaced, and '<' is escaped, so
// that the text may stand inside a page.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_JSON_H
#define AIC_TOOLS_SUPPORT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/// Starts as {.stream = ...}.
typedef struct AicJson {
  FILE *stream;
  bool follows; ///< a value stands before the next one, at this depth
} AicJson;

/// The key is NULL inside of an array, and at the top.
void aicJsonBegin(AicJson *json, const char *key, char bracket);
void aicJsonEnd(AicJson *json, char bracket);
void aicJsonText(AicJson *json, const char *key, const char *text);
void aicJsonTextN(AicJson *json, const char *key, const char *text,
                  size_t length);
void aicJsonInt(AicJson *json, const char *key, int64_t value);
void aicJsonUnsigned(AicJson *json, const char *key, uint64_t value);
/// With nine digits; what is no number becomes null.
void aicJsonNumber(AicJson *json, const char *key, double value);
void aicJsonBool(AicJson *json, const char *key, bool value);
/// Begins a new line before a value, for those who read the file.
void aicJsonLine(AicJson *json);

#endif // AIC_TOOLS_SUPPORT_JSON_H
