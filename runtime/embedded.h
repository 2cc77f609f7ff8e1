//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Text files that are part of a library (cmake/AicEmbed.cmake).
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_EMBEDDED_H
#define AIC_RUNTIME_EMBEDDED_H

#include <stddef.h>

/// One file; a list of them ends with a zero entry.
typedef struct AicEmbeddedFile {
  const char *name; ///< file name without folder and suffix
  const char *text; ///< `size` bytes and a NUL
  size_t size;
} AicEmbeddedFile;

#endif // AIC_RUNTIME_EMBEDDED_H
