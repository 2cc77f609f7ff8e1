//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reading an assembly text word by word.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/scan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool aicScanFail(Scanner *scanner, const char *at, const char *format, ...) {
  if (scanner->error)
    return false;
  char text[400];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  scanner->error =
      aicErrorCreate(AIC_ERROR_FORMAT, "%s:%" PRIu32 ":%zu: %s", scanner->path,
                     scanner->line, (size_t)(at - scanner->start) + 1, text);
  return false;
}

bool aicScanExpected(Scanner *scanner, const char *what) {
  const char *at = aicScanBlank(scanner);
  if (at == scanner->end)
    return aicScanFail(scanner, at, "expected %s, found the end of the file",
                       what);
  if (*at == '\n' || (scanner->end - at > 1 && !memcmp(at, "//", 2)))
    return aicScanFail(scanner, at, "expected %s, found the end of the line",
                       what);
  int length = 0;
  while (length < 24 && at + length < scanner->end && at[length] > ' ' &&
         at[length] < 0x7f)
    ++length;
  if (!length)
    return aicScanFail(scanner, at, "expected %s, found the byte 0x%02x", what,
                       (unsigned char)*at);
  return aicScanFail(scanner, at, "expected %s, found '%.*s'", what, length,
                     at);
}

const char *aicScanBlank(Scanner *scanner) {
  while (scanner->at < scanner->end &&
         (*scanner->at == ' ' || *scanner->at == '\t' || *scanner->at == '\r'))
    ++scanner->at;
  return scanner->at;
}

/// A comment starts here; skips it up to the end of the line.
static bool takeComment(Scanner *scanner) {
  if (scanner->end - scanner->at < 2 || memcmp(scanner->at, "//", 2) != 0)
    return false;
  while (scanner->at < scanner->end && *scanner->at != '\n')
    ++scanner->at;
  return true;
}

bool aicScanLines(Scanner *scanner) {
  for (;;) {
    aicScanBlank(scanner);
    takeComment(scanner);
    if (scanner->at == scanner->end)
      return false;
    if (*scanner->at != '\n')
      return true;
    scanner->start = ++scanner->at;
    ++scanner->line;
  }
}

int aicScanDigit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The text from `from` to `to` with its escapes replaced, on the heap.
static char *unescape(Scanner *scanner, const char *from, const char *to) {
  char *text = malloc((size_t)(to - from) + 1), *out = text;
  if (!text) {
    scanner->error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return NULL;
  }
  for (const char *at = from; at < to; ++at) {
    int high = to - at > 2 ? aicScanDigit(at[1]) : -1;
    int low = to - at > 2 ? aicScanDigit(at[2]) : -1;
    const char *place = at;
    char c = *at;
    if (c == '\\') {
      if (high < 0 || low < 0) {
        aicScanFail(scanner, at, "expected two hexadecimal digits behind '\\'");
        break;
      }
      c = (char)(high * 16 + low);
      at += 2;
    }
    if (!c) {
      aicScanFail(scanner, place, "a zero byte in a text");
      break;
    }
    *out++ = c;
  }
  *out = '\0';
  if (!scanner->error)
    return text;
  free(text);
  return NULL;
}

bool aicScanEnd(Scanner *scanner, char **comment) {
  const char *from = aicScanBlank(scanner);
  if (takeComment(scanner) && comment) {
    const char *to = scanner->at;
    for (from += 2; from < to && strchr(" \t\r", *from); ++from)
      ;
    while (to > from && strchr(" \t\r", to[-1]))
      --to;
    if (from < to && !(*comment = unescape(scanner, from, to)))
      return false;
  }
  if (scanner->at < scanner->end && *scanner->at != '\n')
    return aicScanExpected(scanner, "the end of the line");
  return true;
}

static bool isWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_';
}

bool aicScanTake(Scanner *scanner, const char *text) {
  const char *at = aicScanBlank(scanner);
  size_t length = strlen(text), left = (size_t)(scanner->end - at);
  if (length > left || memcmp(at, text, length) != 0 ||
      (length < left && isWord(text[length - 1]) && isWord(at[length])))
    return false;
  scanner->at += length;
  return true;
}

