//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The effect of commands on bytes. Commands were verified: no index is checked
// again.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_EXECUTE_H
#define AIC_RUNTIME_NPU_EXECUTE_H

#include "runtime/npu/command.h"

#include <string.h>

/// What commands read and write.
typedef struct AicNpuMemory {
  unsigned char *spad, *acc;
  unsigned char **buffers; ///< by index
  void *workspace;         ///< aicNpuMatmulWorkspace bytes
} AicNpuMemory;

/// Bytes that executing `matmul` needs beside the memories.
size_t aicNpuMatmulWorkspace(const AicNpuMatmul *matmul);

void aicNpuExecuteDma(const AicNpuMemory *memory, const AicNpuCommand *command,
                      const uint32_t *idx);
void aicNpuExecuteMatmul(const AicNpuMemory *memory, const AicMachine *machine,
                         const AicNpuMatmul *matmul, const uint32_t *idx);
/// The same, and steps the array register by register if the product has at
/// most 64^3 multiply-adds and the array is not too large for that: `*checked`
/// says whether. Fails if values or cycles differ.
AicError *aicNpuExecuteExact(const AicNpuMemory *memory,
                             const AicMachine *machine,
                             const AicNpuMatmul *matmul, const uint32_t *idx,
                             bool *checked);
/// Whether acc is overwritten by the first fold, not added to.
bool aicNpuOverwrites(const AicNpuMatmul *matmul, const uint32_t *idx);
void aicNpuExecuteVec(const AicNpuMemory *memory, const AicNpuVec *vec,
                      const uint32_t *idx);

/// 2^x within 1 ulp; overflows to infinity, underflows through subnormals.
float aicNpuExp2(float x);
/// apply_scale_32 of TOSA; a shift outside 2 .. 62 is taken modulo 64. Without
/// branches, for it is done for every value of a quantized network.
static inline int32_t aicNpuRescale(int32_t value, int32_t multiplier,
                                    int32_t shift, bool doubleRound) {
  uint32_t amount = (uint32_t)shift & 63;
  // Unsigned, so that operands outside the rules of TOSA wrap.
  uint64_t sum = (uint64_t)((int64_t)value * multiplier);
  sum += (1ull << amount) >> 1;
  uint64_t twice = doubleRound && amount > 31 ? 1ull << 30 : 0;
  sum += value >= 0 ? twice : 0 - twice;
  // Shifts the complement of negative numbers, whose upper bits are 0.
  uint64_t sign = 0 - (sum >> 63);
  uint32_t low = (uint32_t)((sum ^ sign) >> amount ^ sign);
  int32_t result;
  memcpy(&result, &low, sizeof result);
  return result;
}
/// To nearest even, saturating; NaN is 0.
int32_t aicNpuRoundToInt(float value);

/// The first byte of `ref` at the given loop indices.
static inline unsigned char *aicNpuLocate(const AicNpuMemory *memory,
                                          const AicNpuRef *ref,
                                          const uint32_t *idx) {
  return (ref->space == AIC_NPU_ACC ? memory->acc : memory->spad) +
         aicNpuRefAddress(ref, idx);
}

#endif // AIC_RUNTIME_NPU_EXECUTE_H
