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

#include <stdbool.h>
#include <stdint.h>

typedef struct Request {
  const char *program, *inputs, *outputs;
  const char *sets[64];
  int numSets;
  const char *trace; ///< file, or NULL
  uint64_t traceLimit;
  bool json, timeOnly, verify, disassemble;
} Request;

/// Reads the arguments: -1 to go on, else what to exit with.
int parseArguments(int argc, char **argv, Request *request);
/// Prints all parameters of a machine to standard output.
void printMachineHelp(void);

#endif // AIC_TOOLS_AIC_SIM_ARGUMENTS_H
