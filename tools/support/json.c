//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/support/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/// The length of the UTF-8 sequence at `text`, or 0 if there is none.
static size_t sequenceLength(const unsigned char *text, size_t left) {
  unsigned char first = text[0];
  size_t length = first < 0x80                    ? 1
                  : first >= 0xc2 && first < 0xe0 ? 2
                  : first >= 0xe0 && first < 0xf0 ? 3
                  : first >= 0xf0 && first < 0xf5 ? 4
                                                  : 0;
  if (length > left)
    return 0;
  for (size_t i = 1; i < length; ++i)
    if ((text[i] & 0xc0) != 0x80)
      return 0;
  // Overlong forms, surrogates, and what lies above U+10FFFF.
  if ((first == 0xe0 && text[1] < 0xa0) || (first == 0xed && text[1] > 0x9f) ||
      (first == 0xf0 && text[1] < 0x90) || (first == 0xf4 && text[1] > 0x8f))
    return 0;
  return length;
}

static void writeText(FILE *stream, const char *text, size_t length) {
  const unsigned char *at = (const unsigned char *)text;
  const unsigned char *end = at + length;
  fputc('"', stream);
  while (at < end) {
    size_t count = sequenceLength(at, (size_t)(end - at));
    if (count == 0) {
      fputs("\\ufffd", stream);
      count = 1;
    } else if (*at == '"' || *at == '\\') {
      fputc('\\', stream);
      fputc(*at, stream);
    } else if (*at == '\n') {
      fputs("\\n", stream);
    } else if (*at < 0x20 || *at == '<' || *at == 0x7f) {
      fprintf(stream, "\\u%04x", *at);
    } else {
      fwrite(at, 1, count, stream);
    }
    at += count;
  }
  fputc('"', stream);
}

/// What stands before each value.
static void lead(AicJson *json, const char *key) {
  if (json->follows)
    fputc(',', json->stream);
  json->follows = true;
  if (!key)
    return;
  writeText(json->stream, key, strlen(key));
  fputc(':', json->stream);
}

void aicJsonBegin(AicJson *json, const char *key, char bracket) {
  lead(json, key);
  fputc(bracket, json->stream);
  json->follows = false;
}

void aicJsonEnd(AicJson *json, char bracket) {
  fputc(bracket, json->stream);
  json->follows = true;
}

void aicJsonText(AicJson *json, const char *key, const char *text) {
  aicJsonTextN(json, key, text, strlen(text));
}

void aicJsonTextN(AicJson *json, const char *key, const char *text,
                  size_t length) {
  lead(json, key);
  writeText(json->stream, text, length);
}

void aicJsonInt(AicJson *json, const char *key, int64_t value) {
  lead(json, key);
  fprintf(json->stream, "%" PRId64, value);
}

void aicJsonUnsigned(AicJson *json, const char *key, uint64_t value) {
  lead(json, key);
  fprintf(json->stream, "%" PRIu64, value);
}

void aicJsonNumber(AicJson *json, const char *key, double value) {
  lead(json, key);
  if (isfinite(value))
    fprintf(json->stream, "%.9g", value);
  else
    fputs("null", json->stream);
}

void aicJsonBool(AicJson *json, const char *key, bool value) {
  lead(json, key);
  fputs(value ? "true" : "false", json->stream);
}

void aicJsonLine(AicJson *json) {
  if (json->follows)
    fputc(',', json->stream);
  json->follows = false;
  fputc('\n', json->stream);
}
