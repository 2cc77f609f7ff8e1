//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Words, numbers and names of an assembly text, read from left to right. The
// first thing that is wrong becomes an error at its line and column.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_SCAN_H
#define AIC_RUNTIME_NPU_SCAN_H

#include "aic/support.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Scanner {
  const char *path;     ///< for errors
  const char *at, *end; ///< what is left
  const char *start;    ///< of the line
  uint32_t line;        ///< from 1
  AicError *error;      ///< the first; nothing is read after it
} Scanner;

/// Reports that what stands at `at` of this line is wrong; false.
bool aicScanFail(Scanner *scanner, const char *at, const char *format, ...)
    AIC_PRINTF(3, 4);
/// Reports that `what` was expected here and what was found; false.
bool aicScanExpected(Scanner *scanner, const char *what);

/// Skips white space within the line; what is next.
const char *aicScanBlank(Scanner *scanner);
/// Skips lines without anything but comments; false at the end of the text.
bool aicScanLines(Scanner *scanner);
/// The end of the line, with the text of its comment if `comment` is not NULL:
/// on the heap, NULL if there is none.
bool aicScanEnd(Scanner *scanner, char **comment);

/// Takes `text` if it is next, behind white space. A word does not match the
/// beginning of a longer one.
bool aicScanTake(Scanner *scanner, const char *text);
/// The same, and anything else is an error.
bool aicScanNeed(Scanner *scanner, const char *text);
/// Takes one character that is next without white space.
bool aicScanTakeChar(Scanner *scanner, char c);
/// One of `count` words that `name` gives, by its index; `what` they are is
/// for the error.
bool aicScanWord(Scanner *scanner, const char *(*name)(uint32_t index),
                 uint32_t count, const char *what, uint32_t *index);

/// A decimal number; `what` it is and its range are for the error.
bool aicScanNumber(Scanner *scanner, const char *what, uint64_t least,
                   uint64_t most, uint64_t *value);
/// Bits of 32 as 0x..., or a decimal number that may be negative.
bool aicScanBits(Scanner *scanner, uint32_t *bits);
/// A letter with a number below `count`, like v15.
bool aicScanIndexed(Scanner *scanner, char letter, uint32_t count,
                    uint32_t *index);
/// A hexadecimal digit, -1 for any other character.
int aicScanDigit(char c);
/// A name in quotes, or up to one of the characters `stops` or the end of the
/// line; on the heap.
bool aicScanName(Scanner *scanner, const char *what, const char *stops,
                 char **name);

#endif // AIC_RUNTIME_NPU_SCAN_H
