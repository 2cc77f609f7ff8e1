//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
//
//===----------------------------------------------------------------------===//

#include "lowering/support/elements.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Bytes of one element; 0 for a type that is not a whole number of bytes.
static size_t elementBytes(MlirType type) {
  if (mlirTypeIsAIndex(type))
    return sizeof(int64_t);
  unsigned bits = 0;
  if (mlirTypeIsAInteger(type))
    bits = mlirIntegerTypeGetWidth(type);
  else if (mlirTypeIsAFloat(type))
    bits = mlirFloatTypeGetWidth(type);
  return bits % 8 == 0 ? bits / 8 : 0;
}

static MlirType elementTypeOf(MlirAttribute attr) {
  return mlirShapedTypeGetElementType(mlirAttributeGetType(attr));
}

/// Resources have typed getters only, which exist for these types.
static bool hasResourceGetter(MlirType type) {
  if (mlirTypeIsAF32(type) || mlirTypeIsAF64(type))
    return true;
  return mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
         elementBytes(type) > 0 && elementBytes(type) <= 8;
}

bool aicElementsCanRead(MlirAttribute attr) {
  if (!mlirAttributeIsAElements(attr) ||
      !mlirTypeIsAShaped(mlirAttributeGetType(attr)))
    return false;
  MlirType type = elementTypeOf(attr);
  if (mlirAttributeIsADenseResourceElements(attr))
    return hasResourceGetter(type);
  return mlirAttributeIsADenseElements(attr) && elementBytes(type) > 0;
}

static void readResource(MlirAttribute attr, MlirType type, int64_t count,
                         char *out) {
  size_t bytes = elementBytes(type);
  for (int64_t i = 0; i < count; ++i, out += bytes) {
    if (mlirTypeIsAF32(type)) {
      float value = mlirDenseFloatResourceElementsAttrGetValue(attr, i);
      memcpy(out, &value, sizeof value);
    } else if (mlirTypeIsAF64(type)) {
      double value = mlirDenseDoubleResourceElementsAttrGetValue(attr, i);
      memcpy(out, &value, sizeof value);
    } else if (bytes == 1) {
      int8_t value = mlirDenseInt8ResourceElementsAttrGetValue(attr, i);
      memcpy(out, &value, sizeof value);
    } else if (bytes == 2) {
      int16_t value = mlirDenseInt16ResourceElementsAttrGetValue(attr, i);
      memcpy(out, &value, sizeof value);
    } else if (bytes == 4) {
      int32_t value = mlirDenseInt32ResourceElementsAttrGetValue(attr, i);
      memcpy(out, &value, sizeof value);
    } else {
      int64_t value = mlirDenseInt64ResourceElementsAttrGetValue(attr, i);
      memcpy(out, &value, sizeof value);
    }
  }
}

bool aicElementsRead(MlirAttribute attr, AicElements *elements) {
  *elements = (AicElements){0};
  if (!aicElementsCanRead(attr))
    return false;
  MlirType type = elementTypeOf(attr);
  int64_t count = mlirElementsAttrGetNumElements(attr);
  size_t bytes = elementBytes(type);
  elements->bytes = (size_t)count * bytes;
  bool resource = mlirAttributeIsADenseResourceElements(attr);
  if (!resource && !mlirDenseElementsAttrIsSplat(attr)) {
    elements->data = mlirDenseElementsAttrGetRawData(attr);
    return true;
  }
  char *out = malloc(elements->bytes + 1);
  if (!out)
    return false;
  elements->owned = out;
  elements->data = out;
  if (resource)
    readResource(attr, type, count, out);
  else
    for (int64_t i = 0; i < count; ++i)
      memcpy(out + (size_t)i * bytes, mlirDenseElementsAttrGetRawData(attr),
             bytes);
  return true;
}

void aicElementsRelease(AicElements *elements) {
  free(elements->owned);
  *elements = (AicElements){0};
}
