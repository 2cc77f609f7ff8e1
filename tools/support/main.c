//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The way through a program: which command runs, and whether all of its output
// was written.
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/support/cli.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static int unknownCommand(const AicCliCommand *program, const char *word) {
  const char *best = NULL;
  size_t distance = 0;
  for (const AicCliCommand *const *c = program->commands; *c; ++c)
    aicCliSuggest(word, aicCliWord(*c), &best, &distance);
  if (best)
    fprintf(stderr,
            "%s: there is no command '%s'; did you mean '%s'? '%s --help' "
            "lists them\n",
            program->name, word, best, program->name);
  else
    fprintf(stderr, "%s: there is no command '%s'; '%s --help' lists them\n",
            program->name, word, program->name);
  return EXIT_USAGE;
}

static int dispatch(const AicCliCommand *program, int argc, char **argv) {
  if (!program->commands)
    return program->run(program, argc - 1, argv + 1);
  int code;
  if (argc > 1 && argv[1][0] == '-' &&
      !aicCliParse(program, 1, argv + 1, NULL, &code))
    return code;
  if (argc < 2 || argv[1][0] == '-') {
    aicCliHelp(program, stderr);
    return EXIT_USAGE;
  }
  for (const AicCliCommand *const *c = program->commands; *c; ++c)
    if (strcmp(argv[1], aicCliWord(*c)) == 0)
      return (*c)->run(*c, argc - 2, argv + 2);
  return unknownCommand(program, argv[1]);
}

int aicCliMain(const AicCliCommand *program, int argc, char **argv) {
  // A reader that goes away is an error of a write, not the end of the process.
  signal(SIGPIPE, SIG_IGN);
  int code = dispatch(program, argc, argv);
  // What could not be written must not look like success.
  if ((fflush(stdout) != 0 || ferror(stdout)) && code == EXIT_GOOD) {
    if (errno != EPIPE)
      fprintf(stderr, "%s: standard output: %s\n", program->name,
              strerror(errno));
    code = EXIT_INPUT;
  }
  return code;
}
