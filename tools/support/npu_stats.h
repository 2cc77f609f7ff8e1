//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What an NPU took, as JSON and as text: the same keys for a run and for each
// of its layers.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_NPU_STATS_H
#define AIC_TOOLS_SUPPORT_NPU_STATS_H

#include "runtime/npu/device.h"
#include "tools/support/json.h"

/// Writes the figures as members of the current object: cycles, utilization,
/// bound_cycles, DRAM bytes and the compulsory ones, commands, energy, stalls
/// by engine. Multiply-adds are left to the caller, who knows the whole model.
void aicJsonNpuStats(AicJson *json, const AicNpuStats *stats);

/// The same for all that ran on `simulator`, with the machine, the number of
/// runs and what each buffer moved.
void aicJsonNpuRuns(AicJson *json, const AicNpuSimulator *simulator);

/// Writes them as lines of text, without buffers.
void printNpuRuns(const AicNpuSimulator *simulator, FILE *stream);

enum { AIC_SI_SIZE = 16 };

/// Three digits and a prefix: "1.25 MB" of 1250000 and "B". The text has at
/// most 8 characters for values up to 10^17.
const char *aicSiText(char text[AIC_SI_SIZE], double value, const char *unit);

#endif // AIC_TOOLS_SUPPORT_NPU_STATS_H
