//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/onnx_reader.h"

// Real models nest If and Loop a few levels deep; the stack must not depend on
// the file.
enum { MAX_DEPTH = 16 };

const AicOnnxAttr *aicOnnxNodeAttr(const AicOnnxNode *node, const char *name) {
  for (size_t i = 0; i < node->numAttrs; ++i)
    if (aicTextEquals(node->attrs[i].name, name))
      return &node->attrs[i];
  return NULL;
}

static void readNode(AicOnnxReader *reader, AicWire wire, unsigned depth,
                     AicOnnxNode *node) {
  node->offset = wire.at;
  node->inputs = aicOnnxReadTexts(reader, wire, 1, &node->numInputs);
  node->outputs = aicOnnxReadTexts(reader, wire, 2, &node->numOutputs);
  AicOnnxAttr *attrs =
      aicOnnxAlloc(reader, aicWireCount(wire, 5), sizeof *attrs);
  node->attrs = attrs;
  AicWireField field;
  while (attrs && aicWireNext(&wire, &field)) {
    if (field.number == 3)
      node->name = aicWireText(&wire, &field);
    else if (field.number == 4)
      node->opType = aicWireText(&wire, &field);
    else if (field.number == 5)
      aicOnnxReadAttr(reader, aicWireMessage(&wire, &field), depth,
                      &attrs[node->numAttrs++]);
    else if (field.number == 7)
      node->domain = aicWireText(&wire, &field);
  }
}

static void readDim(AicWire wire, AicOnnxDim *dim) {
  dim->size = -1;
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number == 1) {
      dim->size = aicWireInt(&wire, &field);
      // Some exporters write -1 for "any".
      if (dim->size < 0)
        dim->size = -1;
    } else if (field.number == 2) {
      dim->name = aicWireText(&wire, &field);
    }
  }
}

static void readShape(AicOnnxReader *reader, AicWire wire,
                      AicOnnxValue *value) {
  AicOnnxDim *dims = aicOnnxAlloc(reader, aicWireCount(wire, 1), sizeof *dims);
  value->hasRank = true;
  value->rank = 0;
  value->dims = dims;
  AicWireField field;
  while (dims && aicWireNext(&wire, &field))
    if (field.number == 1)
      readDim(aicWireMessage(&wire, &field), &dims[value->rank++]);
}

static void readTensorType(AicOnnxReader *reader, AicWire wire,
                           AicOnnxValue *value) {
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number == 1)
      value->type = aicWireInt(&wire, &field);
    else if (field.number == 2)
      readShape(reader, aicWireMessage(&wire, &field), value);
  }
}

static void readType(AicOnnxReader *reader, AicWire wire, AicOnnxValue *value) {
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    switch (field.number) {
    case 1:
      value->kind = AIC_ONNX_VALUE_TENSOR;
      readTensorType(reader, aicWireMessage(&wire, &field), value);
      break;
    case 4:
      value->kind = AIC_ONNX_VALUE_SEQUENCE;
      break;
    case 5:
      value->kind = AIC_ONNX_VALUE_MAP;
      break;
    case 8:
      value->kind = AIC_ONNX_VALUE_SPARSE_TENSOR;
      break;
    case 9:
      value->kind = AIC_ONNX_VALUE_OPTIONAL;
      break;
    default:
      break;
    }
  }
}

static void readValue(AicOnnxReader *reader, AicWire wire,
                      AicOnnxValue *value) {
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number == 1)
      value->name = aicWireText(&wire, &field);
    else if (field.number == 2)
      readType(reader, aicWireMessage(&wire, &field), value);
  }
}

static const AicOnnxValue *readValues(AicOnnxReader *reader, AicWire wire,
                                      uint32_t number, size_t *count) {
  AicOnnxValue *values =
      aicOnnxAlloc(reader, aicWireCount(wire, number), sizeof *values);
  AicWireField field;
  while (values && aicWireNext(&wire, &field))
    if (field.number == number)
      readValue(reader, aicWireMessage(&wire, &field), &values[(*count)++]);
  return values;
}

void aicOnnxReadGraph(AicOnnxReader *reader, AicWire wire, unsigned depth,
                      AicOnnxGraph *graph) {
  if (depth > MAX_DEPTH) {
    aicWireFail(&reader->source, AIC_ERROR_UNSUPPORTED, wire.at,
                "graphs nest more than %d deep", MAX_DEPTH);
    return;
  }
  graph->inputs = readValues(reader, wire, 11, &graph->numInputs);
  graph->outputs = readValues(reader, wire, 12, &graph->numOutputs);
  graph->valueInfos = readValues(reader, wire, 13, &graph->numValueInfos);
  AicOnnxNode *nodes =
      aicOnnxAlloc(reader, aicWireCount(wire, 1), sizeof *nodes);
  AicOnnxTensor *initializers =
      aicOnnxAlloc(reader, aicWireCount(wire, 5), sizeof *initializers);
  graph->nodes = nodes;
  graph->initializers = initializers;
  AicWireField field;
  while (nodes && initializers && aicWireNext(&wire, &field)) {
    switch (field.number) {
    case 1:
      readNode(reader, aicWireMessage(&wire, &field), depth,
               &nodes[graph->numNodes++]);
      break;
    case 2:
      graph->name = aicWireText(&wire, &field);
      break;
    case 5:
      aicOnnxReadTensor(reader, aicWireMessage(&wire, &field),
                        &initializers[graph->numInitializers++]);
      break;
    case 15:
      ++graph->numSparseInitializers;
      break;
    default:
      break;
    }
  }
}
