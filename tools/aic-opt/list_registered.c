//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a plugin registers: the difference between what this program lists with
// it and without it. That is the way of every tool, so a plugin that fails
// there fails here.
//
//===----------------------------------------------------------------------===//

#define _XOPEN_SOURCE 700
#include "tools/aic-opt/check_plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/// What a program wrote, and how it ended.
typedef struct Output {
  char *text; ///< owned; never NULL when `ran`
  bool ran;
  int status;
} Output;

/// Runs this program once more. Only calls that are safe after a fork are made
/// in the child.
static Output runAgain(char *const *arguments) {
  Output output = {0};
  int ends[2];
  if (pipe(ends) != 0)
    return output;
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    execv("/proc/self/exe", arguments);
    _exit(127);
  }
  close(ends[1]);
  size_t used = 0;
  char *text = malloc(1);
  for (size_t capacity = 0; text && child > 0;) {
    if (used == capacity) {
      capacity = capacity ? capacity * 2 : 4096;
      char *larger = realloc(text, capacity + 1);
      if (!larger)
        break;
      text = larger;
    }
    ssize_t got = read(ends[0], text + used, capacity - used);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    used += (size_t)got;
  }
  close(ends[0]);
  output.ran = child > 0 && waitpid(child, &output.status, 0) == child && text;
  output.text = text;
  if (text)
    text[used] = 0;
  return output;
}

/// The next name in what --show-dialects (`passes` is false) or --list-passes
/// prints, from `*rest` on; its length, or 0 at the end.
static size_t nextName(const char **rest, bool passes, const char **name) {
  while (**rest) {
    if (passes) {
      // A line such as "  --cse  - text"; options of passes are deeper.
      const char *line = *rest;
      const char *end = strchr(line, '\n');
      *rest = end ? end + 1 : line + strlen(line);
      if (strncmp(line, "  --", 4) != 0)
        continue;
      *name = line + 4;
      return strcspn(*name, " =\n");
    }
    size_t length = strcspn(*rest, ", \n");
    *name = *rest;
    *rest += length + ((*rest)[length] != 0);
    if (length > 0)
      return length;
  }
  return 0;
}

static bool contains(const char *text, bool passes, const char *wanted,
                     size_t wantedLength) {
  const char *name;
  size_t length;
  while ((length = nextName(&text, passes, &name)) > 0)
    if (length == wantedLength && strncmp(name, wanted, length) == 0)
      return true;
  return false;
}

/// Prints the names of `with` that `without` does not have.
static void printNew(const char *with, const char *without, bool passes,
                     int *found) {
  const char *name;
  size_t length;
  while ((length = nextName(&with, passes, &name)) > 0)
    if (!contains(without, passes, name, length)) {
      ++*found;
      printf("  registers  %s %.*s\n", passes ? "pass" : "dialect", (int)length,
             name);
    }
}

/// The line that says why a program failed: its first one.
static int reportFailure(const Output *output, const char *option) {
  if (!output->ran)
    reportProblem("aic-opt cannot be run again: %s", strerror(errno));
  else if (WIFSIGNALED(output->status))
    reportProblem("with %s, aic-opt ends with signal %d (%s): %.*s", option,
                  WTERMSIG(output->status), strsignal(WTERMSIG(output->status)),
                  (int)strcspn(output->text, "\n"), output->text);
  else
    reportProblem("with %s, aic-opt fails: %.*s", option,
                  (int)strcspn(output->text, "\n"), output->text);
  return 1;
}

static int list(const char *option, const char *path, bool passes, int *found) {
  char lister[] = "--show-dialects", passLister[] = "--list-passes";
  char program[] = "aic-opt";
  char *what = passes ? passLister : lister;
  size_t size = strlen(option) + strlen(path) + 2;
  char *flag = malloc(size);
  if (!flag) {
    reportProblem("out of memory");
    return 1;
  }
  snprintf(flag, size, "%s=%s", option, path);
  Output without = runAgain((char *[]){program, what, NULL});
  Output with = runAgain((char *[]){program, flag, what, NULL});
  int problems = 0;
  if (!without.ran || without.status != 0)
    problems = reportFailure(&without, what);
  else if (!with.ran || with.status != 0)
    problems = reportFailure(&with, option);
  else
    printNew(with.text, without.text, passes, found);
  free(without.text);
  free(with.text);
  free(flag);
  return problems;
}

int listRegistered(const char *path, bool hasDialects, bool hasPasses) {
  char *real = realpath(path, NULL);
  if (!real) {
    reportProblem("%s", strerror(errno));
    return 1;
  }
  int found = 0, problems = 0;
  if (hasDialects)
    problems += list("--load-dialect-plugin", real, false, &found);
  if (hasPasses)
    problems += list("--load-pass-plugin", real, true, &found);
  if (problems == 0 && found == 0)
    puts("  registers  nothing that aic-opt does not have");
  free(real);
  return problems;
}
