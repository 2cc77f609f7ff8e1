//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/onnx_reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_EXTERNAL_DATA = 13 };

typedef struct Entry {
  AicText key;
  AicText value;
} Entry;

#define FAIL(code, ...)                                                        \
  aicWireFail(&reader->source, code, tensor->offset, __VA_ARGS__)
#define NAME                                                                   \
  aicTextLength(tensor->name), tensor->name.data ? tensor->name.data : ""

static Entry readEntry(AicWire wire) {
  Entry entry = {{0}, {0}};
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number == 1)
      entry.key = aicWireText(&wire, &field);
    else if (field.number == 2)
      entry.value = aicWireText(&wire, &field);
  }
  return entry;
}

// Decimal digits only; false otherwise and when the number does not fit.
static bool parseSize(AicText text, uint64_t *value) {
  *value = 0;
  for (size_t i = 0; i < text.size; ++i) {
    unsigned digit = (unsigned char)text.data[i] - (unsigned)'0';
    if (digit > 9 || *value > (UINT64_MAX - digit) / 10)
      return false;
    *value = *value * 10 + digit;
  }
  return text.size != 0;
}

// Maps the file at `location` once per model; NULL after an error.
static AicMappedFile *openExternal(AicOnnxReader *reader,
                                   const AicOnnxTensor *tensor,
                                   AicText location) {
  for (AicOnnxExternal *it = reader->externals; it; it = it->next)
    if (aicTextSame(it->location, location))
      return it->file;
  if (!location.size || memchr(location.data, 0, location.size)) {
    FAIL(AIC_ERROR_FORMAT, "the external data of tensor '%.*s' has no file",
         NAME);
    return NULL;
  }
  char *name = aicOnnxAlloc(reader, location.size + 1, 1);
  AicOnnxExternal *entry = aicOnnxAlloc(reader, 1, sizeof *entry);
  if (!name || !entry)
    return NULL;
  memcpy(name, location.data, location.size);
  char *path = NULL;
  AicError *error = aicPathInFolderOf(reader->source.path, name, &path);
  if (!error)
    error = aicMappedFileOpen(path, &entry->file);
  free(path);
  if (error) {
    FAIL(aicErrorGetCode(error), "the external data of tensor '%.*s': %s", NAME,
         aicErrorMessage(error));
    aicErrorDestroy(error);
    return NULL;
  }
  entry->location = location;
  entry->next = reader->externals;
  reader->externals = entry;
  return entry->file;
}

void aicOnnxReadExternal(AicOnnxReader *reader, AicWire wire,
                         AicOnnxTensor *tensor) {
  AicText location = {0};
  uint64_t offset = 0, length = 0;
  bool hasLength = false;
  AicWireField field;
  while (aicWireNext(&wire, &field)) {
    if (field.number != FIELD_EXTERNAL_DATA)
      continue;
    Entry entry = readEntry(aicWireMessage(&wire, &field));
    bool ok = true;
    if (aicTextEquals(entry.key, "location")) {
      location = entry.value;
    } else if (aicTextEquals(entry.key, "offset")) {
      ok = parseSize(entry.value, &offset);
    } else if (aicTextEquals(entry.key, "length")) {
      ok = parseSize(entry.value, &length);
      hasLength = true;
    }
    if (!ok) {
      FAIL(AIC_ERROR_FORMAT,
           "the external data of tensor '%.*s' has the %.*s '%.*s'", NAME,
           aicTextLength(entry.key), entry.key.data, aicTextLength(entry.value),
           entry.value.data ? entry.value.data : "");
      return;
    }
  }
  AicMappedFile *file = openExternal(reader, tensor, location);
  if (!file)
    return;
  uint64_t size = aicMappedFileSize(file);
  if (offset > size || (hasLength && length > size - offset)) {
    FAIL(AIC_ERROR_FORMAT,
         "the external data of tensor '%.*s' is %" PRIu64
         " bytes at offset %" PRIu64 " but '%.*s' has %" PRIu64 " bytes",
         NAME, length, offset, aicTextLength(location), location.data, size);
    return;
  }
  tensor->data = aicMappedFileData(file);
  if (tensor->data)
    tensor->data += offset;
  tensor->size = (size_t)(hasLength ? length : size - offset);
  tensor->file = file;
}
