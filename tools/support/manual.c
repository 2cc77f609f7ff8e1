//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A manual page from the table of a command, in the man macros of roff.
//
//===----------------------------------------------------------------------===//

#include "tools/support/cli.h"

#include "aic/version.h"

#include <ctype.h>
#include <string.h>

enum { WIDTH = 60 };

/// Prints `text` so that roff takes nothing in it for a request; words between
/// back quotes are bold. Long lines are broken at a space if `wrap`.
static void printText(FILE *out, const char *text, bool wrap) {
  bool lineStart = true, bold = false;
  int column = 0;
  for (; *text; ++text, ++column) {
    if (lineStart && (*text == '.' || *text == '\''))
      fputs("\\&", out);
    lineStart = *text == '\n';
    if (text[0] == '\n' && text[1] == '\n') {
      fputs("\n.PP\n", out);
      ++text;
      column = 0;
    } else if (wrap && *text == ' ' && column > WIDTH) {
      fputc('\n', out);
      lineStart = true;
      column = 0;
    } else if (*text == '\\') {
      fputs("\\e", out);
    } else if (*text == '"') { // it would end an argument
      fputs("\\(dq", out);
    } else if (*text == '-') {
      fputs("\\-", out);
    } else if (*text == '`') {
      bold = !bold;
      fputs(bold ? "\\fB" : "\\fR", out);
    } else {
      fputc(*text, out);
    }
  }
}

static void printLine(FILE *out, const char *text) {
  printText(out, text, true);
  fputc('\n', out);
}

/// An argument of a macro, quoted.
static void printQuoted(FILE *out, const char *text) {
  fputc('"', out);
  printText(out, text, false);
  fputs("\"", out);
}

/// A paragraph with a hanging tag.
static void printTag(FILE *out, const char *tag, const char *text) {
  fputs(".TP\n.B ", out);
  printQuoted(out, tag);
  fputc('\n', out);
  printLine(out, text);
}

/// "aic-compile" of "aic compile"; in capitals for the head of the page.
static void printName(FILE *out, const char *name, bool upper) {
  for (; *name; ++name) {
    if (*name == ' ' || *name == '-')
      fputs("\\-", out);
    else
      fputc(upper ? toupper((unsigned char)*name) : *name, out);
  }
}

static void printSynopsis(FILE *out, const AicCliCommand *command) {
  fputs(".SH SYNOPSIS\n", out);
  for (const char *const *usage = command->usage; usage && *usage; ++usage) {
    fprintf(out, "%s.B ", usage == command->usage ? "" : ".br\n");
    printQuoted(out, command->name);
    fputc('\n', out);
    printLine(out, *usage);
  }
}

static void printOptions(FILE *out, const AicCliCommand *command) {
  fputs(".SH OPTIONS\n", out);
  for (const AicCliOption *o = command->options; o && o->name; ++o) {
    if (aicCliIsOperand(o) && !o->summary)
      continue;
    char label[128], words[512] = "", text[1024];
    aicCliLabel(o, label, sizeof label);
    if (o->words && !o->open)
      aicCliJoin(o->words, words, sizeof words);
    snprintf(text, sizeof text, "%s%s%s", o->summary, *words ? ": " : "",
             words);
    printTag(out, label, text);
  }
  printTag(out, "--help",
           command->commands ? "a short help; with a command, its own"
                             : "a short help");
  fputs(".PP\nA value may also follow an option as the next argument.\n", out);
}

static void printTerms(FILE *out, const char *title, const AicCliTerm *terms) {
  if (!terms || !terms->word)
    return;
  fprintf(out, ".SH %s\n", title);
  for (const AicCliTerm *t = terms; t->word; ++t)
    printTag(out, t->word, t->meaning);
}

/// The page of the program, of each command, and what `also` names.
static void printSeeAlso(FILE *out, const AicCliCommand *command,
                         const AicCliCommand *const *also) {
  const char *between = ".SH SEE ALSO\n";
  for (; also && *also; ++also) {
    if (*also == command)
      continue;
    fputs(between, out);
    fputs(".BR ", out);
    printName(out, (*also)->name, false);
    fputs(" (1)", out);
    between = ",\n";
  }
  if (*between == ',')
    fputc('\n', out);
}

void aicCliManual(const AicCliCommand *command,
                  const AicCliCommand *const *also, FILE *out) {
  fputs(".TH ", out);
  printName(out, command->name, true);
  fputs(" 1 \"\" \"aic " AIC_VERSION_STRING "\" \"User Commands\"\n"
        ".nh\n.ad l\n.SH NAME\n",
        out);
  printName(out, command->name, false);
  fputs(" \\- ", out);
  printLine(out, command->summary);
  printSynopsis(out, command);
  if (command->description) {
    fputs(".SH DESCRIPTION\n", out);
    printLine(out, command->description);
  }
  if (command->commands)
    fputs(".SH COMMANDS\n", out);
  for (const AicCliCommand *const *c = command->commands; c && *c; ++c)
    printTag(out, aicCliWord(*c), (*c)->summary);
  printOptions(out, command);
  printTerms(out, "ENVIRONMENT", command->environment);
  fputs(".SH EXIT STATUS\n", out);
  printTag(out, "0", "success");
  const char *status = command->usageStatus;
  printTag(out, "1",
           status && !*status
               ? "the command line, an input or the environment is wrong"
               : "an input or the environment is wrong");
  if (!status || *status)
    printTag(out, "2", status ? status : "the command line is wrong");
  printTerms(out, "EXAMPLES", command->examples);
  printSeeAlso(out, command, also);
}
