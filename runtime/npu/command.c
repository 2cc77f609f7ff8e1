//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Names of opcodes and engines, and addresses on the chip.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/command.h"

const char *aicNpuOpcodeName(AicNpuOpcode opcode) {
  static const char *const names[] = {"?",    "loop",  "end",    "sync",
                                      "load", "store", "matmul", "vec"};
  return opcode >= AIC_NPU_LOOP && opcode <= AIC_NPU_VEC ? names[opcode]
                                                         : names[0];
}

const char *aicNpuEngineName(AicNpuEngine engine) {
  static const char *const names[] = {"ld", "mx", "vx", "st"};
  return names[engine];
}

int64_t aicNpuRefAddress(const AicNpuRef *ref,
                         const uint32_t idx[AIC_NPU_MAX_LOOPS]) {
  int64_t address = ref->base;
  uint64_t advances = ref->phase;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level) {
    advances += (uint64_t)idx[level] * ref->weight[level];
    address += (int64_t)idx[level] * ref->stride[level];
  }
  if (ref->depth > 1)
    address += (int64_t)(advances % ref->depth) * ref->slot;
  return address;
}

AicNpuRef aicNpuRefAt(AicNpuSpace space, uint32_t base) {
  return (AicNpuRef){.space = space, .base = base, .depth = 1};
}
