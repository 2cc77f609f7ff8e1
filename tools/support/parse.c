//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reads a command line into the request of a command.
//
//===----------------------------------------------------------------------===//

#include "tools/support/cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool aicCliIsSameFile(const char *a, const char *b) {
  struct stat first, second;
  return stat(a, &first) == 0 && stat(b, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

int aicCliUsageError(const AicCliCommand *command, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "%s: ", command->name);
  vfprintf(stderr, format, args);
  size_t length = strlen(format);
  bool question = length && format[length - 1] == '?';
  fprintf(stderr, "%s '%s --help' shows the usage\n", question ? "" : ";",
          command->name);
  va_end(args);
  return EXIT_USAGE;
}

/// The length of the name in "--name=VALUE".
static size_t nameLength(const char *argument) {
  return strcspn(argument, "=");
}

static const AicCliOption *findOption(const AicCliCommand *command,
                                      const char *argument) {
  size_t length = nameLength(argument);
  for (const AicCliOption *o = command->options; o && o->name; ++o)
    if (!aicCliIsOperand(o) && strlen(o->name) == length &&
        strncmp(o->name, argument, length) == 0)
      return o;
  return NULL;
}

static const AicCliOption *findOperand(const AicCliCommand *command) {
  for (const AicCliOption *o = command->options; o && o->name; ++o)
    if (aicCliIsOperand(o))
      return o;
  return NULL;
}

static int unknownOption(const AicCliCommand *command, const char *argument) {
  char name[64];
  snprintf(name, sizeof name, "%.*s", (int)nameLength(argument), argument);
  const char *best = NULL;
  size_t distance = 0;
  aicCliSuggest(name, "--help", &best, &distance);
  for (const AicCliOption *o = command->options; o && o->name; ++o)
    if (!aicCliIsOperand(o))
      aicCliSuggest(name, o->name, &best, &distance);
  if (best)
    return aicCliUsageError(
        command, "there is no option '%s'; did you mean '%s'?", argument, best);
  return aicCliUsageError(command, "there is no option '%s'", argument);
}

static int checkWord(const AicCliCommand *command, const AicCliOption *option,
                     const char *value) {
  if (!option->words || option->open)
    return EXIT_GOOD;
  const char *best = NULL;
  size_t distance = 0;
  for (const char *const *word = option->words; *word; ++word) {
    if (strcmp(*word, value) == 0)
      return EXIT_GOOD;
    aicCliSuggest(value, *word, &best, &distance);
  }
  char words[512];
  aicCliJoin(option->words, words, sizeof words);
  if (best)
    return aicCliUsageError(command, "%s is %s, not '%s'; did you mean '%s'?",
                            option->name, words, value, best);
  return aicCliUsageError(command, "%s is %s, not '%s'", option->name, words,
                          value);
}

static int storeNumber(const AicCliCommand *command, const AicCliOption *option,
                       const char *value, void *place) {
  bool whole = option->kind == AIC_CLI_INTEGER;
  char *end;
  errno = 0;
  long long integer = whole ? strtoll(value, &end, 10) : 0;
  double number = whole ? (double)integer : strtod(value, &end);
  bool good = end != value && !*end && !errno;
  if (whole)
    good = good && integer >= option->least && integer <= option->most;
  else // also false for NaN
    good = good && number >= (double)option->least &&
           number <= (double)option->most;
  if (!good)
    return aicCliUsageError(
        command, "%s takes a number from %" PRId64 " to %" PRId64 ", not '%s'",
        option->name, option->least, option->most, value);
  if (whole)
    *(int64_t *)place = integer;
  else
    *(double *)place = number;
  return EXIT_GOOD;
}

static int storeValue(const AicCliCommand *command, const AicCliOption *option,
                      const char *value, void *request) {
  int code = checkWord(command, option, value);
  if (code != EXIT_GOOD)
    return code;
  void *place = (char *)request + option->offset;
  if (option->kind == AIC_CLI_INTEGER || option->kind == AIC_CLI_NUMBER)
    return storeNumber(command, option, value, place);
  if (option->kind == AIC_CLI_LIST) {
    AicCliList *list = place;
    if (list->count == AIC_CLI_MAX_LIST)
      return aicCliUsageError(command, "%s is given more than %d times",
                              option->name, AIC_CLI_MAX_LIST);
    list->items[list->count++] = value;
    return EXIT_GOOD;
  }
  const char **text = place;
  if (*text && aicCliIsOperand(option))
    return aicCliUsageError(command,
                            "two arguments given for %s, '%s' and '%s'",
                            option->name, *text, value);
  *text = value;
  return EXIT_GOOD;
}

static int storeOperand(const AicCliCommand *command, const char *argument,
                        void *request) {
  const AicCliOption *operand = findOperand(command);
  if (!operand)
    return aicCliUsageError(command, "there is no use for the argument '%s'",
                            argument);
  if (!*argument)
    return aicCliUsageError(command, "%s is empty", operand->name);
  return storeValue(command, operand, argument, request);
}

static bool hasWord(const AicCliOption *option, const char *value) {
  for (const char *const *word = option->words; word && *word; ++word)
    if (strcmp(*word, value) == 0)
      return true;
  return false;
}

/// Takes the option at argv[*i] with its value; `*done` when it has printed
/// what was asked for.
static int readOption(const AicCliCommand *command, int argc, char **argv,
                      int *i, void *request, bool *done) {
  const char *argument = argv[*i];
  bool help = strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
  const AicCliOption *option = help ? NULL : findOption(command, argument);
  if (help)
    aicCliHelp(command, stdout);
  *done = help;
  if (help)
    return EXIT_GOOD;
  if (!option)
    return unknownOption(command, argument);
  const char *equals = strchr(argument, '=');
  const char *value = equals ? equals + 1 : NULL;
  if (!option->argument) {
    if (value)
      return aicCliUsageError(command, "option '%s' takes no value",
                              option->name);
    *done = option->print != NULL;
    if (option->print)
      option->print();
    else
      *(bool *)((char *)request + option->offset) = true;
    return EXIT_GOOD;
  }
  bool follows = *i + 1 < argc;
  if (!value && option->bare && !(follows && hasWord(option, argv[*i + 1])))
    value = option->bare;
  if (!value && follows)
    value = argv[++*i];
  if (!value || !*value)
    return aicCliUsageError(command, "option '%s' needs a value", option->name);
  return storeValue(command, option, value, request);
}

bool aicCliParse(const AicCliCommand *command, int argc, char **argv,
                 void *request, int *code) {
  bool done = false, operandsOnly = false;
  *code = EXIT_GOOD;
  for (int i = 0; i < argc && !done && *code == EXIT_GOOD; ++i) {
    if (operandsOnly || argv[i][0] != '-' || argv[i][1] == '\0')
      *code = storeOperand(command, argv[i], request);
    else if (strcmp(argv[i], "--") == 0)
      operandsOnly = true;
    else
      *code = readOption(command, argc, argv, &i, request, &done);
  }
  if (done || *code != EXIT_GOOD)
    return false;
  const AicCliOption *operand = findOperand(command);
  if (operand && operand->kind == AIC_CLI_TEXT &&
      !*(const char **)((char *)request + operand->offset))
    *code = aicCliUsageError(command, "no %s given", operand->name);
  return *code == EXIT_GOOD;
}
