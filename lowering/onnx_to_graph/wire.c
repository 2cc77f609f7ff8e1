//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void aicWireFail(AicWireSource *source, AicErrorCode code, size_t offset,
                 const char *format, ...) {
  if (source->error)
    return;
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  source->error =
      aicErrorCreate(code, "'%s': byte %zu: %s", source->path, offset, text);
}

AicWire aicWireOpen(AicWireSource *source) {
  return (AicWire){.source = source, .end = source->size};
}

static bool readVarint(AicWire *wire, uint64_t *value) {
  size_t start = wire->at;
  uint64_t result = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (wire->at == wire->end) {
      aicWireFail(wire->source, AIC_ERROR_FORMAT, start,
                  "a number runs past the end of its message at byte %zu",
                  wire->end);
      return false;
    }
    uint8_t byte = wire->source->data[wire->at++];
    result |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *value = result;
      return true;
    }
  }
  aicWireFail(wire->source, AIC_ERROR_FORMAT, start,
              "a number has more than 10 bytes");
  return false;
}

// Little-endian, whatever the host is.
static bool readFixed(AicWire *wire, unsigned bytes, uint64_t *value) {
  if (wire->end - wire->at < bytes) {
    aicWireFail(wire->source, AIC_ERROR_FORMAT, wire->at,
                "a value of %u bytes runs past the end of its message at byte "
                "%zu",
                bytes, wire->end);
    return false;
  }
  *value = 0;
  for (unsigned i = 0; i < bytes; ++i)
    *value |= (uint64_t)wire->source->data[wire->at + i] << (8 * i);
  wire->at += bytes;
  return true;
}

static bool readScalar(AicWire *wire, AicWireType type, uint64_t *value) {
  if (type == AIC_WIRE_VARINT)
    return readVarint(wire, value);
  return readFixed(wire, type == AIC_WIRE_FIXED64 ? 8 : 4, value);
}

bool aicWireNext(AicWire *wire, AicWireField *field) {
  *field = (AicWireField){.offset = wire->at};
  if (wire->source->error || wire->at >= wire->end)
    return false;
  uint64_t tag;
  if (!readVarint(wire, &tag))
    return false;
  if (tag >> 32 || tag >> 3 == 0) {
    aicWireFail(wire->source, AIC_ERROR_FORMAT, field->offset,
                "%llu is no field number", (unsigned long long)(tag >> 3));
    return false;
  }
  field->number = (uint32_t)(tag >> 3);
  unsigned type = (unsigned)(tag & 7);
  switch (type) {
  case AIC_WIRE_VARINT:
  case AIC_WIRE_FIXED64:
  case AIC_WIRE_FIXED32:
    field->type = (AicWireType)type;
    return readScalar(wire, field->type, &field->value);
  case AIC_WIRE_BYTES: {
    field->type = AIC_WIRE_BYTES;
    uint64_t size;
    if (!readVarint(wire, &size))
      return false;
    if (size > wire->end - wire->at) {
      aicWireFail(wire->source, AIC_ERROR_FORMAT, field->offset,
                  "field %u has %llu bytes but its message has %zu left",
                  field->number, (unsigned long long)size,
                  wire->end - wire->at);
      return false;
    }
    field->bytes.data = (const char *)wire->source->data + wire->at;
    field->bytes.size = (size_t)size;
    wire->at += (size_t)size;
    return true;
  }
  default:
    aicWireFail(wire->source, AIC_ERROR_FORMAT, field->offset,
                "field %u has the unknown wire type %u", field->number, type);
    return false;
  }
}

static bool expect(const AicWire *wire, const AicWireField *field,
                   AicWireType type) {
  if (field->type == type)
    return true;
  aicWireFail(wire->source, AIC_ERROR_FORMAT, field->offset,
              "field %u has wire type %u where %u is expected", field->number,
              (unsigned)field->type, (unsigned)type);
  return false;
}

AicText aicWireText(const AicWire *wire, const AicWireField *field) {
  if (!expect(wire, field, AIC_WIRE_BYTES))
    return (AicText){0};
  return field->bytes;
}

AicWire aicWireMessage(const AicWire *wire, const AicWireField *field) {
  AicWire message = {.source = wire->source};
  if (!expect(wire, field, AIC_WIRE_BYTES))
    return message;
  message.at =
      (size_t)((const uint8_t *)field->bytes.data - wire->source->data);
  message.end = message.at + field->bytes.size;
  return message;
}

int64_t aicWireInt(const AicWire *wire, const AicWireField *field) {
  return expect(wire, field, AIC_WIRE_VARINT) ? (int64_t)field->value : 0;
}

float aicWireFloat(const AicWire *wire, const AicWireField *field) {
  if (!expect(wire, field, AIC_WIRE_FIXED32))
    return 0;
  uint32_t bits = (uint32_t)field->value;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// Counting and reading are one loop: nothing is stored past `capacity`.
static size_t visitScalars(AicWire wire, uint32_t number, AicWireType type,
                           uint64_t *values, size_t capacity) {
  size_t count = 0;
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number != number)
      continue;
    if (field.type != AIC_WIRE_BYTES) {
      if (!expect(&wire, &field, type))
        return count;
      if (count < capacity)
        values[count] = field.value;
      ++count;
      continue;
    }
    AicWire packed = aicWireMessage(&wire, &field);
    while (packed.at < packed.end) {
      uint64_t value;
      if (!readScalar(&packed, type, &value))
        return count;
      if (count < capacity)
        values[count] = value;
      ++count;
    }
  }
  return count;
}

size_t aicWireCountScalars(AicWire wire, uint32_t number, AicWireType type) {
  return visitScalars(wire, number, type, NULL, 0);
}

void aicWireReadScalars(AicWire wire, uint32_t number, AicWireType type,
                        uint64_t *values, size_t count) {
  visitScalars(wire, number, type, values, count);
}

size_t aicWireCount(AicWire wire, uint32_t number) {
  size_t count = 0;
  AicWireField field;
  while (aicWireNext(&wire, &field))
    count += field.number == number;
  return count;
}
