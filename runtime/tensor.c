//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "aic/runtime.h"

#include <stdlib.h>
#include <string.h>

size_t aicElementTypeSize(AicElementType type) {
  switch (type) {
  case AIC_ELEMENT_U8:
  case AIC_ELEMENT_I8:
  case AIC_ELEMENT_BOOL:
    return 1;
  case AIC_ELEMENT_U16:
  case AIC_ELEMENT_I16:
  case AIC_ELEMENT_F16:
  case AIC_ELEMENT_BF16:
    return 2;
  case AIC_ELEMENT_F32:
  case AIC_ELEMENT_I32:
  case AIC_ELEMENT_U32:
    return 4;
  case AIC_ELEMENT_I64:
  case AIC_ELEMENT_U64:
  case AIC_ELEMENT_F64:
    return 8;
  case AIC_ELEMENT_NONE:
    break;
  }
  return 0;
}

const char *aicElementTypeName(AicElementType type) {
  static const char *const names[] = {
      [AIC_ELEMENT_F32] = "f32",  [AIC_ELEMENT_U8] = "ui8",
      [AIC_ELEMENT_I8] = "i8",    [AIC_ELEMENT_U16] = "ui16",
      [AIC_ELEMENT_I16] = "i16",  [AIC_ELEMENT_I32] = "i32",
      [AIC_ELEMENT_I64] = "i64",  [AIC_ELEMENT_BOOL] = "bool",
      [AIC_ELEMENT_F16] = "f16",  [AIC_ELEMENT_F64] = "f64",
      [AIC_ELEMENT_U32] = "ui32", [AIC_ELEMENT_U64] = "ui64",
      [AIC_ELEMENT_BF16] = "bf16"};
  size_t index = (size_t)type;
  if (index >= sizeof names / sizeof *names || !names[index])
    return "unknown";
  return names[index];
}

bool aicTensorAllocate(AicTensor *tensor, AicElementType type, int32_t rank,
                       const int64_t *shape) {
  *tensor = (AicTensor){0};
  if (rank < 0 || rank > AIC_MAX_RANK)
    return false;
  enum { ALIGNMENT = 64 };
  size_t bytes = aicElementTypeSize(type);
  for (int32_t i = 0; i < rank; ++i) {
    // A size of 0 must not hide an overflow of the others, nor divide.
    if (shape[i] < 0 || (shape[i] && bytes > PTRDIFF_MAX / (size_t)shape[i]))
      return false;
    bytes *= (size_t)shape[i];
  }
  if (bytes > PTRDIFF_MAX - ALIGNMENT)
    return false;
  // aligned_alloc wants a multiple of the alignment, and 0 bytes an address.
  size_t rounded = (bytes + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
  void *data = aligned_alloc(ALIGNMENT, rounded);
  if (!data)
    return false;
  tensor->data = tensor->allocation = data;
  tensor->rank = rank;
  tensor->type = type;
  memcpy(tensor->shape, shape, (size_t)rank * sizeof *shape);
  return true;
}

void aicTensorRelease(AicTensor *tensor) {
  free(tensor->allocation);
  *tensor = (AicTensor){0};
}

int64_t aicTensorCount(const AicTensor *tensor) {
  int64_t count = 1;
  for (int32_t i = 0; i < tensor->rank; ++i)
    count *= tensor->shape[i];
  return count;
}

size_t aicTensorBytes(const AicTensor *tensor) {
  return (size_t)aicTensorCount(tensor) * aicElementTypeSize(tensor->type);
}
