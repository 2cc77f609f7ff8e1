//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Command lines as constant tables. Parsing, help, messages, manual pages and
// shell completion all come from one table per command.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_CLI_H
#define AIC_TOOLS_SUPPORT_CLI_H

#include "aic/support.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/// Stable exit codes of all programs.
enum { EXIT_GOOD = 0, EXIT_INPUT = 1, EXIT_USAGE = 2 };

/// How the value of an option is stored in the command's request.
typedef enum AicCliKind {
  AIC_CLI_TEXT = 0, ///< const char *; without `argument` a bool flag
  AIC_CLI_INTEGER,  ///< int64_t between `least` and `most`
  AIC_CLI_NUMBER,   ///< double between `least` and `most`
  AIC_CLI_LIST,     ///< AicCliList: the option may be given again
} AicCliKind;

enum { AIC_CLI_MAX_LIST = 64 };

/// What a repeated option collects.
typedef struct AicCliList {
  const char *items[AIC_CLI_MAX_LIST];
  int count;
} AicCliList;

/// An option, given as `--name VALUE` or `--name=VALUE`; or, when the name has
/// no dash ("MODEL"), the argument that stands alone, which must be given
/// unless it is a list.
typedef struct AicCliOption {
  const char *name;     ///< with its dashes
  const char *argument; ///< "FILE" and "DIR" complete to such; NULL: a flag
  const char *summary;  ///< without a full stop; the words are added to it
  /// The values that are allowed, ended by NULL; NULL: any.
  const char *const *words;
  /// `words` are proposals only, which the summary explains.
  bool open;
  /// What the option means without a value, which then follows a '=' or is one
  /// of the words.
  const char *bare;
  AicCliKind kind;
  size_t offset; ///< of the value in the request
  int64_t least, most;
  /// File endings that completion proposes, as ".onnx .mlir"; NULL: all.
  const char *suffixes;
  /// A flag that prints something instead of running the command.
  void (*print)(void);
} AicCliOption;

/// A word and what it means: an example, a variable of the environment.
typedef struct AicCliTerm {
  const char *word, *meaning;
} AicCliTerm;

/// A program, or a command of one.
typedef struct AicCliCommand {
  const char *name; ///< as it is called: "aic-sim", "aic compile"
  const char *summary;
  const char *const *usage; ///< what follows the name, line by line
  /// Paragraphs separated by an empty line; they are wrapped when printed.
  const char *description;
  /// Ended by a zero entry; --help is added to them.
  const AicCliOption *options;
  const AicCliTerm *environment, *examples; ///< the same; may be NULL
  /// What exit code 2 of a program whose options are MLIR's own means; "" where
  /// there is no such code. NULL for all that read their options by this table.
  const char *usageStatus;
  /// The commands of a program, ended by NULL; it has no `run` then.
  const struct AicCliCommand *const *commands;
  /// Gets the arguments behind the name; returns an exit code.
  int (*run)(const struct AicCliCommand *self, int argc, char **argv);
} AicCliCommand;

/// Zero-terminated tables at file scope.
#define AIC_CLI_OPTIONS(...) AIC_LIST(AicCliOption, __VA_ARGS__)
#define AIC_CLI_TERMS(...) AIC_LIST(AicCliTerm, __VA_ARGS__)
#define AIC_CLI_WORDS(...) AIC_POINTERS(char, __VA_ARGS__)

/// Runs a program: dispatches to its command, and turns output that could not
/// be written into a failure.
int aicCliMain(const AicCliCommand *program, int argc, char **argv);

/// Reads the arguments into `request`, a struct that the offsets refer to and
/// that holds the defaults. False when there is nothing to go on with: `*code`
/// is what to exit with.
bool aicCliParse(const AicCliCommand *command, int argc, char **argv,
                 void *request, int *code);

/// Says on stderr what is wrong with the command line; EXIT_USAGE.
int aicCliUsageError(const AicCliCommand *command, const char *format, ...)
    AIC_PRINTF(2, 3);

/// Whether both names lead to one file that exists: no output may replace what
/// it is made from.
bool aicCliIsSameFile(const char *a, const char *b);

/// What --help prints.
void aicCliHelp(const AicCliCommand *command, FILE *stream);

/// The manual page in roff; it refers to those of `also`, which ends with NULL.
void aicCliManual(const AicCliCommand *command,
                  const AicCliCommand *const *also, FILE *out);

/// "bash", "zsh" and "fish", ended by NULL.
extern const char *const aicCliShells[];
/// The script that lets `shell`, one of them, complete a program's arguments.
void aicCliCompletion(const AicCliCommand *program, const char *shell,
                      FILE *out);

/// "compile" of "aic compile".
const char *aicCliWord(const AicCliCommand *command);
/// An option that is an argument of its own, like MODEL.
bool aicCliIsOperand(const AicCliOption *option);
/// "--outputs=DIR", "--timing[=FORMAT]", "-o FILE", "-v" or "MODEL".
void aicCliLabel(const AicCliOption *option, char *label, size_t size);
/// "a, b or c" of the words.
void aicCliJoin(const char *const *words, char *text, size_t size);
/// Keeps the closest of what was offered in `*best`, for "did you mean".
/// `*distance` starts as 0 and `*best` as NULL, which it stays when all are
/// too far from `given`.
void aicCliSuggest(const char *given, const char *offered, const char **best,
                   size_t *distance);

#endif // AIC_TOOLS_SUPPORT_CLI_H
