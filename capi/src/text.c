//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Text that grows.
//
//===----------------------------------------------------------------------===//

#include "capi/src/text.h"

#include "aic/diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Room for `more` characters and the NUL.
static void reserve(AicText *text, size_t more) {
  size_t needed = text->length + more + 1;
  if (needed <= text->capacity)
    return;
  size_t capacity = needed < 64 ? 64 : 2 * needed;
  char *data = realloc(text->data, capacity);
  if (!data)
    AIC_BUG("out of memory for a message of %zu bytes", needed);
  text->data = data;
  text->capacity = capacity;
}

void aicTextAppend(MlirStringRef part, void *userData) {
  AicText *text = userData;
  reserve(text, part.length);
  if (part.length)
    memcpy(text->data + text->length, part.data, part.length);
  text->length += part.length;
  text->data[text->length] = '\0';
}

void aicTextFormatList(AicText *text, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  if (length > 0) {
    reserve(text, (size_t)length);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

void aicTextFormat(AicText *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  aicTextFormatList(text, format, arguments);
  va_end(arguments);
}

void aicTextAppendType(AicText *text, MlirType type) {
  if (mlirTypeIsNull(type))
    aicTextFormat(text, "<<null type>>");
  else
    mlirTypePrint(type, aicTextAppend, text);
}

void aicTextAppendAttribute(AicText *text, MlirAttribute attr) {
  if (mlirAttributeIsNull(attr))
    aicTextFormat(text, "<<null attribute>>");
  else
    mlirAttributePrint(attr, aicTextAppend, text);
}

const char *aicTextGet(const AicText *text) {
  return text->data ? text->data : "";
}

void aicTextRelease(AicText *text) {
  free(text->data);
  *text = (AicText){0};
}
