//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Whole files: read into memory, written to a temporary file and renamed, so
// that nobody ever sees half of one.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_FILE_H
#define AIC_RUNTIME_FILE_H

#include "aic/support.h"

#include <stdbool.h>
#include <stddef.h>

AIC_EXTERN_C_BEGIN

/// Reads `path` into `*bytes`, which the caller frees; a zero byte that
/// `*size` does not count follows the last.
AIC_EXPORT AicError *aicFileRead(const char *path, unsigned char **bytes,
                                 size_t *size);

/// Writes `first` and then `second` (NULL if none) to `path`.
AIC_EXPORT AicError *aicFileWrite(const char *path, const void *first,
                                  size_t firstSize, const void *second,
                                  size_t secondSize);

/// `path` ends with `suffix` (".npy").
AIC_EXPORT bool aicPathHasSuffix(const char *path, const char *suffix);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_FILE_H
