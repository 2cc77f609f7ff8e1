//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/onnx_reader.h"

#include <stdlib.h>
#include <string.h>

bool aicTextSame(AicText left, AicText right) {
  return left.size == right.size &&
         (!left.size || memcmp(left.data, right.data, left.size) == 0);
}

bool aicTextEquals(AicText text, const char *other) {
  return aicTextSame(text, (AicText){other, strlen(other)});
}

int aicTextLength(AicText text) {
  return text.size < 128 ? (int)text.size : 128;
}

void *aicOnnxAlloc(AicOnnxReader *reader, size_t count, size_t size) {
  void *memory = aicArenaAlloc(&reader->arena, count, size);
  if (!memory && !reader->source.error)
    reader->source.error =
        aicErrorCreate(AIC_ERROR_MEMORY, "'%s': no memory for %zu x %zu bytes",
                       reader->source.path, count, size);
  return memory;
}

const AicText *aicOnnxReadTexts(AicOnnxReader *reader, AicWire wire,
                                uint32_t number, size_t *count) {
  size_t capacity = aicWireCount(wire, number);
  AicText *texts = aicOnnxAlloc(reader, capacity, sizeof *texts);
  *count = 0;
  AicWireField field;
  while (texts && aicWireNext(&wire, &field))
    if (field.number == number)
      texts[(*count)++] = aicWireText(&wire, &field);
  return texts;
}

const int64_t *aicOnnxReadInts(AicOnnxReader *reader, AicWire wire,
                               uint32_t number, size_t *count) {
  *count = aicWireCountScalars(wire, number, AIC_WIRE_VARINT);
  uint64_t *values = aicOnnxAlloc(reader, *count, sizeof *values);
  if (!values) {
    *count = 0;
    return NULL;
  }
  aicWireReadScalars(wire, number, AIC_WIRE_VARINT, values, *count);
  // Signed and unsigned variants of one type may alias.
  return (const int64_t *)values;
}

static void readOpset(AicWire wire, AicOnnxOpset *opset) {
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number == 1)
      opset->domain = aicWireText(&wire, &field);
    else if (field.number == 2)
      opset->version = aicWireInt(&wire, &field);
  }
}

static void readModel(AicOnnxReader *reader) {
  AicWire wire = aicWireOpen(&reader->source);
  AicOnnxModel *model = &reader->model;
  size_t numOpsets = aicWireCount(wire, 8);
  AicOnnxOpset *opsets = aicOnnxAlloc(reader, numOpsets, sizeof *opsets);
  AicOnnxGraph *graph = aicOnnxAlloc(reader, 1, sizeof *graph);
  if (!opsets || !graph)
    return;
  model->opsets = opsets;
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    switch (field.number) {
    case 1:
      model->irVersion = aicWireInt(&wire, &field);
      break;
    case 2:
      model->producerName = aicWireText(&wire, &field);
      break;
    case 3:
      model->producerVersion = aicWireText(&wire, &field);
      break;
    case 7:
      *graph = (AicOnnxGraph){0};
      aicOnnxReadGraph(reader, aicWireMessage(&wire, &field), 0, graph);
      model->graph = graph;
      break;
    case 8:
      readOpset(aicWireMessage(&wire, &field), &opsets[model->numOpsets++]);
      break;
    case 25:
      ++model->numFunctions;
      break;
    default:
      break;
    }
  }
  if (!model->graph)
    aicWireFail(&reader->source, AIC_ERROR_FORMAT, wire.at,
                "the model has no graph; is this an ONNX file?");
}

static AicError *readBytes(const char *path, const uint8_t *data, size_t size,
                           AicMappedFile *file, AicOnnxModel **out) {
  *out = NULL;
  AicOnnxReader *reader = calloc(1, sizeof *reader);
  char *name =
      reader ? aicArenaAlloc(&reader->arena, strlen(path) + 1, 1) : NULL;
  if (!name) {
    free(reader);
    aicMappedFileRelease(file);
    return aicErrorCreate(AIC_ERROR_MEMORY, "no memory to read '%s'", path);
  }
  strcpy(name, path);
  reader->model.path = name;
  reader->source = (AicWireSource){.data = data, .size = size, .path = name};
  reader->file = file;
  if (size)
    readModel(reader);
  else
    reader->source.error =
        aicErrorCreate(AIC_ERROR_FORMAT, "'%s' is empty", path);
  AicError *error = reader->source.error;
  if (error) {
    reader->source.error = NULL;
    aicOnnxModelDestroy(&reader->model);
    return error;
  }
  *out = &reader->model;
  return NULL;
}

AicError *aicOnnxModelOpen(const char *path, AicOnnxModel **out) {
  *out = NULL;
  AicMappedFile *file;
  AicError *error = aicMappedFileOpen(path, &file);
  if (error)
    return error;
  return readBytes(path, aicMappedFileData(file), aicMappedFileSize(file), file,
                   out);
}

AicError *aicOnnxModelRead(const char *path, const uint8_t *data, size_t size,
                           AicOnnxModel **out) {
  return readBytes(path, data, size, NULL, out);
}

void aicOnnxModelDestroy(AicOnnxModel *model) {
  if (!model)
    return;
  AicOnnxReader *reader = (AicOnnxReader *)model;
  for (AicOnnxExternal *it = reader->externals; it; it = it->next)
    aicMappedFileRelease(it->file);
  aicMappedFileRelease(reader->file);
  aicArenaDestroy(&reader->arena);
  free(reader);
}
