//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the subcommands of `aic` share.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_AIC_H
#define AIC_TOOLS_AIC_H

#include "aic/support.h"
#include "lowering/driver/driver.h"
#include "runtime/npu/device.h"

/// Stable exit codes.
enum { EXIT_GOOD = 0, EXIT_INPUT = 1, EXIT_USAGE = 2 };

/// One subcommand. `run` gets the arguments behind its name.
typedef struct Command {
  const char *name;
  const char *summary;
  const char *help; ///< all of what --help prints
  int (*run)(const struct Command *self, int argc, char **argv);
} Command;

extern const Command benchCommand, compileCommand, runCommand;

/// One option: `--name=VALUE`, `--name VALUE`, or a bare `--name` when
/// `value` is NULL and `flag` is set.
typedef struct Option {
  const char *name; ///< with its dashes
  const char **value;
  bool *flag;
  const char *bare; ///< what a bare `--name` means if it also takes a value
} Option;

/// Reads options (ended by a zero entry) and at most one other argument, the
/// model. Returns EXIT_GOOD to go on; else what to exit with, -1 standing for
/// "help was printed, exit with 0".
int parseArguments(const Command *command, int argc, char **argv,
                   const Option *options, const char **model);
/// Says on stderr what is wrong with the command line; EXIT_USAGE.
int usageError(const Command *command, const char *format, ...)
    AIC_PRINTF(2, 3);
/// Prints and destroys `error`, which may be NULL; EXIT_INPUT.
int inputError(AicError *error);
/// EXIT_GOOD when the kind of the target is known and has the stage to emit,
/// which may be NULL.
int checkTarget(const Command *command, const AicCompileOptions *options,
                const char *stage);
/// Prints `stage` of a model to stdout.
int printStage(const char *model, const char *stage,
               const AicCompileOptions *options, const Command *command);

/// What one `aic run` did.
typedef struct RunStats {
  int64_t calls;
  double seconds;                   ///< of all calls
  uint64_t macs;                    ///< of all calls, host and device
  bool usesNpu;                     ///< the target is an NPU
  int64_t hostOps;                  ///< left to the host; -1: not known
  const AicNpuSimulator *simulator; ///< the device that was given to them
} RunStats;

/// Prints as "text" or "json".
void printStats(const char *format, const RunStats *stats);

#endif // AIC_TOOLS_AIC_H
