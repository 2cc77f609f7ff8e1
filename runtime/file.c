//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reading and writing of whole files.
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L

#include "runtime/file.h"

#include "runtime/output_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

AicError *aicFileRead(const char *path, unsigned char **bytes, size_t *size) {
  AicError *error = NULL;
  unsigned char *data = NULL;
  size_t capacity = 0, used = 0;
  *bytes = NULL;
  *size = 0;
  FILE *file = fopen(path, "rb");
  if (!file)
    return aicErrorCreate(AIC_ERROR_IO, "cannot open '%s': %s", path,
                          strerror(errno));
  struct stat info;
  if (fstat(fileno(file), &info) == 0) {
    if (S_ISDIR(info.st_mode)) {
      error = aicErrorCreate(AIC_ERROR_IO, "cannot read '%s': is a directory",
                             path);
      goto cleanup;
    }
    if (S_ISREG(info.st_mode) && info.st_size > 0)
      capacity = (size_t)info.st_size;
  }
  // The size is only a hint: pipes have none, and files can grow.
  for (;;) {
    if (used >= capacity || !data) {
      if (used >= capacity)
        capacity = capacity ? capacity * 2 : 4096;
      unsigned char *larger = realloc(data, capacity + 1);
      if (!larger) {
        error = aicErrorCreate(AIC_ERROR_MEMORY, "cannot read '%s': too large",
                               path);
        goto cleanup;
      }
      data = larger;
    }
    size_t got = fread(data + used, 1, capacity - used, file);
    used += got;
    if (used == capacity) {
      int next = getc(file);
      if (next == EOF)
        break;
      ungetc(next, file);
    } else if (got == 0) {
      break;
    }
  }
  if (ferror(file)) {
    error = aicErrorCreate(AIC_ERROR_IO, "cannot read '%s': %s", path,
                           strerror(errno));
    goto cleanup;
  }
  data[used] = 0;
  *bytes = data;
  *size = used;
  data = NULL;
cleanup:
  free(data);
  fclose(file);
  return error;
}

AicError *aicFileWrite(const char *path, const void *first, size_t firstSize,
                       const void *second, size_t secondSize) {
  AicError *error = NULL;
  AicOutputFile file;
  if (!aicOutputFileOpen(&file, path, &error))
    return error;
  // A short write leaves the stream's error flag, which commit reports.
  if (firstSize)
    fwrite(first, 1, firstSize, file.stream);
  if (secondSize)
    fwrite(second, 1, secondSize, file.stream);
  aicOutputFileCommit(&file, &error);
  return error;
}

bool aicPathHasSuffix(const char *path, const char *suffix) {
  size_t length = strlen(path), tail = strlen(suffix);
  return length >= tail && strcmp(path + length - tail, suffix) == 0;
}
