//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Linking with ld.lld of LLVM 22. No compiler driver and no start files are
// needed for a shared library whose only interface is a table.
//
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE // dlinfo
#include "lowering/emit_object/llvm_module.h"
#include "runtime/elf_check.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/// File of the C library `name` that this process would use, so that no
/// development package is needed to link against it. The caller frees it.
static char *findLibrary(const char *name) {
  void *handle = dlopen(name, RTLD_LAZY);
  struct link_map *map = NULL;
  char *path = NULL;
  if (handle && dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0 && map)
    path = strdup(map->l_name);
  if (handle)
    dlclose(handle);
  return path;
}

/// File of the system's loader, which has the function that finds the variables
/// of a thread; NULL where this process was started without one.
static const char *loaderPath(void) {
  const void *base = (const void *)(uintptr_t)getauxval(AT_BASE);
  Dl_info info;
  return base && dladdr(base, &info) ? info.dli_fname : NULL;
}

/// The linker: what AIC_LINKER names, that of the LLVM this was built with, or
/// the first in PATH.
static const char *linkerPath(void) {
  const char *wanted = getenv("AIC_LINKER");
  if (wanted && *wanted)
    return wanted;
  static const char configured[] = AIC_LLVM_BINDIR "/ld.lld";
  return access(configured, X_OK) == 0 ? configured : "ld.lld-22";
}

/// What the linker printed, as one line of at most `size` bytes.
static void readMessage(int descriptor, char *text, size_t size) {
  size_t length = 0;
  ssize_t count;
  char rest[256];
  while (length + 1 < size &&
         (count = read(descriptor, text + length, size - 1 - length)) > 0)
    length += (size_t)count;
  while (read(descriptor, rest, sizeof rest) > 0)
    ;
  text[length] = '\0';
  while (length && text[length - 1] == '\n')
    text[--length] = '\0';
}

/// Runs `argv` from `input` to `output`; gives the exit status, or -1 with
/// errno set when it cannot be started. `message` receives what it prints as
/// errors.
static int runTool(char *const *argv, int input, int output, char *message,
                   size_t size) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return -1;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  pid_t child;
  int failure = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  int status = 0;
  if (failure == 0) {
    readMessage(ends[0], message, size);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
      ;
  }
  close(ends[0]);
  errno = failure;
  if (failure)
    return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// Whether the linker's output is there as a whole: it does not look at the
/// result of its writes to standard output, so a full disk is no error to it.
static bool isWhole(int output) {
  struct stat info;
  char path[32];
  if (fstat(output, &info) != 0 || !S_ISREG(info.st_mode))
    return true;
  snprintf(path, sizeof path, "/proc/self/fd/%d", output);
  AicError *error = aicElfCheck("model", path);
  bool whole = error == NULL;
  aicErrorDestroy(error);
  return whole;
}

bool aicLinkShared(int object, int output, AicError **error) {
  const char *linker = linkerPath();
  char *libc = findLibrary("libc.so.6");
  char *libm = findLibrary("libm.so.6");
  char message[1024] = "";
  // Neither file needs a name. --as-needed keeps libraries out of models that
  // do not call them.
  const char *argv[] = {linker,
                        "-shared",
                        "--build-id=none",
                        "-z",
                        "defs",
                        "-s",
                        "-o",
                        "-",
                        "/proc/self/fd/0",
                        "--as-needed",
                        libm ? libm : "-lm",
                        libc ? libc : "-lc",
                        loaderPath(),
                        NULL};
  int status =
      runTool((char *const *)argv, object, output, message, sizeof message);
  free(libc);
  free(libm);
  if (status == 0 && isWhole(output))
    return true;
  if (status == 0)
    *error = aicErrorCreate(AIC_ERROR_TOOL,
                            "%s wrote no whole library; the disk may be full",
                            linker);
  else if (status < 0)
    *error = aicErrorCreate(
        AIC_ERROR_TOOL,
        "cannot run the linker '%s': %s; on Debian it is in the package lld-22",
        linker, strerror(errno));
  else
    *error =
        aicErrorCreate(AIC_ERROR_TOOL, "%s failed with status %d%s%s", linker,
                       status, *message ? ": " : " and no message", message);
  return false;
}
