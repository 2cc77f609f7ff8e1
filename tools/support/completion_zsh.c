//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Completion for zsh, by its _arguments.
//
//===----------------------------------------------------------------------===//

#include "tools/support/completion.h"

#include <string.h>

/// `text` inside single quotes, where _arguments takes brackets and colons for
/// its own.
static void printText(FILE *out, const char *text) {
  for (; *text; ++text) {
    if (*text == '\'')
      fputs("'\\''", out);
    else if (strchr("[]:\\", *text))
      fprintf(out, "\\%c", *text);
    else
      fputc(*text, out);
  }
}

/// What _arguments does for the value: ":message:action".
static void printValue(FILE *out, const AicCliOption *option) {
  AicCliValue kind = aicCliValueKind(option);
  if (kind == AIC_CLI_VALUE_NONE)
    return;
  fputc(':', out);
  printText(out, option->argument);
  fputc(':', out);
  if (kind == AIC_CLI_VALUE_FOLDER)
    fputs("_files -/", out);
  if (kind == AIC_CLI_VALUE_FILE)
    fputs("_files", out);
  if (kind == AIC_CLI_VALUE_FILE && option->suffixes) {
    // "*.(onnx|mlir)" of ".onnx .mlir".
    fputs(" -g \"*.(", out);
    for (const char *c = option->suffixes; *c; ++c)
      if (*c == ' ')
        fputc('|', out);
      else if (*c != '.')
        fputc(*c, out);
    fputs(")\"", out);
  }
  if (kind == AIC_CLI_VALUE_WORD) {
    fputc('(', out);
    for (const char *const *word = option->words; *word; ++word) {
      fputs(word == option->words ? "" : " ", out);
      printText(out, *word);
    }
    fputc(')', out);
  }
}

static void printArguments(FILE *out, const AicCliCommand *command,
                           const char *indent) {
  fprintf(out, "%s_arguments \\\n", indent);
  for (const AicCliOption *o = command->options; o && o->name; ++o) {
    fprintf(out, "%s  '", indent);
    if (aicCliIsOperand(o)) {
      fputs(o->kind == AIC_CLI_LIST ? "*" : "1", out);
    } else {
      // "=" lets the value follow as the next argument, too; "=-" does not.
      const char *joined = !o->argument        ? ""
                           : o->bare           ? "=-"
                           : o->name[1] == '-' ? "="
                                               : "";
      fprintf(out, "%s%s%s[", o->kind == AIC_CLI_LIST ? "*" : "", o->name,
              joined);
      printText(out, o->summary);
      fputc(']', out);
    }
    // Two colons: the value may be left out.
    if (o->bare)
      fputc(':', out);
    printValue(out, o);
    fputs("' \\\n", out);
  }
  fprintf(out, "%s  '(- *)--help[print a short help]'\n", indent);
}

void aicCliCompletionZsh(const AicCliCommand *program, FILE *out) {
  char identifier[64];
  aicCliIdentifier(program, identifier, sizeof identifier);
  fprintf(out,
          "#compdef %s\n"
          "# Completion of %s for zsh. Generated from its options.\n"
          "%s() {\n",
          program->name, program->name, identifier);
  if (!program->commands) {
    printArguments(out, program, "  ");
  } else {
    fputs("  local -a commands=(\n", out);
    for (const AicCliCommand *const *c = program->commands; *c; ++c) {
      fprintf(out, "    '%s:", aicCliWord(*c));
      printText(out, (*c)->summary);
      fputs("'\n", out);
    }
    fputs("  )\n"
          "  if ((CURRENT == 2)); then\n"
          "    if [[ $PREFIX == -* ]]; then\n",
          out);
    printArguments(out, program, "      ");
    fputs("    else\n"
          "      _describe command commands\n"
          "    fi\n"
          "    return\n"
          "  fi\n"
          "  shift words\n"
          "  ((CURRENT--))\n"
          "  case $words[1] in\n",
          out);
    for (const AicCliCommand *const *c = program->commands; *c; ++c) {
      fprintf(out, "  %s)\n", aicCliWord(*c));
      printArguments(out, *c, "    ");
      fputs("    ;;\n", out);
    }
    fputs("  esac\n", out);
  }
  fprintf(out,
          "}\n"
          "if [[ $funcstack[1] == %s ]]; then\n"
          "  %s \"$@\"\n"
          "else\n"
          "  compdef %s %s\n"
          "fi\n",
          identifier, identifier, identifier, program->name);
}
