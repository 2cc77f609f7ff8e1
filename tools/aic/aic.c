//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic: compile a model, or run it.
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/aic.h"

#include "aic/version.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const Command *const commands[] = {&compileCommand, &runCommand,
                                          &benchCommand, NULL};

static int printHelp(FILE *stream, int code) {
  fputs("usage: aic COMMAND [ARGUMENTS]\n\ncommands:\n", stream);
  for (const Command *const *c = commands; *c; ++c)
    fprintf(stream, "  %-10s %s\n", (*c)->name, (*c)->summary);
  fputs("\noptions:\n"
        "  --help     this text; with a command, its own\n"
        "  --version  the version\n"
        "\nexit codes: 0 success, 1 an input or the environment is wrong, "
        "2 the command line is wrong\n",
        stream);
  return code;
}

int main(int argc, char **argv) {
  // A reader that goes away is an error of a write, not the end of the process.
  signal(SIGPIPE, SIG_IGN);
  if (argc < 2)
    return printHelp(stderr, EXIT_USAGE);
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
    return printHelp(stdout, EXIT_GOOD);
  if (strcmp(argv[1], "--version") == 0) {
    puts("aic " AIC_VERSION_STRING);
    return EXIT_GOOD;
  }
  for (const Command *const *c = commands; *c; ++c)
    if (strcmp(argv[1], (*c)->name) == 0) {
      int code = (*c)->run(*c, argc - 2, argv + 2);
      // What could not be written must not look like success.
      if ((fflush(stdout) != 0 || ferror(stdout)) && code == EXIT_GOOD) {
        if (errno != EPIPE)
          perror("aic: standard output");
        code = EXIT_INPUT;
      }
      return code;
    }
  fprintf(stderr, "aic: there is no command '%s'; 'aic --help' lists them\n",
          argv[1]);
  return EXIT_USAGE;
}
