//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Names of opcodes and engines, addresses on the chip, fields without meaning.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/vec_ops.h"

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

static void clearRef(AicNpuRef *ref) {
  if (ref->depth == 1)
    ref->slot = 0;
}

static void clearMicroOp(AicNpuMicroOp *op) {
  uint32_t operands = aicNpuVecOpOperands(op->op);
  if (operands < 1)
    op->a = 0;
  if (operands < 2 || op->immediate)
    op->b = 0;
  if (operands < 3)
    op->c = 0;
  if (!op->immediate && op->op != AIC_NPU_VEC_IMM)
    op->imm = 0;
}

static void clearVec(AicNpuVec *vec) {
  clearRef(&vec->dst);
  for (int s = 0; s < vec->numSources && s < AIC_NPU_MAX_SOURCES; ++s)
    clearRef(&vec->sources[s].ref);
  for (int i = 0; i < vec->numOps && i < AIC_NPU_MAX_VEC_OPS; ++i)
    clearMicroOp(&vec->ops[i]);
  if (vec->reduce != AIC_NPU_REDUCE_NONE)
    return;
  vec->reduced = 0;
  vec->init = 0;
}

void aicNpuCommandClear(AicNpuCommand *command) {
  for (int i = command->numWaits; i < AIC_NPU_MAX_WAITS; ++i)
    command->waits[i] = 0;
  for (int i = command->numPosts; i < AIC_NPU_MAX_WAITS; ++i)
    command->posts[i] = 0;
  switch (command->opcode) {
  case AIC_NPU_LOOP:
  case AIC_NPU_END:
    command->engine = AIC_NPU_LD;
    break;
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    clearRef(&command->dma.ref);
    break;
  case AIC_NPU_MATMUL:
    clearRef(&command->matmul.a);
    clearRef(&command->matmul.w);
    clearRef(&command->matmul.acc);
    if (command->matmul.accumulate)
      command->matmul.accumulateLoops = 0;
    break;
  case AIC_NPU_VEC:
    clearVec(&command->vec);
    break;
  default:
    break;
  }
}
