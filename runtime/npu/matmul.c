//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// MATMUL. Floating point follows the array's order exactly: within a fold of R
// rows (os: over all of k) products are added with k ascending from +0, then
// the fold is added to acc. Integer sums wrap, so their order is free and k is
// one dot product.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/execute.h"

#include "runtime/npu/half.h"

#include <string.h>

#define ROWS 4       // of acc that are computed together
#define COLS 16      // and columns
#define DOTS 4       // columns of an integer block
#define BLOCK 65536u // elements of a that are widened together

static size_t roundUp(size_t value) { return (value + 63) / 64 * 64; }

/// Rows of a that an integer block widens.
static uint32_t blockRows(const AicNpuMatmul *matmul) {
  uint32_t rows = BLOCK / (matmul->k < BLOCK ? matmul->k : BLOCK);
  uint64_t all = (uint64_t)matmul->m1 * matmul->m2;
  return rows < all ? rows : (uint32_t)all;
}

size_t aicNpuMatmulWorkspace(const AicNpuMatmul *matmul) {
  if (matmul->mac == AIC_NPU_MAC_I8)
    return roundUp((size_t)matmul->k * (matmul->n + DOTS) * 2) +
           roundUp((size_t)blockRows(matmul) * matmul->k * 2);
  return roundUp((size_t)matmul->k * COLS * 4) +
         roundUp((size_t)matmul->k * ROWS * 4);
}

/// Where row m of a starts.
static const unsigned char *rowOf(const AicNpuMatmul *matmul,
                                  const unsigned char *a, uint32_t m) {
  return a + (int64_t)(m / matmul->m2) * matmul->aStride1 +
         (int64_t)(m % matmul->m2) * matmul->aStride2;
}

bool aicNpuOverwrites(const AicNpuMatmul *matmul, const uint32_t *idx) {
  bool first = !matmul->accumulate;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    if (matmul->accumulateLoops >> level & 1)
      first &= idx[level] == 0;
  return first;
}

/// sums[r][c] = sum_k a[k][r] * w[k][c], k ascending from +0.
static void fold(float sums[ROWS][COLS], const float *restrict a,
                 const float *restrict w, uint32_t k) {
  float sum[ROWS][COLS] = {{0}};
  for (uint32_t i = 0; i < k; ++i)
    for (int r = 0; r < ROWS; ++r)
      for (int c = 0; c < COLS; ++c)
        sum[r][c] += a[i * ROWS + (uint32_t)r] * w[i * COLS + (uint32_t)c];
  memcpy(sums, sum, sizeof sum);
}

/// COLS columns of w from column n on, as floats; beyond the last they are 0.
static void packWeights(float *pack, const AicNpuMatmul *matmul,
                        const unsigned char *w, uint32_t n) {
  uint32_t cols = matmul->n - n < COLS ? matmul->n - n : COLS;
  for (uint32_t k = 0; k < matmul->k; ++k, pack += COLS) {
    const unsigned char *row = w + (int64_t)k * matmul->wStride;
    memset(pack, 0, COLS * sizeof *pack);
    if (matmul->mac == AIC_NPU_MAC_F32) {
      memcpy(pack, row + (size_t)n * 4, (size_t)cols * 4);
      continue;
    }
    for (uint32_t c = 0; c < cols; ++c) {
      uint16_t half;
      memcpy(&half, row + ((size_t)n + c) * 2, sizeof half);
      pack[c] = aicHalfToFloat(aicNpuMacOperandType(matmul->mac), half);
    }
  }
}

/// ROWS rows of a from row m on, k by k, as floats.
static void packRows(float *pack, const AicNpuMatmul *matmul,
                     const unsigned char *a, uint32_t m, uint32_t rows) {
  for (uint32_t r = 0; r < ROWS; ++r) {
    if (r >= rows) {
      for (uint32_t k = 0; k < matmul->k; ++k)
        pack[(size_t)k * ROWS + r] = 0;
      continue;
    }
    const unsigned char *row = rowOf(matmul, a, m + r);
    for (uint32_t k = 0; k < matmul->k; ++k) {
      float value;
      if (matmul->mac == AIC_NPU_MAC_F32) {
        memcpy(&value, row + (size_t)k * 4, sizeof value);
      } else {
        uint16_t half;
        memcpy(&half, row + (size_t)k * 2, sizeof half);
        value = aicHalfToFloat(aicNpuMacOperandType(matmul->mac), half);
      }
      pack[(size_t)k * ROWS + r] = value;
    }
  }
}

