//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The innermost loops of a matrix product, for the vectors of the processor
// that runs. All kernels give the same bits.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_KERNEL_H
#define AIC_RUNTIME_NPU_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AIC_KERNEL_MAX_ROWS 8
#define AIC_KERNEL_MAX_COLS 32

/// Elements of 8 bits or less whose products sum exactly in f32: 2^10 products
/// of at most 2^14.
#define AIC_KERNEL_EXACT_DEPTH 1024

/// Adds a tile of a * w to `total`, which has `cols` elements per row:
///   total[r][c] += sum_i a[r * stride + i] * w[i * cols + c]
/// in folds of `depth`, each from +0 with i ascending. Elements of `total` are
/// floats or, with `integers`, integers that wrap, for which `depth` is at most
/// AIC_KERNEL_EXACT_DEPTH.
typedef void (*AicKernelTile)(void *total, const float *a, size_t stride,
                              const float *w, uint32_t k, uint32_t depth,
                              bool integers);

typedef struct AicKernel {
  uint32_t rows, cols; ///< of a tile
  AicKernelTile tile;
  AicKernelTile one; ///< a tile of one row
} AicKernel;

/// The fastest one of this processor.
const AicKernel *aicKernelChoose(void);

#endif // AIC_RUNTIME_NPU_KERNEL_H
