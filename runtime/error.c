//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "aic/support.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct AicError {
  AicErrorCode code;
  char text[];
};

// Handed out when there is no memory for a message of its own.
static const struct {
  AicErrorCode code;
  char text[16];
} outOfMemory = {AIC_ERROR_MEMORY, "out of memory"};

AicError *aicErrorCreate(AicErrorCode code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length < 0)
    length = 0;
  size_t size = (size_t)length + 1;
  AicError *error = malloc(sizeof *error + size);
  if (!error)
    return (AicError *)&outOfMemory;
  error->code = code;
  va_start(args, format);
  vsnprintf(error->text, size, format, args);
  va_end(args);
  return error;
}

const char *aicErrorMessage(const AicError *error) { return error->text; }

AicErrorCode aicErrorGetCode(const AicError *error) { return error->code; }

void aicErrorDestroy(AicError *error) {
  if (error != (AicError *)&outOfMemory)
    free(error);
}
