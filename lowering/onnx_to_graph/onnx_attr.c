//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/onnx_reader.h"

#include <string.h>

// Numbers of AttributeProto's fields, which differ from its type numbers.
enum {
  FIELD_NAME = 1,
  FIELD_F = 2,
  FIELD_I = 3,
  FIELD_S = 4,
  FIELD_T = 5,
  FIELD_G = 6,
  FIELD_FLOATS = 7,
  FIELD_INTS = 8,
  FIELD_STRINGS = 9,
  FIELD_TENSORS = 10,
  FIELD_GRAPHS = 11,
  FIELD_TYPE = 20,
  FIELD_REFERENCE = 21,
};

// Which field has the value of an attribute of type `type`; 0 when it is none
// that this reader knows.
static uint32_t fieldOfType(int64_t type) {
  static const uint8_t fields[] = {
      [AIC_ONNX_ATTR_FLOAT] = FIELD_F,
      [AIC_ONNX_ATTR_INT] = FIELD_I,
      [AIC_ONNX_ATTR_STRING] = FIELD_S,
      [AIC_ONNX_ATTR_TENSOR] = FIELD_T,
      [AIC_ONNX_ATTR_GRAPH] = FIELD_G,
      [AIC_ONNX_ATTR_FLOATS] = FIELD_FLOATS,
      [AIC_ONNX_ATTR_INTS] = FIELD_INTS,
      [AIC_ONNX_ATTR_STRINGS] = FIELD_STRINGS,
      [AIC_ONNX_ATTR_TENSORS] = FIELD_TENSORS,
      [AIC_ONNX_ATTR_GRAPHS] = FIELD_GRAPHS,
  };
  if (type < 0 || type >= (int64_t)sizeof fields)
    return 0;
  return fields[type];
}

// Files older than IR version 2 have no type: it follows from the field.
static int64_t typeOfField(uint32_t field) {
  for (int64_t type = AIC_ONNX_ATTR_FLOAT; type <= AIC_ONNX_ATTR_GRAPHS; ++type)
    if (fieldOfType(type) == field)
      return type;
  return AIC_ONNX_ATTR_UNDEFINED;
}

static void readFloats(AicOnnxReader *reader, AicWire wire, uint32_t number,
                       AicOnnxAttr *attr) {
  attr->count = aicWireCountScalars(wire, number, AIC_WIRE_FIXED32);
  uint64_t *bits = aicOnnxAlloc(reader, attr->count, sizeof *bits);
  float *values = aicOnnxAlloc(reader, attr->count, sizeof *values);
  if (!bits || !values) {
    attr->count = 0;
    return;
  }
  aicWireReadScalars(wire, number, AIC_WIRE_FIXED32, bits, attr->count);
  for (size_t i = 0; i < attr->count; ++i) {
    uint32_t word = (uint32_t)bits[i];
    memcpy(&values[i], &word, sizeof word);
  }
  attr->floats = values;
}

static void readMessages(AicOnnxReader *reader, AicWire wire, uint32_t number,
                         unsigned depth, AicOnnxAttr *attr) {
  bool graphs = number == FIELD_G || number == FIELD_GRAPHS;
  size_t count = aicWireCount(wire, number);
  AicOnnxGraph *graph = aicOnnxAlloc(reader, graphs ? count : 0, sizeof *graph);
  AicOnnxTensor *tensor =
      aicOnnxAlloc(reader, graphs ? 0 : count, sizeof *tensor);
  if (!graph || !tensor)
    return;
  attr->graphs = graphs ? graph : NULL;
  attr->tensors = graphs ? NULL : tensor;
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number != number)
      continue;
    AicWire message = aicWireMessage(&wire, &field);
    if (graphs)
      aicOnnxReadGraph(reader, message, depth + 1, &graph[attr->count++]);
    else
      aicOnnxReadTensor(reader, message, &tensor[attr->count++]);
  }
}

// Of a value that may be given once, the last one counts; writers may leave out
// a zero number or an empty string.
static void makeSingle(AicOnnxReader *reader, size_t offset,
                       AicOnnxAttr *attr) {
  if (!attr->count) {
    if (attr->type == AIC_ONNX_ATTR_TENSOR ||
        attr->type == AIC_ONNX_ATTR_GRAPH) {
      aicWireFail(&reader->source, AIC_ERROR_FORMAT, offset,
                  "attribute '%.*s' has no value", aicTextLength(attr->name),
                  attr->name.data ? attr->name.data : "");
      return;
    }
    attr->floats = aicOnnxAlloc(reader, 1, sizeof *attr->floats);
    attr->ints = aicOnnxAlloc(reader, 1, sizeof *attr->ints);
    attr->strings = aicOnnxAlloc(reader, 1, sizeof *attr->strings);
    attr->count = attr->floats && attr->ints && attr->strings;
    return;
  }
  size_t skipped = attr->count - 1;
  attr->count = 1;
  if (attr->floats)
    attr->floats += skipped;
  if (attr->ints)
    attr->ints += skipped;
  if (attr->strings)
    attr->strings += skipped;
  if (attr->tensors)
    attr->tensors += skipped;
  if (attr->graphs)
    attr->graphs += skipped;
}

void aicOnnxReadAttr(AicOnnxReader *reader, AicWire wire, unsigned depth,
                     AicOnnxAttr *attr) {
  size_t offset = wire.at;
  int64_t seen = AIC_ONNX_ATTR_UNDEFINED;
  AicWire fields = wire;
  AicWireField field;
  while (aicWireNext(&fields, &field)) {
    if (field.number == FIELD_NAME)
      attr->name = aicWireText(&fields, &field);
    else if (field.number == FIELD_TYPE)
      attr->type = aicWireInt(&fields, &field);
    else if (field.number == FIELD_REFERENCE)
      attr->reference = aicWireText(&fields, &field);
    else if (typeOfField(field.number) != AIC_ONNX_ATTR_UNDEFINED)
      seen = typeOfField(field.number);
  }
  if (attr->type == AIC_ONNX_ATTR_UNDEFINED)
    attr->type = seen;
  uint32_t number = fieldOfType(attr->type);
  switch (number) {
  case FIELD_F:
  case FIELD_FLOATS:
    readFloats(reader, wire, number, attr);
    break;
  case FIELD_I:
  case FIELD_INTS:
    attr->ints = aicOnnxReadInts(reader, wire, number, &attr->count);
    break;
  case FIELD_S:
  case FIELD_STRINGS:
    attr->strings = aicOnnxReadTexts(reader, wire, number, &attr->count);
    break;
  case 0:
    return; // Of a type that only ops use that the importer refuses.
  default:
    readMessages(reader, wire, number, depth, attr);
    break;
  }
  if (attr->type <= AIC_ONNX_ATTR_GRAPH && !attr->reference.size)
    makeSingle(reader, offset, attr);
}
