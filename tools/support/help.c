//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What --help prints, and the pieces of it that messages share.
//
//===----------------------------------------------------------------------===//

#include "tools/support/cli.h"

#include <string.h>

enum { WIDTH = 80, INDENT = 2, MAX_LABEL = 22 };

const char *aicCliWord(const AicCliCommand *command) {
  const char *space = strrchr(command->name, ' ');
  return space ? space + 1 : command->name;
}

bool aicCliIsOperand(const AicCliOption *option) {
  return option->name[0] != '-';
}

void aicCliLabel(const AicCliOption *option, char *label, size_t size) {
  bool alone = !option->argument || aicCliIsOperand(option);
  // "-o FILE", but "--outputs=DIR".
  const char *between = alone ? "" : option->name[1] == '-' ? "=" : " ";
  bool bare = option->bare != NULL;
  snprintf(label, size, "%s%s%s%s%s", option->name, bare ? "[" : "", between,
           alone ? "" : option->argument, bare ? "]" : "");
}

void aicCliJoin(const char *const *words, char *text, size_t size) {
  size_t length = 0;
  *text = '\0';
  for (const char *const *word = words; *word && length < size; ++word) {
    const char *between = word == words ? "" : word[1] ? ", " : " or ";
    int added = snprintf(text + length, size - length, "%s%s", between, *word);
    length += added > 0 ? (size_t)added : 0;
  }
}

/// Prints `text` word by word from `column` on; further lines start at
/// `indent`.
static void printWrapped(FILE *stream, const char *text, size_t column,
                         size_t indent) {
  bool first = true;
  while (*text) {
    size_t length = strcspn(text, " \n");
    if (!first && column + 1 + length > WIDTH) {
      fprintf(stream, "\n%*s", (int)indent, "");
      column = indent;
    } else if (!first) {
      fputc(' ', stream);
      ++column;
    }
    fprintf(stream, "%.*s", (int)length, text);
    column += length;
    first = false;
    text += length;
    if (text[0] == '\n' && text[1] == '\n') {
      fprintf(stream, "\n\n%*s", (int)indent, "");
      column = indent;
      first = true;
    }
    text += strspn(text, " \n");
  }
  fputc('\n', stream);
}

static void printRow(FILE *stream, const char *label, const char *text,
                     size_t width) {
  size_t column = INDENT + width + 2;
  fprintf(stream, "%*s%-*s  ", INDENT, "", (int)width, label);
  if (strlen(label) > width)
    fprintf(stream, "\n%*s", (int)column, "");
  printWrapped(stream, text, column, column);
}

static void widen(size_t *width, const char *label) {
  size_t length = strlen(label);
  if (length > *width && length <= MAX_LABEL)
    *width = length;
}

static void printOptions(FILE *stream, const AicCliCommand *command) {
  char label[128];
  size_t width = strlen("--help");
  for (const AicCliOption *o = command->options; o && o->name; ++o) {
    aicCliLabel(o, label, sizeof label);
    widen(&width, label);
  }
  fputs("\noptions:\n", stream);
  for (const AicCliOption *o = command->options; o && o->name; ++o) {
    if (aicCliIsOperand(o) && !o->summary)
      continue;
    char words[512] = "", text[1024];
    if (o->words && !o->open)
      aicCliJoin(o->words, words, sizeof words);
    snprintf(text, sizeof text, "%s%s%s", o->summary, *words ? ": " : "",
             words);
    aicCliLabel(o, label, sizeof label);
    printRow(stream, label, text, width);
  }
  printRow(stream, "--help",
           command->commands ? "this text; with a command, its own"
                             : "this text",
           width);
}

static void printTerms(FILE *stream, const char *title,
                       const AicCliTerm *terms) {
  if (!terms || !terms->word)
    return;
  size_t width = 0;
  for (const AicCliTerm *t = terms; t->word; ++t)
    widen(&width, t->word);
  fprintf(stream, "\n%s:\n", title);
  for (const AicCliTerm *t = terms; t->word; ++t)
    printRow(stream, t->word, t->meaning, width);
}

static void printCommands(FILE *stream, const AicCliCommand *program) {
  size_t width = 0;
  for (const AicCliCommand *const *c = program->commands; *c; ++c)
    widen(&width, aicCliWord(*c));
  fputs("\ncommands:\n", stream);
  for (const AicCliCommand *const *c = program->commands; *c; ++c)
    printRow(stream, aicCliWord(*c), (*c)->summary, width);
}

void aicCliHelp(const AicCliCommand *command, FILE *stream) {
  const char *before = "usage:";
  for (const char *const *u = command->usage; u && *u; ++u) {
    fprintf(stream, "%s %s %s\n", before, command->name, *u);
    before = "      ";
  }
  if (command->description) {
    fputc('\n', stream);
    printWrapped(stream, command->description, 0, 0);
  }
  if (command->commands)
    printCommands(stream, command);
  printOptions(stream, command);
  printTerms(stream, "environment", command->environment);
  for (const AicCliTerm *t = command->examples; t && t->word; ++t)
    fprintf(stream, "%s  %s\n      %s\n",
            t == command->examples ? "\nexamples:\n" : "", t->word, t->meaning);
  fputc('\n', stream);
  printWrapped(stream,
               "exit codes: 0 success, 1 an input or the environment is wrong, "
               "2 the command line is wrong",
               0, 0);
}
