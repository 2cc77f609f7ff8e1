//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reads and writes .npy files: C order, little endian, the element types that
// compiled models have. Nothing that a file says is believed unchecked.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPY_H
#define AIC_RUNTIME_NPY_H

#include "aic/support.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

AIC_EXTERN_C_BEGIN

typedef enum AicNpyType {
  AIC_NPY_F32,
  AIC_NPY_F64,
  AIC_NPY_F16,
  AIC_NPY_I8,
  AIC_NPY_U8,
  AIC_NPY_I16,
  AIC_NPY_I32,
  AIC_NPY_I64,
  AIC_NPY_BOOL,
  AIC_NPY_U16,
  AIC_NPY_U32,
  AIC_NPY_U64,
  AIC_NPY_NUM_TYPES
} AicNpyType;

#define AIC_NPY_MAX_RANK 8

/// An array in memory. `data` is dense, in C order.
typedef struct AicNpy {
  AicNpyType type;
  uint32_t rank;
  int64_t shape[AIC_NPY_MAX_RANK];
  size_t bytes;
  void *data;
} AicNpy;

/// Bytes of one element.
AIC_EXPORT size_t aicNpyTypeSize(AicNpyType type);
/// "f32", "bool" ...
AIC_EXPORT const char *aicNpyTypeName(AicNpyType type);

/// Reads `path`. On success the caller owns `npy` (aicNpyRelease); on error it
/// is cleared. Errors name the path and what is wrong.
AIC_EXPORT AicError *aicNpyRead(const char *path, AicNpy *npy);

/// Writes `npy` to a temporary file beside `path` and renames it.
AIC_EXPORT AicError *aicNpyWrite(const char *path, const AicNpy *npy);
/// Writes `npy` to `stream`, whose error flag tells of a failure.
AIC_EXPORT void aicNpyPut(FILE *stream, const AicNpy *npy);

/// Frees the data and clears the fields. A cleared AicNpy is a no-op.
AIC_EXPORT void aicNpyRelease(AicNpy *npy);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPY_H
