//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reads a TensorProto as ONNX writes test data. Field numbers and the packing
// of narrow types into int32_data are those of onnx.proto3.
//
//===----------------------------------------------------------------------===//

#include "runtime/tensor_file.h"

#include <string.h>

/// What is left of a message.
typedef struct Wire {
  const unsigned char *data;
  size_t size;
} Wire;

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

enum {
  FIELD_DIMS = 1,
  FIELD_DATA_TYPE = 2,
  FIELD_FLOAT_DATA = 4,
  FIELD_INT32_DATA = 5,
  FIELD_INT64_DATA = 7,
  FIELD_RAW_DATA = 9,
  FIELD_DOUBLE_DATA = 10,
  FIELD_UINT64_DATA = 11,
  FIELD_DATA_LOCATION = 14,
};

/// One field: a number for the scalar kinds, else bytes.
typedef struct Field {
  uint64_t number;
  unsigned kind;
  uint64_t value;
  Wire bytes;
} Field;

static bool readVarint(Wire *wire, uint64_t *value) {
  *value = 0;
  for (unsigned shift = 0; shift < 64 && wire->size; shift += 7) {
    unsigned char byte = *wire->data++;
    --wire->size;
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      return true;
  }
  return false;
}

static bool readFixed(Wire *wire, size_t size, uint64_t *value) {
  if (wire->size < size)
    return false;
  *value = 0;
  for (size_t i = 0; i < size; ++i)
    *value |= (uint64_t)wire->data[i] << (8 * i);
  wire->data += size;
  wire->size -= size;
  return true;
}

static bool readField(Wire *wire, Field *field) {
  uint64_t tag;
  *field = (Field){0};
  if (!readVarint(wire, &tag))
    return false;
  field->number = tag >> 3;
  field->kind = (unsigned)(tag & 7);
  switch (field->kind) {
  case WIRE_VARINT:
    return readVarint(wire, &field->value);
  case WIRE_FIXED64:
    return readFixed(wire, 8, &field->value);
  case WIRE_FIXED32:
    return readFixed(wire, 4, &field->value);
  case WIRE_BYTES:
    if (!readVarint(wire, &field->value) || field->value > wire->size)
      return false;
    field->bytes = (Wire){wire->data, (size_t)field->value};
    wire->data += field->value;
    wire->size -= (size_t)field->value;
    return true;
  default:
    return false;
  }
}

/// Calls `take` for each number of a repeated field, packed or not. `kind` is
/// the wire kind of one number.
static bool eachNumber(const Field *field, unsigned kind,
                       bool (*take)(void *self, uint64_t value), void *self) {
  if (field->kind == kind)
    return take(self, field->value);
  if (field->kind != WIRE_BYTES)
    return false;
  Wire wire = field->bytes;
  while (wire.size) {
    uint64_t value;
    bool good = kind == WIRE_VARINT
                    ? readVarint(&wire, &value)
                    : readFixed(&wire, kind == WIRE_FIXED32 ? 4 : 8, &value);
    if (!good || !take(self, value))
      return false;
  }
  return true;
}

typedef struct Header {
  int64_t shape[AIC_MAX_RANK];
  int32_t rank;
  AicElementType type;
  bool external;
} Header;

static bool takeDim(void *self, uint64_t value) {
  Header *header = self;
  if (header->rank == AIC_MAX_RANK || value > INT64_MAX)
    return false;
  header->shape[header->rank++] = (int64_t)value;
  return true;
}

/// The type and shape, which may stand behind the data.
static bool readHeader(Wire wire, Header *header) {
  while (wire.size) {
    Field field;
    if (!readField(&wire, &field))
      return false;
    if (field.number == FIELD_DIMS &&
        !eachNumber(&field, WIRE_VARINT, takeDim, header))
      return false;
    if (field.number == FIELD_DATA_TYPE)
      header->type = (AicElementType)field.value;
    if (field.number == FIELD_DATA_LOCATION && field.value != 0)
      header->external = true;
  }
  return true;
}

/// Every element takes a byte of the file at least, so that a short file cannot
/// ask for much memory.
static bool canHold(size_t size, const Header *header) {
  size_t count = 1;
  for (int32_t i = 0; i < header->rank; ++i)
    if (header->shape[i] == 0)
      return true;
  for (int32_t i = 0; i < header->rank; ++i) {
    if (count > size / (uint64_t)header->shape[i])
      return false;
    count *= (size_t)header->shape[i];
  }
  return true;
}

typedef struct Sink {
  unsigned char *next;
  size_t left;
  size_t elementSize;
} Sink;

/// Numbers are stored by their low bytes: the widths only ever shrink.
static bool takeElement(void *self, uint64_t value) {
  Sink *sink = self;
  if (sink->left < sink->elementSize)
    return false;
  for (size_t i = 0; i < sink->elementSize; ++i)
    *sink->next++ = (unsigned char)(value >> (8 * i));
  sink->left -= sink->elementSize;
  return true;
}

static bool readData(Wire wire, Sink *sink) {
  while (wire.size) {
    Field field;
    bool good = readField(&wire, &field);
    if (!good)
      return false;
    switch (field.number) {
    case FIELD_RAW_DATA:
      if (field.kind != WIRE_BYTES || field.bytes.size != sink->left)
        return false;
      if (sink->left)
        memcpy(sink->next, field.bytes.data, field.bytes.size);
      sink->left = 0;
      break;
    case FIELD_FLOAT_DATA:
      good = eachNumber(&field, WIRE_FIXED32, takeElement, sink);
      break;
    case FIELD_DOUBLE_DATA:
      good = eachNumber(&field, WIRE_FIXED64, takeElement, sink);
      break;
    case FIELD_INT32_DATA:
    case FIELD_INT64_DATA:
    case FIELD_UINT64_DATA:
      good = eachNumber(&field, WIRE_VARINT, takeElement, sink);
      break;
    default:
      break;
    }
    if (!good)
      return false;
  }
  return sink->left == 0;
}

bool aicTensorParseProto(const void *data, size_t size, const char *path,
                         AicTensor *tensor, AicError **error) {
  *tensor = (AicTensor){0};
  *error = NULL;
  Wire wire = {data, size};
  Header header = {0};
  if (!readHeader(wire, &header))
    *error = aicErrorCreate(AIC_ERROR_FORMAT,
                            "'%s' is no ONNX tensor: it is cut off or damaged",
                            path);
  else if (header.external)
    *error = aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                            "'%s' keeps its data in another file", path);
  else if (aicElementTypeSize(header.type) == 0)
    *error = aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                            "'%s' has the ONNX element type %d, which no model "
                            "takes",
                            path, (int)header.type);
  else if (!canHold(size, &header))
    *error = aicErrorCreate(AIC_ERROR_FORMAT,
                            "'%s' has %zu bytes, too few for the elements of "
                            "its shape",
                            path, size);
  else if (!aicTensorAllocate(tensor, header.type, header.rank, header.shape))
    *error = aicErrorCreate(AIC_ERROR_MEMORY,
                            "no memory for the tensor in '%s'", path);
  if (*error)
    return false;
  Sink sink = {tensor->data, aicTensorBytes(tensor),
               aicElementTypeSize(header.type)};
  size_t expected = sink.left;
  if (readData(wire, &sink))
    return true;
  *error =
      aicErrorCreate(AIC_ERROR_FORMAT,
                     "'%s' does not hold the %zu bytes that its shape asks "
                     "for",
                     path, expected);
  aicTensorRelease(tensor);
  return false;
}
