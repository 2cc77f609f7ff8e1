//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The command line of aic-sim.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_AIC_SIM_ARGUMENTS_H
#define AIC_TOOLS_AIC_SIM_ARGUMENTS_H

#include "tools/support/cli.h"
#include "tools/support/settings.h"

typedef struct Request {
  const char *program, *inputs, *outputs, *stats, *trace, *output;
  int64_t traceLimit; ///< -1: not given
  Settings settings;
  bool json, timeOnly, exact, verify, disassemble, data, assemble;
} Request;

extern const AicCliCommand simProgram;

/// Reads the arguments; false when `*code` is what to exit with.
bool parseArguments(const AicCliCommand *self, int argc, char **argv,
                    Request *request, int *code);
/// The program behind the table.
int runSimulator(const AicCliCommand *self, int argc, char **argv);
/// Prints all parameters of a machine to standard output.
void printMachineHelp(void);

#endif // AIC_TOOLS_AIC_SIM_ARGUMENTS_H
