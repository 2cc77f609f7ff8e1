//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// "Did you mean": the closest word by insertions, deletions, replacements and
// swaps of neighbours.
//
//===----------------------------------------------------------------------===//

#include "tools/support/cli.h"

#include <string.h>

enum { MAX_WORD = 32 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/// How many edits turn `a` into `b`; MAX_WORD when one is too long.
static size_t countEdits(const char *a, const char *b) {
  size_t rows = strlen(a), columns = strlen(b);
  if (rows >= MAX_WORD || columns >= MAX_WORD)
    return MAX_WORD;
  size_t edits[MAX_WORD][MAX_WORD];
  for (size_t i = 0; i <= rows; ++i)
    for (size_t j = 0; j <= columns; ++j) {
      size_t *cell = &edits[i][j];
      if (i == 0 || j == 0) {
        *cell = i + j;
        continue;
      }
      *cell = edits[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      *cell = least(*cell, least(edits[i - 1][j], edits[i][j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        *cell = least(*cell, edits[i - 2][j - 2] + 1);
    }
  return edits[rows][columns];
}

void aicCliSuggest(const char *given, const char *offered, const char **best,
                   size_t *distance) {
  size_t length = strlen(offered), given_length = strlen(given);
  size_t edits = countEdits(given, offered);
  // A word that was begun and not ended counts as close.
  bool begun = given_length > 3 && given_length < length &&
               strncmp(given, offered, given_length) == 0;
  if (begun)
    edits = 1;
  bool close = edits <= 2 && 2 * edits < length;
  if (close && (!*best || edits < *distance)) {
    *best = offered;
    *distance = edits;
  }
}
