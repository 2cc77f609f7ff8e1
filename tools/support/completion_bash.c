//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Completion for bash. The line is read as text, since bash itself splits words
// at "=" and ":", and what is offered is cut to match.
//
//===----------------------------------------------------------------------===//

#include "tools/support/completion.h"

/// The parts that do not depend on the table, but for the program's name in the
/// place of '@'.
static const char helpers[] =
    "@_words() {\n"
    "  COMPREPLY=($(compgen -W \"$1\" -- \"$value\"))\n"
    "}\n"
    "@_files() {\n"
    "  compopt -o filenames 2>/dev/null\n"
    "  local IFS=$'\\n' ending\n"
    "  COMPREPLY=($(compgen -d -- \"$value\"))\n"
    "  [ \"$1\" = / ] && return\n"
    "  [ -n \"$1\" ] || COMPREPLY+=($(compgen -f -- \"$value\"))\n"
    "  IFS=$' \\t\\n'\n"
    "  for ending in $1; do\n"
    "    IFS=$'\\n'\n"
    "    COMPREPLY+=($(compgen -f -X \"!*$ending\" -- \"$value\"))\n"
    "    IFS=$' \\t\\n'\n"
    "  done\n"
    "}\n";

static const char start[] =
    "@() {\n"
    "  local line=${COMP_LINE:0:COMP_POINT} value option= before\n"
    "  COMPREPLY=()\n"
    "  value=${line##*[[:space:]]}\n"
    "  before=${line%\"$value\"}\n"
    "  before=${before%\"${before##*[![:space:]]}\"}\n"
    "  case $value in\n"
    "  -*=*)\n"
    "    option=${value%%=*}= value=${value#*=} ;;\n"
    "  *)\n"
    "    option=${before##*[[:space:]]} ;;\n"
    "  esac\n";

static const char finish[] =
    "  # Bash replaces what stands behind the last colon only.\n"
    "  if [[ $value == *:* && $COMP_WORDBREAKS == *:* ]]; then\n"
    "    local i\n"
    "    for i in \"${!COMPREPLY[@]}\"; do\n"
    "      COMPREPLY[i]=${COMPREPLY[i]#\"${value%:*}:\"}\n"
    "    done\n"
    "  fi\n"
    "  [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null\n"
    "  return 0\n"
    "}\n";

/// Prints `text` with the identifier in place of each '@' that begins a name.
static void printNamed(FILE *out, const char *text, const char *identifier) {
  for (; *text; ++text) {
    bool name = *text == '@' && (text[1] == '_' || text[1] == '(');
    if (name)
      fputs(identifier, out);
    else
      fputc(*text, out);
  }
}

static void printWords(FILE *out, const char *const *words) {
  for (const char *const *word = words; *word; ++word)
    fprintf(out, "%s%s", word == words ? "" : " ", *word);
}

/// Offers the values of one option.
static void printValue(FILE *out, const AicCliOption *option,
                       const char *identifier) {
  switch (aicCliValueKind(option)) {
  case AIC_CLI_VALUE_WORD:
    fprintf(out, "%s_words '", identifier);
    printWords(out, option->words);
    fputs("'", out);
    break;
  case AIC_CLI_VALUE_FILE:
    fprintf(out, "%s_files '%s'", identifier,
            option->suffixes ? option->suffixes : "");
    break;
  case AIC_CLI_VALUE_FOLDER:
    fprintf(out, "%s_files /", identifier);
    break;
  default:
    fputs(":", out);
    break;
  }
}

/// The arguments of one command, as the branches of a case.
static void printCommand(FILE *out, const AicCliCommand *command,
                         const char *identifier) {
  const AicCliOption *operand = NULL;
  fputs("    case $option in\n", out);
  for (const AicCliOption *o = command->options; o && o->name; ++o) {
    if (aicCliIsOperand(o)) {
      operand = o;
      continue;
    }
    // A flag takes no value, so what follows it is something new.
    if (!o->argument)
      continue;
    // A value that may be left out only follows "=".
    if (!o->bare)
      fprintf(out, "    %s | ", o->name);
    fprintf(out, "%s%s=)\n      ", o->bare ? "    " : "", o->name);
    printValue(out, o, identifier);
    fputs(" ;;\n", out);
  }
  fputs("    *)\n      if [[ $value == -* ]]; then\n        ", out);
  fprintf(out, "%s_words '", identifier);
  for (const AicCliOption *o = command->options; o && o->name; ++o)
    if (!aicCliIsOperand(o))
      fprintf(out, "%s%s ", o->name,
              o->argument && !o->bare && o->name[1] == '-' ? "=" : "");
  fputs("--help'\n      else\n        ", out);
  if (command->commands) {
    fprintf(out, "%s_words '", identifier);
    for (const AicCliCommand *const *c = command->commands; *c; ++c)
      fprintf(out, "%s%s", c == command->commands ? "" : " ", aicCliWord(*c));
    fputs("'\n", out);
  } else if (operand) {
    printValue(out, operand, identifier);
    fputs("\n", out);
  } else {
    fputs(":\n", out);
  }
  fputs("      fi ;;\n    esac\n", out);
}

void aicCliCompletionBash(const AicCliCommand *program, FILE *out) {
  char identifier[64];
  aicCliIdentifier(program, identifier, sizeof identifier);
  fprintf(out, "# Completion of %s for bash. Generated from its options.\n",
          program->name);
  printNamed(out, helpers, identifier);
  printNamed(out, start, identifier);
  if (program->commands) {
    fputs("  local words command=\n"
          "  read -ra words <<<\"$before\"\n"
          "  [ ${#words[@]} -gt 1 ] && command=${words[1]}\n"
          "  case $command in\n",
          out);
    for (const AicCliCommand *const *c = program->commands; *c; ++c) {
      fprintf(out, "  %s)\n", aicCliWord(*c));
      printCommand(out, *c, identifier);
      fputs("    ;;\n", out);
    }
    fputs("  '')\n", out);
    printCommand(out, program, identifier);
    fputs("    ;;\n  esac\n", out);
  } else {
    printCommand(out, program, identifier);
  }
  fputs(finish, out);
  fprintf(out, "complete -F %s %s\n", identifier, program->name);
}
