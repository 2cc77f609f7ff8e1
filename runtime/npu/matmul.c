//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// MATMUL. Floating point follows the array's order exactly: within a fold of R
// rows (os: over all of k) products are added with k ascending from +0, then
// the fold is added to acc. Integers are multiplied and added as floats, as
// long as their sums are exact, and those sums wrap.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/execute.h"

#include "runtime/npu/half.h"
#include "runtime/npu/kernel.h"

#include <string.h>

#define BLOCK (1u << 18) // elements of a that are unpacked together

/// Rows of a that are unpacked together.
static uint32_t blockRows(const AicNpuMatmul *matmul) {
  uint32_t rows = BLOCK / (matmul->k < BLOCK ? matmul->k : BLOCK);
  uint64_t all = (uint64_t)matmul->m1 * matmul->m2;
  return rows < all ? rows : (uint32_t)all;
}

size_t aicNpuMatmulWorkspace(const AicNpuMatmul *matmul) {
  return ((size_t)blockRows(matmul) + AIC_KERNEL_MAX_COLS) * matmul->k *
         sizeof(float);
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

/// Elements of a row as floats, which hold all of them exactly.
static void unpack(float *to, const unsigned char *from, AicNpuType type,
                   uint32_t count) {
  const signed char *bytes = (const signed char *)from;
  switch (type) {
  case AIC_NPU_I8:
    for (uint32_t i = 0; i < count; ++i)
      to[i] = bytes[i];
    break;
  case AIC_NPU_I4:
    for (uint32_t i = 0; i < count; ++i)
      to[i] = (float)aicNpuI4(from[i]);
    break;
  case AIC_NPU_BF16:
  case AIC_NPU_F16:
    for (uint32_t i = 0; i < count; ++i) {
      uint16_t half;
      memcpy(&half, from + (size_t)i * 2, sizeof half);
      to[i] = aicHalfToFloat(type, half);
    }
    break;
  default:
    memcpy(to, from, (size_t)count * sizeof *to);
    break;
  }
}

/// One command at its loop indices.
typedef struct Product {
  const AicNpuMatmul *matmul;
  const AicKernel *kernel;
  AicNpuType type; ///< of w; elements of a have the same size
  uint32_t depth;  ///< of a fold
  bool overwrite;
  const unsigned char *w;
  unsigned char *acc;
  float *rows;    ///< unpacked ones of a
  float *weights; ///< unpacked columns of w
} Product;

/// The columns of w from column n on; beyond the last they are 0.
static void unpackWeights(const Product *product, uint32_t n, uint32_t cols) {
  const AicNpuMatmul *matmul = product->matmul;
  uint32_t width = product->kernel->cols;
  const unsigned char *from =
      product->w + (size_t)n * aicNpuTypeSize(product->type);
  for (uint32_t k = 0; k < matmul->k; ++k) {
    float *to = product->weights + (size_t)k * width;
    memset(to + cols, 0, (size_t)(width - cols) * sizeof *to);
    unpack(to, from + (int64_t)k * matmul->wStride, product->type, cols);
  }
}

/// Rows of acc from `corner` on.
static void computeTile(const Product *product, const float *a,
                        uint32_t numRows, unsigned char *corner,
                        uint32_t cols) {
  const AicNpuMatmul *matmul = product->matmul;
  const AicKernel *kernel = product->kernel;
  uint32_t total[AIC_KERNEL_MAX_ROWS * AIC_KERNEL_MAX_COLS] = {0};
  for (uint32_t r = 0; r < numRows && !product->overwrite; ++r)
    memcpy(total + (size_t)r * kernel->cols,
           corner + (int64_t)r * matmul->accStride, (size_t)cols * 4);
  // A fold is never -0, so that adding it to 0 overwrites exactly.
  (numRows == 1 ? kernel->one : kernel->tile)(
      total, a, matmul->k, product->weights, matmul->k, product->depth,
      aicNpuMacResultType(matmul->mac) == AIC_NPU_I32);
  for (uint32_t r = 0; r < numRows; ++r)
    memcpy(corner + (int64_t)r * matmul->accStride,
           total + (size_t)r * kernel->cols, (size_t)cols * 4);
}

/// `count` unpacked rows of a, the first of which is row m, times all of w.
static void multiplyRows(const Product *product, uint32_t m, uint32_t count) {
  const AicNpuMatmul *matmul = product->matmul;
  const AicKernel *kernel = product->kernel;
  for (uint32_t n = 0; n < matmul->n; n += kernel->cols) {
    uint32_t cols = matmul->n - n < kernel->cols ? matmul->n - n : kernel->cols;
    unpackWeights(product, n, cols);
    for (uint32_t r = 0; r < count;) {
      uint32_t some = count - r < kernel->rows ? 1 : kernel->rows;
      computeTile(product, product->rows + (size_t)r * matmul->k, some,
                  product->acc + (int64_t)(m + r) * matmul->accStride +
                      (size_t)n * 4,
                  cols);
      r += some;
    }
  }
}

void aicNpuExecuteMatmul(const AicNpuMemory *memory, const AicMachine *machine,
                         const AicNpuMatmul *matmul, const uint32_t *idx) {
  const unsigned char *a = aicNpuLocate(memory, &matmul->a, idx);
  uint32_t block = blockRows(matmul), rows = matmul->m1 * matmul->m2;
  Product product = {.matmul = matmul,
                     .kernel = aicKernelChoose(),
                     .type = aicNpuMacWeightType(matmul->mac),
                     .depth = (uint32_t)machine->array.rows,
                     .overwrite = aicNpuOverwrites(matmul, idx),
                     .w = aicNpuLocate(memory, &matmul->w, idx),
                     .acc = aicNpuLocate(memory, &matmul->acc, idx),
                     .rows = memory->workspace};
  product.weights = product.rows + (size_t)block * matmul->k;
  if (matmul->dataflow == AIC_NPU_OS)
    product.depth = matmul->k;
  // The order of integer sums is free.
  if (aicNpuMacIsInteger(matmul->mac))
    product.depth = AIC_KERNEL_EXACT_DEPTH;
  for (uint32_t m = 0; m < rows; m += block) {
    uint32_t some = rows - m < block ? rows - m : block;
    for (uint32_t r = 0; r < some; ++r)
      unpack(product.rows + (size_t)r * matmul->k, rowOf(matmul, a, m + r),
             aicNpuMacOperandType(matmul->mac), matmul->k);
    multiplyRows(&product, m, some);
  }
}
