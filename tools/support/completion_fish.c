//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Completion for fish, one rule per option.
//
//===----------------------------------------------------------------------===//

#include "tools/support/completion.h"

#include <string.h>

/// `text` in single quotes.
static void printQuoted(FILE *out, const char *text) {
  fputc('\'', out);
  for (; *text; ++text) {
    if (*text == '\'' || *text == '\\')
      fputc('\\', out);
    fputc(*text, out);
  }
  fputc('\'', out);
}

/// The values of an option or an operand, for -a.
static void printValues(FILE *out, const AicCliOption *option) {
  AicCliValue kind = aicCliValueKind(option);
  if (kind == AIC_CLI_VALUE_WORD) {
    fputs(" -a '", out);
    for (const char *const *word = option->words; *word; ++word)
      fprintf(out, "%s%s", word == option->words ? "" : " ", *word);
    fputc('\'', out);
  } else if (kind == AIC_CLI_VALUE_FOLDER) {
    fputs(" -a '(__fish_complete_directories)'", out);
  } else if (kind == AIC_CLI_VALUE_FILE && option->suffixes) {
    // One call per ending: ".onnx .mlir" are two.
    fputs(" -a '(__fish_complete_suffix ", out);
    for (const char *c = option->suffixes; *c; ++c)
      if (*c == ' ')
        fputs("; __fish_complete_suffix ", out);
      else
        fputc(*c, out);
    fputs(")'", out);
  } else if (kind == AIC_CLI_VALUE_FILE) {
    fputs(" -F", out);
  }
}

static void printOption(FILE *out, const char *rule,
                        const AicCliOption *option) {
  bool operand = aicCliIsOperand(option);
  fputs(rule, out);
  if (!operand && option->name[1] == '-')
    fprintf(out, " -l %s", option->name + 2);
  else if (!operand)
    fprintf(out, " -s %s", option->name + 1);
  // A value is needed; with -x, which does not go with -F, it is no file.
  bool any = aicCliValueKind(option) == AIC_CLI_VALUE_FILE && !option->suffixes;
  if (!operand && option->argument && !option->bare)
    fputs(any ? " -r" : " -x", out);
  printValues(out, option);
  if (option->summary) {
    fputs(" -d ", out);
    printQuoted(out, option->summary);
  }
  fputc('\n', out);
}

static void printCommand(FILE *out, const char *rule,
                         const AicCliCommand *command) {
  for (const AicCliOption *o = command->options; o && o->name; ++o)
    printOption(out, rule, o);
  fprintf(out, "%s -l help -d 'print a short help'\n", rule);
}

void aicCliCompletionFish(const AicCliCommand *program, FILE *out) {
  char rule[256];
  fprintf(out,
          "# Completion of %s for fish. Generated from its options.\n"
          "complete -c %s -f\n",
          program->name, program->name);
  snprintf(rule, sizeof rule, "complete -c %s%s", program->name,
           program->commands ? " -n __fish_use_subcommand" : "");
  for (const AicCliCommand *const *c = program->commands; c && *c; ++c) {
    fprintf(out, "%s -a %s -d ", rule, aicCliWord(*c));
    printQuoted(out, (*c)->summary);
    fputc('\n', out);
  }
  printCommand(out, rule, program);
  for (const AicCliCommand *const *c = program->commands; c && *c; ++c) {
    snprintf(rule, sizeof rule,
             "complete -c %s -n '__fish_seen_subcommand_from %s'",
             program->name, aicCliWord(*c));
    printCommand(out, rule, *c);
  }
}
