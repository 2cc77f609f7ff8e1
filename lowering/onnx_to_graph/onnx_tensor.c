//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/onnx_reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// Numbers of TensorProto's fields.
enum {
  FIELD_DIMS = 1,
  FIELD_DATA_TYPE = 2,
  FIELD_SEGMENT = 3,
  FIELD_FLOAT_DATA = 4,
  FIELD_INT32_DATA = 5,
  FIELD_INT64_DATA = 7,
  FIELD_NAME = 8,
  FIELD_RAW_DATA = 9,
  FIELD_DOUBLE_DATA = 10,
  FIELD_UINT64_DATA = 11,
  FIELD_DATA_LOCATION = 14,
};

#define FLOATS FIELD_FLOAT_DATA, AIC_WIRE_FIXED32, 4
#define DOUBLES FIELD_DOUBLE_DATA, AIC_WIRE_FIXED64, 8
#define INT32S FIELD_INT32_DATA, AIC_WIRE_VARINT
#define INT64S FIELD_INT64_DATA, AIC_WIRE_VARINT, 8
#define UINT64S FIELD_UINT64_DATA, AIC_WIRE_VARINT

static const AicOnnxTypeInfo types[] = {
    [1] = {"float", 32, FLOATS},
    [2] = {"uint8", 8, INT32S, 1},
    [3] = {"int8", 8, INT32S, 1},
    [4] = {"uint16", 16, INT32S, 2},
    [5] = {"int16", 16, INT32S, 2},
    [6] = {"int32", 32, INT32S, 4},
    [7] = {"int64", 64, INT64S},
    [8] = {.name = "string"},
    [9] = {"bool", 8, INT32S, 1},
    [10] = {"float16", 16, INT32S, 2},
    [11] = {"double", 64, DOUBLES},
    [12] = {"uint32", 32, UINT64S, 4},
    [13] = {"uint64", 64, UINT64S, 8},
    [14] = {"complex64", 64, FLOATS},
    [15] = {"complex128", 128, DOUBLES},
    [16] = {"bfloat16", 16, INT32S, 2},
    [17] = {"float8e4m3fn", 8, INT32S, 1},
    [18] = {"float8e4m3fnuz", 8, INT32S, 1},
    [19] = {"float8e5m2", 8, INT32S, 1},
    [20] = {"float8e5m2fnuz", 8, INT32S, 1},
    [21] = {"uint4", 4, INT32S, 1},
    [22] = {"int4", 4, INT32S, 1},
    [23] = {"float4e2m1", 4, INT32S, 1},
    [24] = {"float8e8m0", 8, INT32S, 1},
    [25] = {"uint2", 2, INT32S, 1},
    [26] = {"int2", 2, INT32S, 1},
};

const AicOnnxTypeInfo *aicOnnxTypeInfo(int64_t type) {
  if (type <= 0 || type >= (int64_t)(sizeof types / sizeof *types))
    return NULL;
  return &types[type];
}

const char *aicOnnxTypeName(int64_t type) {
  const AicOnnxTypeInfo *info = aicOnnxTypeInfo(type);
  return info ? info->name : "an unknown element type";
}

#define FAIL(...)                                                              \
  aicWireFail(&reader->source, AIC_ERROR_FORMAT, tensor->offset, __VA_ARGS__)
#define NAME                                                                   \
  aicTextLength(tensor->name), tensor->name.data ? tensor->name.data : ""

// Sets count; false after an error.
static bool countElements(AicOnnxReader *reader, AicOnnxTensor *tensor) {
  int64_t count = 1;
  // A zero anywhere makes the product zero, however large the rest is.
  for (size_t i = 0; i < tensor->rank; ++i) {
    if (tensor->dims[i] < 0) {
      FAIL("tensor '%.*s' has the dimension %" PRId64, NAME, tensor->dims[i]);
      return false;
    }
    if (tensor->dims[i] == 0)
      count = 0;
  }
  for (size_t i = 0; count && i < tensor->rank; ++i) {
    if (count > (INT64_C(1) << 56) / tensor->dims[i]) {
      FAIL("tensor '%.*s' has more than 2^56 elements", NAME);
      return false;
    }
    count *= tensor->dims[i];
  }
  tensor->count = count;
  return true;
}

