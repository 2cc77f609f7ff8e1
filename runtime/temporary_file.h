//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Files without a name: however the process ends, nothing of them stays.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_TEMPORARY_FILE_H
#define AIC_RUNTIME_TEMPORARY_FILE_H

#include "aic/support.h"

#include <stdbool.h>
#include <stdio.h>

AIC_EXTERN_C_BEGIN

typedef struct AicTemporaryFile {
  FILE *stream;  ///< open for writing and reading in binary mode
  char path[32]; ///< opens it again, within this process
} AicTemporaryFile;

/// Makes an empty file in TMPDIR or /tmp. False on failure, with `*error` set.
AIC_EXPORT bool aicTemporaryFileOpen(AicTemporaryFile *file, AicError **error);
/// Ends it. A no-op on a file that is not open.
AIC_EXPORT void aicTemporaryFileClose(AicTemporaryFile *file);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_TEMPORARY_FILE_H
