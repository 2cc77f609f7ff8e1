// Any file is an array with all of its elements, or one error; what was read is
// written and read back as the same.

#define _GNU_SOURCE
#include "runtime/npy.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/// A file without a name that is at `path`.
static int openMemory(char *path, size_t size) {
  int file = memfd_create("npy", 0);
  if (file < 0)
    abort();
  snprintf(path, size, "/proc/self/fd/%d", file);
  return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char path[64];
  int file = openMemory(path, sizeof path);
  if (write(file, data, size) != (ssize_t)size)
    abort();
  AicNpy npy, again;
  AicError *error = aicNpyRead(path, &npy);
  close(file);
  if (!error) {
    file = openMemory(path, sizeof path);
    FILE *stream = fdopen(dup(file), "wb");
    aicNpyPut(stream, &npy);
    if (fclose(stream) != 0)
      abort();
    if (aicNpyRead(path, &again))
      abort();
    if (again.type != npy.type || again.rank != npy.rank ||
        again.bytes != npy.bytes ||
        (npy.bytes && memcmp(again.data, npy.data, npy.bytes) != 0))
      abort();
    aicNpyRelease(&again);
    aicNpyRelease(&npy);
    close(file);
  }
  aicErrorDestroy(error);
  return 0;
}
