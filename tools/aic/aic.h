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

#include "aic/runtime.h"
#include "lowering/driver/driver.h"
#include "runtime/npu/device.h"
#include "tools/support/cli.h"
#include "tools/support/layers.h"
#include "tools/support/settings.h"

/// The program and its commands.
extern const AicCliCommand aicProgram, benchCommand, compileCommand,
    completionCommand, explainCommand, exploreCommand, runCommand;

/// What --target and --emit may be; the first are proposals only.
/// npuWords are the targets that are NPUs.
extern const char *const targetWords[],
    *const npuWords[], *const stageWords[], *const productWords[];

/// Options that several commands have. Their Request has the fields `options`
/// and `settings` and, where it runs models, `threads`, 0 without the option.
#define TARGET_OPTION                                                          \
  {.name = "--target",                                                         \
   .argument = "TARGET",                                                       \
   .summary = "cpu (default), npu, or npu:NAME_OR_FILE of a description",      \
   .words = targetWords,                                                       \
   .open = true,                                                               \
   .offset = offsetof(Request, options.target)}
#define SET_OPTION                                                             \
  {.name = "--set",                                                            \
   .argument = "GROUP.KEY=VALUE",                                              \
   .summary = "change the NPU's description, like --set array.rows=16; may "   \
              "be repeated",                                                   \
   .kind = AIC_CLI_LIST,                                                       \
   .offset = offsetof(Request, settings.list)}
#define PRODUCTS_OPTION                                                        \
  {.name = "--products",                                                       \
   .argument = "TYPE",                                                         \
   .summary = "round the operands of an NPU's matrix products and "            \
              "convolutions of f32",                                           \
   .words = productWords,                                                      \
   .offset = offsetof(Request, options.products)}
#define SCHEDULE_OPTION                                                        \
  {.name = "--schedule",                                                       \
   .argument = "FILE",                                                         \
   .summary = "transform library instead of the built-in one",                 \
   .suffixes = ".mlir",                                                        \
   .offset = offsetof(Request, options.schedule)}
#define VERBOSE_OPTION                                                         \
  {.name = "-v",                                                               \
   .summary = "tell on standard error what is done",                           \
   .offset = offsetof(Request, options.verbose)}
#define THREADS_OPTION                                                         \
  {.name = "--threads",                                                        \
   .argument = "N",                                                            \
   .summary = "threads of one call; default: one per processor",               \
   .kind = AIC_CLI_INTEGER,                                                    \
   .least = 1,                                                                 \
   .most = AIC_MAX_THREADS,                                                    \
   .offset = offsetof(Request, threads)}

/// Prints and destroys `error`, which may be NULL; EXIT_INPUT.
int inputError(AicError *error);
/// EXIT_GOOD when the kind of the target is known, can still be chosen for
/// `model`, has the stage to emit, which may be NULL, and has what the settings
/// change; they are put into the options.
int checkTarget(const AicCliCommand *command, const char *model,
                AicCompileOptions *options, Settings *settings,
                const char *stage);
/// Prints `stage` of a model to stdout.
int printStage(const char *model, const char *stage,
               const AicCompileOptions *options);

/// What one `aic run` did.
typedef struct RunStats {
  int64_t calls;
  double seconds;                   ///< of all calls
  uint64_t macs;                    ///< of all calls, host and device
  bool usesNpu;                     ///< the target is an NPU
  int64_t hostOps;                  ///< left to the host; -1: not known
  const AicNpuSimulator *simulator; ///< the device that was given to them
  const LayerRow *hostLayers;
  size_t numHostLayers;
} RunStats;

/// Prints as "text" or "json".
void printStats(const char *format, const RunStats *stats);

#endif // AIC_TOOLS_AIC_H