// Typed fields hold one scalar per element or byte of packed elements.
static void readTyped(AicOnnxReader *reader, AicWire wire,
                      const AicOnnxTypeInfo *info, AicOnnxTensor *tensor) {
  AicWire again = wire;
  AicWireField field;
  // One packed run of fixed-size values is already what we want.
  if (info->encoded != AIC_WIRE_VARINT && aicWireCount(wire, info->field) == 1)
    while (aicWireNext(&again, &field))
      if (field.number == info->field && field.type == AIC_WIRE_BYTES) {
        tensor->data = (const uint8_t *)field.bytes.data;
        tensor->size = field.bytes.size;
        tensor->file = reader->file;
        return;
      }
  size_t count = aicWireCountScalars(wire, info->field, info->encoded);
  uint64_t *values = aicOnnxAlloc(reader, count, sizeof *values);
  uint8_t *bytes = aicOnnxAlloc(reader, count, info->scalarBytes);
  if (!values || !bytes)
    return;
  aicWireReadScalars(wire, info->field, info->encoded, values, count);
  for (size_t i = 0; i < count; ++i)
    for (unsigned byte = 0; byte < info->scalarBytes; ++byte)
      bytes[i * info->scalarBytes + byte] = (uint8_t)(values[i] >> (8 * byte));
  tensor->data = bytes;
  tensor->size = count * info->scalarBytes;
}

static void checkSize(AicOnnxReader *reader, const AicOnnxTypeInfo *info,
                      const AicOnnxTensor *tensor) {
  uint64_t bits = (uint64_t)tensor->count * info->bits;
  uint64_t bytes = bits / 8 + (bits % 8 != 0);
  if (tensor->size == bytes)
    return;
  char shape[128];
  size_t used = 0;
  for (size_t i = 0; i < tensor->rank && used < sizeof shape; ++i)
    used += (size_t)snprintf(shape + used, sizeof shape - used, "%s%" PRId64,
                             i ? "x" : "", tensor->dims[i]);
  FAIL("tensor '%.*s' (%s, shape [%s]) needs %llu bytes but has %zu", NAME,
       info->name, tensor->rank ? shape : "", (unsigned long long)bytes,
       tensor->size);
}

void aicOnnxReadTensor(AicOnnxReader *reader, AicWire wire,
                       AicOnnxTensor *tensor) {
  tensor->offset = wire.at;
  tensor->dims = aicOnnxReadInts(reader, wire, FIELD_DIMS, &tensor->rank);
  bool external = false, raw = false, segmented = false;
  AicWire fields = wire;
  AicWireField field;
  while (aicWireNext(&fields, &field)) {
    switch (field.number) {
    case FIELD_DATA_TYPE:
      tensor->type = aicWireInt(&fields, &field);
      break;
    case FIELD_SEGMENT:
      segmented = true;
      break;
    case FIELD_NAME:
      tensor->name = aicWireText(&fields, &field);
      break;
    case FIELD_RAW_DATA: {
      AicText bytes = aicWireText(&fields, &field);
      raw = true;
      tensor->data = (const uint8_t *)bytes.data;
      tensor->size = bytes.size;
      tensor->file = reader->file;
      break;
    }
    case FIELD_DATA_LOCATION:
      external = aicWireInt(&fields, &field) == 1;
      break;
    default:
      break;
    }
  }
  const AicOnnxTypeInfo *info = aicOnnxTypeInfo(tensor->type);
  if (reader->source.error || !countElements(reader, tensor))
    return;
  if (!info) {
    FAIL("tensor '%.*s' has the unknown element type %" PRId64, NAME,
         tensor->type);
    return;
  }
  if (segmented) {
    FAIL("tensor '%.*s' is split into segments, which no version of ONNX "
         "defines",
         NAME);
    return;
  }
  if (!info->bits)
    return; // Strings: the importer refuses them where one is used.
  if (external)
    aicOnnxReadExternal(reader, wire, tensor);
  else if (!raw)
    readTyped(reader, wire, info, tensor);
  if (!reader->source.error)
    checkSize(reader, info, tensor);
}
