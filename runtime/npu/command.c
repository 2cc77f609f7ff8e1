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

int aicNpuCommandRefs(AicNpuCommand *command,
                      AicNpuRef *refs[AIC_NPU_MAX_REFS]) {
  int count = 0;
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    refs[count++] = &command->dma.ref;
    break;
  case AIC_NPU_MATMUL:
    refs[count++] = &command->matmul.a;
    refs[count++] = &command->matmul.w;
    refs[count++] = &command->matmul.acc;
    break;
  case AIC_NPU_VEC:
    for (int s = 0; s < command->vec.numSources && s < AIC_NPU_MAX_SOURCES; ++s)
      refs[count++] = &command->vec.sources[s].ref;
    refs[count++] = &command->vec.dst;
    break;
  default:
    break;
  }
  return count;
}

bool aicNpuCommandWrites(const AicNpuCommand *command, int operand) {
  switch (command->opcode) {
  case AIC_NPU_MATMUL:
    return operand == 2;
  case AIC_NPU_VEC:
    return operand == command->vec.numSources;
  default:
    return command->opcode == AIC_NPU_LOAD;
  }
}

static uint64_t reach(uint64_t elem, int rank, const uint32_t *sizes,
                      const int32_t *strides) {
  uint64_t bytes = elem;
  for (int d = 0; d < rank; ++d)
    bytes += (uint64_t)(sizes[d] - 1) * (uint64_t)strides[d];
  return bytes;
}

uint64_t aicNpuCommandReach(const AicNpuCommand *command, int operand) {
  const AicNpuMatmul *matmul = &command->matmul;
  const AicNpuVec *vec = &command->vec;
  if (command->opcode == AIC_NPU_MATMUL) {
    uint64_t elem = aicNpuTypeSize(aicNpuMacOperandType(matmul->mac));
    uint32_t rows[2] = {matmul->m1, matmul->m2};
    int32_t strides[2] = {matmul->aStride1, matmul->aStride2};
    uint64_t height = (uint64_t)matmul->m1 * matmul->m2;
    if (operand == 0)
      return reach(elem * matmul->k, 2, rows, strides);
    if (operand == 1)
      return elem * matmul->n +
             (uint64_t)(matmul->k - 1) * (uint64_t)matmul->wStride;
    return 4ull * matmul->n + (height - 1) * (uint64_t)matmul->accStride;
  }
  if (command->opcode == AIC_NPU_VEC) {
    uint32_t sizes[5] = {vec->p[0], vec->p[1], vec->p[2], vec->r[0], vec->r[1]};
    if (operand == vec->numSources)
      return reach(aicNpuTypeSize(vec->dstType), 3, sizes, vec->dstStride);
    const AicNpuVecSource *source = &vec->sources[operand];
    if (source->entries)
      return (uint64_t)source->entries * aicNpuTypeSize(source->type);
    return reach(aicNpuTypeSize(source->type), 5, sizes, source->stride);
  }
  return reach(aicNpuTypeSize(command->dma.type), AIC_NPU_TILE_RANK,
               command->dma.tile.size, command->dma.stride);
}

static void clearRef(AicNpuRef *ref) {
  if (ref->depth == 1)
    ref->slot = 0;
  if (!ref->claim.ring)
    ref->claim = (AicNpuClaim){0};
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
