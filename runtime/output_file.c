//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "runtime/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void reset(AicOutputFile *file) {
  free(file->temporary);
  free(file->path);
  *file = (AicOutputFile){0};
}

/// Creates a file beside `path` under a name that none has; the descriptor, or
/// -1 with errno set. mkstemp() would make it private to its owner, and the
/// umask cannot be asked for without changing it for all threads.
static int createBeside(const char *path, char *name, size_t size) {
  int descriptor = -1;
  for (int i = 0; i < 1000; ++i) {
    snprintf(name, size, "%s.%ld-%d", path, (long)getpid(), i);
    descriptor = open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (descriptor >= 0 || errno != EEXIST)
      break;
  }
  return descriptor;
}

bool aicOutputFileOpen(AicOutputFile *file, const char *path,
                       AicError **error) {
  *file = (AicOutputFile){0};
  size_t size = strlen(path) + 48;
  file->path = malloc(size);
  file->temporary = malloc(size);
  if (!file->path || !file->temporary) {
    reset(file);
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return false;
  }
  strcpy(file->path, path);
  strcpy(file->temporary, path);
  struct stat info;
  bool exists = stat(path, &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) {
    // No file can take this name; better known now than at the end.
    errno = EISDIR;
  } else if (exists && !S_ISREG(info.st_mode)) {
    // A device or a pipe: writing to it is what is wanted, not replacing it.
    file->stream = fopen(path, "wb");
  } else {
    int descriptor = createBeside(path, file->temporary, size);
    if (descriptor >= 0 && !(file->stream = fdopen(descriptor, "wb"))) {
      close(descriptor);
      unlink(file->temporary);
    }
  }
  if (file->stream)
    return true;
  *error = aicErrorCreate(AIC_ERROR_IO, "cannot write '%s': %s", path,
                          strerror(errno));
  reset(file);
  return false;
}

/// The place is a special file, which is written to directly.
static bool isInPlace(const AicOutputFile *file) {
  return strcmp(file->temporary, file->path) == 0;
}

/// Says that `file` cannot be written; discards it.
static bool fail(AicOutputFile *file, AicError **error) {
  *error = aicErrorCreate(AIC_ERROR_IO, "cannot write '%s': %s", file->path,
                          strerror(errno));
  aicOutputFileDiscard(file);
  return false;
}

bool aicOutputFileClose(AicOutputFile *file, AicError **error) {
  bool good = !ferror(file->stream);
  good = fclose(file->stream) == 0 && good;
  file->stream = NULL;
  return good || fail(file, error);
}

bool aicOutputFileCommit(AicOutputFile *file, AicError **error) {
  if (file->stream && !aicOutputFileClose(file, error))
    return false;
  if (!isInPlace(file) && rename(file->temporary, file->path) != 0)
    return fail(file, error);
  reset(file);
  return true;
}

void aicOutputFileDiscard(AicOutputFile *file) {
  if (!file->path)
    return;
  if (file->stream)
    fclose(file->stream);
  if (!isInPlace(file))
    unlink(file->temporary);
  reset(file);
}
