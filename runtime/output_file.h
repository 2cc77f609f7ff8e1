//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Files that appear complete or not at all: written without a name, or beside
// their final place under another one, then named. A place that is a device or
// a pipe is written to as it is.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_OUTPUT_FILE_H
#define AIC_RUNTIME_OUTPUT_FILE_H

#include "aic/support.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct AicOutputFile {
  FILE *stream;    ///< open for writing in binary mode, or NULL
  char *temporary; ///< the name that it is open under, if it has one
  char *path;
  int nameless; ///< another descriptor of a file without a name; -1: none
} AicOutputFile;

/// Begins writing `path`. False on failure, with `*error` set.
AIC_EXPORT bool aicOutputFileOpen(AicOutputFile *file, const char *path,
                                  AicError **error);
/// Closes the stream, so that all that can go wrong but the naming is known
/// before the first of several files gets its name. Fails like Commit.
AIC_EXPORT bool aicOutputFileClose(AicOutputFile *file, AicError **error);
/// Ends writing: closes the stream and gives the file its name. On failure the
/// file is discarded and `*error` set.
AIC_EXPORT bool aicOutputFileCommit(AicOutputFile *file, AicError **error);
/// Removes what was written. A no-op on a file that was committed or never
/// opened (all zero).
AIC_EXPORT void aicOutputFileDiscard(AicOutputFile *file);

#endif // AIC_RUNTIME_OUTPUT_FILE_H
