//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE // O_TMPFILE
#include "runtime/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXTRA = 48 }; ///< of a temporary name, with its zero byte

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

/// Creates a file without a name in the folder of `path`, so that nothing is
/// left of it when a signal ends the process; -1 where that is not possible.
static int createNameless(const char *path) {
  // Its name is given by way of /proc.
  if (access("/proc/self/fd", X_OK) != 0)
    return -1;
  const char *slash = strrchr(path, '/');
  char *folder = strdup(slash ? path : ".");
  if (!folder)
    return -1;
  if (slash)
    folder[slash == path ? 1 : slash - path] = '\0';
  int descriptor = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  free(folder);
  return descriptor;
}

static bool linkTo(int descriptor, const char *name) {
  char from[32];
  snprintf(from, sizeof from, "/proc/self/fd/%d", descriptor);
  return linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

/// Gives a file without a name that of `path`, whose file it replaces.
static bool giveName(int descriptor, const char *path, char *name,
                     size_t size) {
  if (linkTo(descriptor, path))
    return true;
  if (errno != EEXIST)
    return false;
  // Only a name can replace another. No signal may end the process between the
  // two calls.
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  bool good = false;
  for (int i = 0; i < 1000; ++i) {
    snprintf(name, size, "%s.%ld-%d", path, (long)getpid(), i);
    good = linkTo(descriptor, name);
    if (good || errno != EEXIST)
      break;
  }
  if (good && rename(name, path) != 0) {
    int failure = errno;
    unlink(name);
    errno = failure;
    good = false;
  }
  int failure = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  errno = failure;
  return good;
}

/// Opens the stream of a regular file, with a name or without.
static void openNew(AicOutputFile *file, size_t size) {
  int descriptor = createNameless(file->path);
  if (descriptor >= 0) {
    // The stream may be closed before the file gets its name.
    file->nameless = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (file->nameless < 0) {
      close(descriptor);
      return;
    }
  } else {
    descriptor = createBeside(file->path, file->temporary, size);
  }
  if (descriptor < 0 || (file->stream = fdopen(descriptor, "wb")))
    return;
  close(descriptor);
  if (file->nameless < 0)
    unlink(file->temporary);
  else
    close(file->nameless);
}

bool aicOutputFileOpen(AicOutputFile *file, const char *path,
                       AicError **error) {
  *file = (AicOutputFile){.nameless = -1};
  size_t size = strlen(path) + EXTRA;
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
    openNew(file, size);
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
  bool good = true;
  if (file->nameless >= 0)
    good = giveName(file->nameless, file->path, file->temporary,
                    strlen(file->path) + EXTRA);
  else if (!isInPlace(file))
    good = rename(file->temporary, file->path) == 0;
  if (!good)
    return fail(file, error);
  if (file->nameless >= 0)
    close(file->nameless);
  reset(file);
  return true;
}

void aicOutputFileDiscard(AicOutputFile *file) {
  if (!file->path)
    return;
  if (file->stream)
    fclose(file->stream);
  if (file->nameless >= 0)
    close(file->nameless);
  else if (!isInPlace(file))
    unlink(file->temporary);
  reset(file);
}
