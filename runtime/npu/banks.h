//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Banks of the scratchpad. Bank b has the bytes from b * size / banks on. With
// two ports each, a bank serves the engine that fills it and the one that
// empties it; with one port it serves a single engine at a time.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_BANKS_H
#define AIC_RUNTIME_NPU_BANKS_H

#include "runtime/npu/command.h"

/// The banks that a command touches: one range per operand in spad.
typedef struct AicNpuBanks {
  uint16_t count;
  uint16_t first[AIC_NPU_MAX_REFS], last[AIC_NPU_MAX_REFS];
} AicNpuBanks;

/// The banks of a verified command at its loop indices.
AicNpuBanks aicNpuBanksOf(const AicMachine *machine,
                          const AicNpuCommand *command,
                          const uint32_t idx[AIC_NPU_MAX_LOOPS]);

/// Whether two commands touch the same bank.
bool aicNpuBanksMeet(const AicNpuBanks *a, const AicNpuBanks *b);

#endif // AIC_RUNTIME_NPU_BANKS_H
