//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// MATMUL with a witness: what the simulator computes in its fast way, and the
// cycles of the closed form, against the register-level array.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/array.h"
#include "runtime/npu/execute.h"
#include "runtime/npu/half.h"
#include "runtime/npu/timing.h"

#include <stdlib.h>
#include <string.h>

/// The most multiply-adds of a product, and steps of PEs that one may take
/// (less than a second).
#define MAX_MACS (64u * 64 * 64)
#define MAX_STEPS (1u << 26)

static bool isSmall(const AicMachine *machine, const AicNpuMatmul *matmul,
                    uint64_t cycles) {
  uint64_t rows = (uint64_t)matmul->m1 * matmul->m2;
  return rows <= MAX_MACS && matmul->k <= MAX_MACS / rows &&
         matmul->n <= MAX_MACS / (rows * matmul->k) &&
         cycles <= MAX_STEPS / (machine->array.rows * machine->array.cols);
}

/// An operand's element as the array sees it.
static uint32_t widen(AicNpuType type, const unsigned char *from) {
  uint32_t word;
  if (type == AIC_NPU_I4) {
    word = (uint32_t)aicNpuI4(*from);
  } else if (type == AIC_NPU_I8) {
    word = (uint32_t)(int32_t)*(const signed char *)from;
  } else if (aicNpuTypeIsHalf(type)) {
    uint16_t half;
    memcpy(&half, from, sizeof half);
    float value = aicHalfToFloat(type, half);
    memcpy(&word, &value, sizeof word);
  } else {
    memcpy(&word, from, sizeof word);
  }
  return word;
}

static void gatherOperands(const AicNpuMemory *memory,
                           const AicNpuMatmul *matmul, const uint32_t *idx,
                           uint32_t *a, uint32_t *w) {
  const unsigned char *fromA = aicNpuLocate(memory, &matmul->a, idx);
  const unsigned char *fromW = aicNpuLocate(memory, &matmul->w, idx);
  uint32_t size = aicNpuTypeSize(aicNpuMacOperandType(matmul->mac));
  for (uint32_t i = 0; i < matmul->m1; ++i)
    for (uint32_t j = 0; j < matmul->m2; ++j)
      for (uint32_t k = 0; k < matmul->k; ++k)
        *a++ = widen(aicNpuMacOperandType(matmul->mac),
                     fromA + (int64_t)i * matmul->aStride1 +
                         (int64_t)j * matmul->aStride2 + (size_t)k * size);
  for (uint32_t k = 0; k < matmul->k; ++k)
    for (uint32_t n = 0; n < matmul->n; ++n)
      *w++ = widen(aicNpuMacWeightType(matmul->mac),
                   fromW + (int64_t)k * matmul->wStride + (size_t)n * size);
}

static void gatherAcc(const AicNpuMemory *memory, const AicNpuMatmul *matmul,
                      const uint32_t *idx, uint32_t *acc) {
  const unsigned char *from = aicNpuLocate(memory, &matmul->acc, idx);
  for (uint32_t m = 0; m < matmul->m1 * matmul->m2; ++m)
    memcpy(acc + (size_t)m * matmul->n, from + (int64_t)m * matmul->accStride,
           (size_t)matmul->n * 4);
}

AicError *aicNpuExecuteExact(const AicNpuMemory *memory,
                             const AicMachine *machine,
                             const AicNpuMatmul *matmul, const uint32_t *idx,
                             bool *checked) {
  uint32_t rows = matmul->m1 * matmul->m2;
  uint64_t cycles = aicNpuMatmulCycles(machine, matmul->dataflow, matmul->mac,
                                       rows, matmul->k, matmul->n);
  *checked = isSmall(machine, matmul, cycles);
  if (!*checked) {
    aicNpuExecuteMatmul(memory, machine, matmul, idx);
    return NULL;
  }
  size_t sizeA = (size_t)rows * matmul->k,
         sizeW = (size_t)matmul->k * matmul->n;
  size_t sizeAcc = (size_t)rows * matmul->n;
  uint32_t *a = malloc((sizeA + sizeW + 2 * sizeAcc) * sizeof *a);
  if (!a)
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  uint32_t *w = a + sizeA, *acc = w + sizeW, *fast = acc + sizeAcc;
  gatherOperands(memory, matmul, idx, a, w);
  gatherAcc(memory, matmul, idx, acc);
  aicNpuExecuteMatmul(memory, machine, matmul, idx);
  gatherAcc(memory, matmul, idx, fast);
  AicNpuProduct product = {.dataflow = matmul->dataflow,
                           .mac = matmul->mac,
                           .m = rows,
                           .k = matmul->k,
                           .n = matmul->n,
                           .accumulate = !aicNpuOverwrites(matmul, idx),
                           .a = a,
                           .w = w,
                           .acc = acc};
  AicError *error = aicNpuArrayCheck(machine, &product, fast, cycles);
  free(a);
  return error;
}
