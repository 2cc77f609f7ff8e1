//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic-opt/check_plugin.h"

#include "tools/support/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void reportProblem(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("  problem    ", stdout);
  vprintf(format, args);
  putchar('\n');
  va_end(args);
}

bool definesSymbol(const PluginElf *elf, const char *name) {
  PluginSymbol symbol;
  for (size_t i = 0; pluginElfSymbol(elf, i, &symbol); ++i)
    if (symbol.defined && strcmp(symbol.name, name) == 0)
      return true;
  return false;
}

static int checkEntryPoints(const PluginElf *elf) {
  if (definesSymbol(elf, DIALECT_ENTRY) || definesSymbol(elf, PASS_ENTRY))
    return 0;
  reportProblem("it is no plugin: it exports neither " DIALECT_ENTRY
                " nor " PASS_ENTRY " (AIC_PLUGIN makes both)");
  return 1;
}

/// A library with the objects of MLIR inside brings its own MLIR: two of them
/// do not know each other's types.
static int checkOwnCopy(const PluginElf *elf) {
  static const char *const signs[] = {"_ZN4mlir11MLIRContextD1Ev",
                                      "_ZN4mlir11MLIRContextD2Ev",
                                      "_ZN4mlir9Operation7destroyEv", NULL};
  PluginSymbol symbol;
  bool found = false;
  for (size_t i = 0; !found && pluginElfLocalSymbol(elf, i, &symbol); ++i)
    for (const char *const *sign = signs; *sign; ++sign)
      found |= symbol.defined && strcmp(symbol.name, *sign) == 0;
  for (const char *const *sign = signs; *sign; ++sign)
    found |= definesSymbol(elf, *sign);
  if (found)
    reportProblem("it has an MLIR of its own inside: link the shared libMLIR "
                  "instead of its static archives");
  return found;
}

/// Does what runs the plugin's code in a process of its own. Its exit code says
/// nothing: the plugin's code may be what gives it.
static PluginProblems loadApart(const char *path, const PluginElf *elf,
                                bool may) {
  int ends[2] = {-1, -1}, status = 0;
  PluginProblems found = {0};
  fflush(stdout);
  pid_t child = pipe(ends) == 0 ? fork() : -1;
  if (child == 0) {
    found = loadPlugin(path, elf, may);
    fflush(stdout);
    bool told = write(ends[1], &found, sizeof found) == sizeof found;
    // Without the plugin's destructors: a tool that ends does not unload it.
    _exit(told ? 0 : 1);
  }
  close(ends[1]);
  bool told = child > 0 && read(ends[0], &found, sizeof found) == sizeof found;
  close(ends[0]);
  if (child < 0 || waitpid(child, &status, 0) != child)
    reportProblem("no process could be started to load it in: %s",
                  strerror(errno));
  else if (WIFSIGNALED(status))
    reportProblem("loading it ends the process with signal %d (%s)",
                  WTERMSIG(status), strsignal(WTERMSIG(status)));
  else if (!told)
    reportProblem("loading it ends the process with exit code %d",
                  WEXITSTATUS(status));
  else
    return found;
  return (PluginProblems){.loading = 1};
}

int checkPlugin(const char *path) {
  PluginElf *elf;
  AicError *error = pluginElfOpen(path, &elf);
  if (error) {
    fprintf(stderr, "aic-opt: %s\n", aicErrorMessage(error));
    aicErrorDestroy(error);
    return EXIT_INPUT;
  }
  puts(path);
  int problems = checkEntryPoints(elf) + checkOwnCopy(elf);
  PluginProblems found = loadApart(path, elf, problems == 0);
  problems += found.loading;
  if (problems == 0)
    problems += listRegistered(path, definesSymbol(elf, DIALECT_ENTRY),
                               definesSymbol(elf, PASS_ENTRY));
  pluginElfClose(elf);
  if (problems > 0)
    printf("it does not load: %d problem%s\n", problems,
           problems == 1 ? "" : "s");
  else if (found.tables > 0)
    printf("it loads, but its tables have %d problem%s\n", found.tables,
           found.tables == 1 ? "" : "s");
  else
    puts("it loads");
  return problems == 0 && found.tables == 0 && fflush(stdout) == 0 ? EXIT_GOOD
                                                                   : EXIT_INPUT;
}
