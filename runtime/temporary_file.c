//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "runtime/temporary_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// A file whose name is gone already; -1 with errno set on failure.
static int openNameless(char *name) {
  // No signal may end the process while the name is there.
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  int descriptor = mkstemp(name);
  if (descriptor >= 0) {
    unlink(name);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
  int failure = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  errno = failure;
  return descriptor;
}

bool aicTemporaryFileOpen(AicTemporaryFile *file, AicError **error) {
  *file = (AicTemporaryFile){0};
  const char *base = getenv("TMPDIR");
  if (!base || !*base)
    base = "/tmp";
  size_t size = strlen(base) + sizeof "/aic-XXXXXX";
  char *name = malloc(size);
  if (!name) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return false;
  }
  snprintf(name, size, "%s/aic-XXXXXX", base);
  int descriptor = openNameless(name);
  free(name);
  file->stream = descriptor >= 0 ? fdopen(descriptor, "w+b") : NULL;
  if (file->stream) {
    snprintf(file->path, sizeof file->path, "/proc/self/fd/%d", descriptor);
    return true;
  }
  *error = aicErrorCreate(AIC_ERROR_IO, "cannot make a file in '%s': %s", base,
                          strerror(errno));
  if (descriptor >= 0)
    close(descriptor);
  return false;
}

void aicTemporaryFileClose(AicTemporaryFile *file) {
  if (file->stream)
    fclose(file->stream);
  *file = (AicTemporaryFile){0};
}