static void matmulFloat(const AicNpuMemory *memory, uint32_t foldRows,
                        const AicNpuMatmul *matmul, const uint32_t *idx) {
  const unsigned char *a = aicNpuLocate(memory, &matmul->a, idx);
  const unsigned char *w = aicNpuLocate(memory, &matmul->w, idx);
  unsigned char *acc = aicNpuLocate(memory, &matmul->acc, idx);
  float *packW = memory->workspace;
  float *packA = packW + roundUp((size_t)matmul->k * COLS * 4) / 4;
  bool overwrite = aicNpuOverwrites(matmul, idx);
  uint32_t rows = matmul->m1 * matmul->m2;
  for (uint32_t n = 0; n < matmul->n; n += COLS) {
    uint32_t cols = matmul->n - n < COLS ? matmul->n - n : COLS;
    packWeights(packW, matmul, w, n);
    for (uint32_t m = 0; m < rows; m += ROWS) {
      uint32_t some = rows - m < ROWS ? rows - m : ROWS;
      packRows(packA, matmul, a, m, some);
      float total[ROWS][COLS] = {{0}}, sums[ROWS][COLS];
      unsigned char *corner =
          acc + (int64_t)m * matmul->accStride + (size_t)n * 4;
      if (!overwrite)
        for (uint32_t r = 0; r < some; ++r)
          memcpy(total[r], corner + (int64_t)r * matmul->accStride,
                 (size_t)cols * 4);
      for (uint32_t k = 0; k < matmul->k; k += foldRows) {
        uint32_t depth = matmul->k - k < foldRows ? matmul->k - k : foldRows;
        fold(sums, packA + (size_t)k * ROWS, packW + (size_t)k * COLS, depth);
        // A fold is never -0, so that adding it to 0 overwrites exactly.
        for (int r = 0; r < ROWS; ++r)
          for (int c = 0; c < COLS; ++c)
            total[r][c] += sums[r][c];
      }
      for (uint32_t r = 0; r < some; ++r)
        memcpy(corner + (int64_t)r * matmul->accStride, total[r],
               (size_t)cols * 4);
    }
  }
}

/// DOTS dot products of `a` with columns of w that lie `k` apart. A product of
/// two i8 fits i16 * i16 instructions; unsigned sums wrap.
static void dots(uint32_t sums[DOTS], const int16_t *restrict a,
                 const int16_t *restrict w, uint32_t k) {
  int32_t sum[DOTS] = {0};
  // Parts of at most 2^16 products of at most 2^14 do not overflow.
  for (uint32_t at = 0; at < k;) {
    uint32_t some = k - at < 65536 ? k - at : 65536;
    for (int c = 0; c < DOTS; ++c) {
      const int16_t *column = w + (size_t)c * k;
      int32_t part = 0;
      for (uint32_t i = at; i < at + some; ++i)
        part += a[i] * column[i];
      sum[c] = (int32_t)((uint32_t)sum[c] + (uint32_t)part);
    }
    at += some;
  }
  for (int c = 0; c < DOTS; ++c)
    sums[c] = (uint32_t)sum[c];
}

static void matmulInt(const AicNpuMemory *memory, const AicNpuMatmul *matmul,
                      const uint32_t *idx) {
  const unsigned char *a = aicNpuLocate(memory, &matmul->a, idx);
  const unsigned char *w = aicNpuLocate(memory, &matmul->w, idx);
  unsigned char *acc = aicNpuLocate(memory, &matmul->acc, idx);
  uint32_t k = matmul->k, n = matmul->n, rows = matmul->m1 * matmul->m2;
  int16_t *columns = memory->workspace;
  int16_t *widened =
      columns + roundUp((size_t)k * (n + DOTS) * 2) / sizeof *columns;
  bool overwrite = aicNpuOverwrites(matmul, idx);
  memset(columns + (size_t)k * n, 0, (size_t)k * DOTS * sizeof *columns);
  for (uint32_t i = 0; i < k; ++i) {
    const signed char *row =
        (const signed char *)w + (int64_t)i * matmul->wStride;
    for (uint32_t c = 0; c < n; ++c)
      columns[(size_t)c * k + i] = row[c];
  }
  uint32_t block = blockRows(matmul);
  for (uint32_t m = 0; m < rows; m += block) {
    uint32_t some = rows - m < block ? rows - m : block;
    for (uint32_t r = 0; r < some; ++r) {
      const signed char *row = (const signed char *)rowOf(matmul, a, m + r);
      for (uint32_t i = 0; i < k; ++i)
        widened[(size_t)r * k + i] = row[i];
    }
    for (uint32_t c = 0; c < n; c += DOTS)
      for (uint32_t r = 0; r < some; ++r) {
        uint32_t sums[DOTS], old[DOTS];
        uint32_t cols = n - c < DOTS ? n - c : DOTS;
        unsigned char *at =
            acc + (int64_t)(m + r) * matmul->accStride + (size_t)c * 4;
        dots(sums, widened + (size_t)r * k, columns + (size_t)c * k, k);
        memcpy(old, at, cols * sizeof *old);
        for (uint32_t i = 0; i < cols && !overwrite; ++i)
          sums[i] += old[i];
        memcpy(at, sums, cols * sizeof *sums);
      }
  }
}

void aicNpuExecuteMatmul(const AicNpuMemory *memory, const AicMachine *machine,
                         const AicNpuMatmul *matmul, const uint32_t *idx) {
  if (matmul->mac == AIC_NPU_MAC_I8)
    matmulInt(memory, matmul, idx);
  else
    matmulFloat(memory,
                matmul->dataflow == AIC_NPU_OS ? matmul->k
                                               : (uint32_t)machine->array.rows,
                matmul, idx);
}
