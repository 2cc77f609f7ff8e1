//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/elements.h"

#include "aic/build.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Bytes of one element; 0 for a type that has none of its own.
static size_t elementBytes(MlirType type) {
  if (mlirTypeIsAIndex(type))
    return sizeof(int64_t);
  unsigned bits = 0;
  if (mlirTypeIsAInteger(type))
    bits = mlirIntegerTypeGetWidth(type);
  else if (mlirTypeIsAFloat(type))
    bits = mlirFloatTypeGetWidth(type);
  // MLIR, and LLVM, give an i4 a byte of its own.
  if (bits == 4)
    return 1;
  return bits % 8 == 0 ? bits / 8 : 0;
}

static size_t bytesOf(MlirAttribute attr) {
  MlirType type = mlirShapedTypeGetElementType(mlirAttributeGetType(attr));
  return (size_t)mlirElementsAttrGetNumElements(attr) * elementBytes(type);
}

bool aicElementsCanRead(MlirAttribute attr) {
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAElements(attr) ||
      !mlirTypeIsAShaped(mlirAttributeGetType(attr)))
    return false;
  if (aicElementsAreMissing(attr))
    return false;
  MlirType type = mlirShapedTypeGetElementType(mlirAttributeGetType(attr));
  return elementBytes(type) > 0 &&
         (mlirAttributeIsADenseElements(attr) ||
          mlirAttributeIsADenseResourceElements(attr));
}

bool aicElementsAreMissing(MlirAttribute attr) {
  if (!mlirAttributeIsADenseResourceElements(attr))
    return false;
  size_t bytes;
  const void *data = aicAttrGetResource(attr, &bytes);
  size_t needed = bytesOf(attr);
  return !data || (needed && bytes != needed);
}

bool aicElementsRead(MlirAttribute attr, AicElements *elements) {
  *elements = (AicElements){0};
  if (!aicElementsCanRead(attr))
    return false;
  elements->bytes = bytesOf(attr);
  if (mlirAttributeIsADenseResourceElements(attr)) {
    elements->data = aicAttrGetResource(attr, &elements->bytes);
    return true;
  }
  elements->data = mlirDenseElementsAttrGetRawData(attr);
  if (!mlirDenseElementsAttrIsSplat(attr))
    return true;
  char *out = malloc(elements->bytes + 1);
  if (!out)
    return false;
  int64_t count = mlirElementsAttrGetNumElements(attr);
  size_t size = count ? elements->bytes / (size_t)count : 0;
  for (int64_t i = 0; i < count; ++i)
    memcpy(out + (size_t)i * size, elements->data, size);
  elements->data = elements->owned = out;
  return true;
}

void aicElementsRelease(AicElements *elements) {
  free(elements->owned);
  *elements = (AicElements){0};
}
