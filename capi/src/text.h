//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Text that grows: for messages that name types and attributes.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_TEXT_H
#define AIC_CAPI_TEXT_H

#include "aic/support.h"
#include "mlir-c/IR.h"

#include <stdarg.h>

/// Zero-initialized it is empty. `data` is NULL or ends with a NUL.
typedef struct AicText {
  char *data;
  size_t length, capacity;
} AicText;

/// An MlirStringCallback whose user data is an AicText.
void aicTextAppend(MlirStringRef part, void *text);
void aicTextFormat(AicText *text, const char *format, ...) AIC_PRINTF(2, 3);
void aicTextFormatList(AicText *text, const char *format, va_list arguments)
    AIC_PRINTF(2, 0);
void aicTextAppendType(AicText *text, MlirType type);
void aicTextAppendAttribute(AicText *text, MlirAttribute attr);
/// Never NULL.
const char *aicTextGet(const AicText *text);
void aicTextRelease(AicText *text);

#endif // AIC_CAPI_TEXT_H
