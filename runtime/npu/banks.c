//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An operand counts as all bytes from its first to its last.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/banks.h"

static uint16_t bankOf(const AicMachine *machine, uint64_t byte) {
  // At most 2^10 banks of a memory of at most 2^40 bytes.
  return (uint16_t)(byte * machine->spad.banks / machine->spad.size);
}

AicNpuBanks aicNpuBanksOf(const AicMachine *machine,
                          const AicNpuCommand *command,
                          const uint32_t idx[AIC_NPU_MAX_LOOPS]) {
  AicNpuBanks banks = {.count = 0};
  AicNpuRef *refs[AIC_NPU_MAX_REFS];
  // Only read here.
  int count = aicNpuCommandRefs((AicNpuCommand *)(uintptr_t)command, refs);
  for (int i = 0; i < count; ++i) {
    if (refs[i]->space != AIC_NPU_SPAD)
      continue;
    uint64_t low = (uint64_t)aicNpuRefAddress(refs[i], idx);
    uint64_t bytes = aicNpuCommandReach(command, i);
    banks.first[banks.count] = bankOf(machine, low);
    banks.last[banks.count++] = bankOf(machine, low + bytes - 1);
  }
  return banks;
}

bool aicNpuBanksMeet(const AicNpuBanks *a, const AicNpuBanks *b) {
  for (int i = 0; i < a->count; ++i)
    for (int j = 0; j < b->count; ++j)
      if (a->first[i] <= b->last[j] && b->first[j] <= a->last[i])
        return true;
  return false;
}
