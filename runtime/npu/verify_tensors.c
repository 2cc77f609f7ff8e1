//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Written bytes of buffers, one bit each. Once all are written there is nothing
// more to look at.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify_tensors.h"

#include "runtime/npu/verify_parts.h"

#include <stdlib.h>

typedef struct Tensor {
  uint64_t *bits; ///< NULL before the first write
  uint64_t written;
} Tensor;

struct TensorProof {
  const AicNpuProgram *program;
  Tensor *tensors;
};

TensorProof *aicTensorsCreate(const AicNpuProgram *program) {
  TensorProof *proof = calloc(1, sizeof *proof);
  if (!proof)
    return NULL;
  proof->program = program;
  proof->tensors =
      calloc((size_t)program->numBuffers + 1, sizeof *proof->tensors);
  if (proof->tensors)
    return proof;
  free(proof);
  return NULL;
}

void aicTensorsDestroy(TensorProof *proof) {
  if (!proof)
    return;
  for (uint32_t i = 0; i < proof->program->numBuffers; ++i)
    free(proof->tensors[i].bits);
  free(proof->tensors);
  free(proof);
}

/// Bits of the word at `*low` that lie below `high`; moves to the next word.
static uint64_t takeMask(uint64_t *low, uint64_t high) {
  uint64_t from = *low % 64, to = *low - from + 64;
  uint64_t mask = ~0ull << from;
  if (high < to)
    mask &= ~0ull >> (to - high);
  *low = to;
  return mask;
}

/// Sets the bits of [low, high); how many were not set. Mostly all or none.
static uint64_t set(uint64_t *bits, uint64_t low, uint64_t high) {
  uint64_t added = 0;
  while (low < high) {
    uint64_t *word = &bits[low / 64], from = low;
    uint64_t mask = takeMask(&low, high), missing = mask & ~*word;
    *word |= mask;
    if (missing == mask)
      added += (low < high ? low : high) - from;
    else
      for (; missing; missing &= missing - 1)
        ++added;
  }
  return added;
}

/// The first bit of [low, high) that is not set, or `high`.
static uint64_t firstMissing(const uint64_t *bits, uint64_t low,
                             uint64_t high) {
  while (low < high) {
    uint64_t at = low - low % 64;
    uint64_t missing = ~bits[at / 64] & takeMask(&low, high);
    if (missing) {
      while (!(missing & 1)) {
        missing >>= 1;
        ++at;
      }
      return at;
    }
  }
  return high;
}

static AicError *unwritten(const TensorProof *proof, uint32_t number,
                           const Box *box, uint64_t low) {
  uint32_t index = box->space - AIC_NPU_DRAM_SPACE;
  Verifier verifier = {.program = proof->program, .number = number};
  aicVerifyFail(&verifier,
                "reads bytes %llu to %llu of buffer %u (%.90s), which may not "
                "have been written yet, the first at byte %llu",
                (unsigned long long)box->low, (unsigned long long)box->high,
                index, proof->program->buffers[index].name,
                (unsigned long long)low);
  return verifier.error;
}

AicError *aicTensorsRun(TensorProof *proof, uint32_t number, const Box *box) {
  uint32_t index = box->space - AIC_NPU_DRAM_SPACE;
  Tensor *tensor = &proof->tensors[index];
  uint64_t bytes = proof->program->buffers[index].bytes;
  if (tensor->written == bytes)
    return NULL;
  if (!tensor->bits && box->reads)
    return unwritten(proof, number, box, box->low);
  if (!tensor->bits)
    tensor->bits = calloc((size_t)(bytes / 64 + 1), sizeof *tensor->bits);
  if (!tensor->bits)
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  uint64_t at[AIC_NPU_BOX_RANK + 1] = {0}, low;
  while (aicVerifyNextRun(box, at, &low)) {
    uint64_t high = low + box->run;
    if (box->writes) {
      tensor->written += set(tensor->bits, low, high);
    } else {
      uint64_t missing = firstMissing(tensor->bits, low, high);
      if (missing < high)
        return unwritten(proof, number, box, missing);
    }
  }
  return NULL;
}

AicError *aicTensorsEnd(const TensorProof *proof) {
  // A program that claims nothing may leave the rest of an output as it is.
  if (!proof->program->numRings)
    return NULL;
  for (uint32_t i = 0; i < proof->program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &proof->program->buffers[i];
    const Tensor *tensor = &proof->tensors[i];
    bool isOutput = buffer->kind == AIC_NPU_OUTPUT;
    if ((!isOutput && !tensor->bits) || tensor->written == buffer->bytes)
      continue;
    uint64_t missing =
        tensor->bits ? firstMissing(tensor->bits, 0, buffer->bytes) : 0;
    return aicErrorCreate(
        AIC_ERROR_FORMAT,
        "%s %u (%.100s): only %llu of its %llu bytes are written, the "
        "first that is not is byte %llu",
        isOutput ? "output" : "temporary", i, buffer->name,
        (unsigned long long)tensor->written, (unsigned long long)buffer->bytes,
        (unsigned long long)missing);
  }
  return NULL;
}
