//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "runtime/output_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void reset(AicOutputFile *file) {
  free(file->temporary);
  free(file->path);
  *file = (AicOutputFile){0};
}

/// Readable for whom a file made by open() would be.
static void applyUmask(int descriptor) {
  mode_t mask = umask(0);
  umask(mask);
  // A failure only leaves the file private to its owner.
  (void)!fchmod(descriptor, 0666 & ~mask);
}

bool aicOutputFileOpen(AicOutputFile *file, const char *path,
                       AicError **error) {
  *file = (AicOutputFile){0};
  static const char suffix[] = ".XXXXXX";
  size_t length = strlen(path);
  file->path = malloc(length + 1);
  file->temporary = malloc(length + sizeof suffix);
  if (!file->path || !file->temporary) {
    reset(file);
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return false;
  }
  memcpy(file->path, path, length + 1);
  memcpy(file->temporary, path, length);
  memcpy(file->temporary + length, suffix, sizeof suffix);
  int descriptor = mkstemp(file->temporary);
  if (descriptor >= 0) {
    applyUmask(descriptor);
    file->stream = fdopen(descriptor, "wb");
  }
  if (file->stream)
    return true;
  *error = aicErrorCreate(AIC_ERROR_IO, "cannot write '%s': %s", path,
                          strerror(errno));
  if (descriptor >= 0) {
    close(descriptor);
    unlink(file->temporary);
  }
  reset(file);
  return false;
}

bool aicOutputFileCommit(AicOutputFile *file, AicError **error) {
  bool good = !ferror(file->stream);
  good = fclose(file->stream) == 0 && good;
  file->stream = NULL;
  if (good)
    good = rename(file->temporary, file->path) == 0;
  if (!good) {
    *error = aicErrorCreate(AIC_ERROR_IO, "cannot write '%s': %s", file->path,
                            strerror(errno));
    unlink(file->temporary);
  }
  reset(file);
  return good;
}

void aicOutputFileDiscard(AicOutputFile *file) {
  if (!file->stream)
    return;
  fclose(file->stream);
  unlink(file->temporary);
  reset(file);
}

bool aicWriteFile(const char *path, const void *data, size_t size,
                  AicError **error) {
  AicOutputFile file;
  if (!aicOutputFileOpen(&file, path, error))
    return false;
  // A short write leaves the stream's error flag, which commit reports.
  fwrite(data, 1, size, file.stream);
  return aicOutputFileCommit(&file, error);
}