bool aicScanNeed(Scanner *scanner, const char *text) {
  if (aicScanTake(scanner, text))
    return true;
  char what[40];
  snprintf(what, sizeof what, "'%s'", text);
  return aicScanExpected(scanner, what);
}

bool aicScanTakeChar(Scanner *scanner, char c) {
  bool found = scanner->at < scanner->end && *scanner->at == c;
  scanner->at += found;
  return found;
}

bool aicScanWord(Scanner *scanner, const char *(*name)(uint32_t index),
                 uint32_t count, const char *what, uint32_t *index) {
  for (*index = 0; *index < count; ++*index)
    if (aicScanTake(scanner, name(*index)))
      return true;
  *index = 0;
  return aicScanExpected(scanner, what);
}

bool aicScanNumber(Scanner *scanner, const char *what, uint64_t least,
                   uint64_t most, uint64_t *value) {
  const char *from = aicScanBlank(scanner), *at = from;
  bool fits = true;
  uint64_t number = 0;
  for (; at < scanner->end && *at >= '0' && *at <= '9'; ++at) {
    uint64_t digit = (uint64_t)(*at - '0');
    fits &= number <= (UINT64_MAX - digit) / 10;
    number = fits ? number * 10 + digit : 0;
  }
  if (at == from)
    return aicScanExpected(scanner, what);
  if (!fits || number < least || number > most)
    return aicScanFail(
        scanner, from, "%s is %.*s, but must be from %" PRIu64 " to %" PRIu64,
        what, at - from > 40 ? 40 : (int)(at - from), from, least, most);
  scanner->at = at;
  *value = number;
  return true;
}

bool aicScanBits(Scanner *scanner, uint32_t *bits) {
  const char *from = aicScanBlank(scanner);
  uint64_t value = 0;
  if (scanner->end - from < 2 || memcmp(from, "0x", 2) != 0) {
    bool negative = aicScanTakeChar(scanner, '-');
    if (!aicScanNumber(scanner, "a value as 0x... or a number", 0,
                       negative ? 1ull << 31 : UINT32_MAX, &value))
      return false;
    *bits = (uint32_t)(negative ? 0 - value : value);
    return true;
  }
  const char *at = from + 2;
  for (; at < scanner->end && aicScanDigit(*at) >= 0; ++at)
    value =
        value > UINT32_MAX ? value : value * 16 + (uint64_t)aicScanDigit(*at);
  if (at == from + 2 || value > UINT32_MAX)
    return aicScanFail(scanner, from,
                       "expected 1 to 8 hexadecimal digits behind 0x");
  scanner->at = at;
  *bits = (uint32_t)value;
  return true;
}

bool aicScanIndexed(Scanner *scanner, char letter, uint32_t count,
                    uint32_t *index) {
  const char *from = aicScanBlank(scanner), *digit = from + 1;
  char what[40];
  snprintf(what, sizeof what, "%c0 to %c%" PRIu32, letter, letter, count - 1);
  if (from == scanner->end || *from != letter || digit == scanner->end ||
      *digit < '0' || *digit > '9')
    return aicScanExpected(scanner, what);
  uint64_t number = 0;
  for (; digit < scanner->end && *digit >= '0' && *digit <= '9'; ++digit)
    number = number >= count ? number : number * 10 + (uint64_t)(*digit - '0');
  if (number >= count || (digit < scanner->end && isWord(*digit)))
    return aicScanExpected(scanner, what);
  scanner->at = digit;
  *index = (uint32_t)number;
  return true;
}

bool aicScanName(Scanner *scanner, const char *what, const char *stops,
                 char **name) {
  const char *from = aicScanBlank(scanner);
  bool quoted = aicScanTakeChar(scanner, '"');
  const char *to = scanner->at;
  while (to < scanner->end && *to != '\n' && *to &&
         !strchr(quoted ? "\"" : stops, *to))
    ++to;
  if (quoted) {
    if (to == scanner->end || *to != '"')
      return aicScanFail(scanner, from, "a name in quotes that does not end");
    *name = unescape(scanner, from + 1, to);
    scanner->at = to + 1;
    return *name != NULL;
  }
  while (to > from && strchr(" \t\r", to[-1]))
    --to;
  if (to == from)
    return aicScanExpected(scanner, what);
  *name = unescape(scanner, from, to);
  scanner->at = to;
  return *name != NULL;
}
