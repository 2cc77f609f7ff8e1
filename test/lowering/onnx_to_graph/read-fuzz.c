//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reads thousands of damaged models: each is either refused with a message or
// read, and what was read lies inside the bytes.
//
//===----------------------------------------------------------------------===//

// RUN: %cc %s %aic_static -o %t.exe
// RUN: rm -rf %t.dir && mkdir -p %t.dir
// RUN: %python %S/Inputs/make_all_forms.py %t.dir
// RUN: %t.exe 4000 %data/digits_cnn.onnx %data/digits_mlp.onnx | FileCheck %s
// RUN: %t.exe 4000 %t.dir/forms.onnx %t.dir/unpacked.onnx | FileCheck %s

// CHECK-COUNT-2: {{.+}}: {{[1-9][0-9]+}} read, {{[1-9][0-9]+}} refused

#include "lowering/onnx_to_graph/onnx_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

// Damages `bytes` in one to four places and returns the new size.
static size_t mutate(uint8_t *bytes, size_t size, uint64_t *random) {
  unsigned changes = 1 + (unsigned)(next(random) % 4);
  for (unsigned i = 0; i < changes && size; ++i) {
    // Half of the changes hit the first part, where the structure is.
    size_t range = next(random) % 2 && size > 512 ? 512 : size;
    size_t at = next(random) % range;
    switch (next(random) % 5) {
    case 0:
      bytes[at] ^= (uint8_t)(1u << (next(random) % 8));
      break;
    case 1:
      bytes[at] = (uint8_t)next(random);
      break;
    case 2:
      bytes[at] = 0xff;
      break;
    case 3: {
      size_t count = next(random) % 16;
      if (count > size - at)
        count = size - at;
      memmove(bytes + at, bytes + at + count, size - at - count);
      size -= count;
      break;
    }
    default:
      if (next(random) % 4 == 0)
        size = at;
      break;
    }
  }
  return size;
}

// Every byte of a view is read, so that a sanitizer sees one outside.
static unsigned touch(const void *data, size_t size) {
  unsigned sum = 0;
  for (size_t i = 0; i < size; ++i)
    sum += ((const uint8_t *)data)[i];
  return sum;
}

static unsigned touchGraph(const AicOnnxGraph *graph) {
  unsigned sum = touch(graph->name.data, graph->name.size);
  for (size_t i = 0; i < graph->numInitializers; ++i)
    sum += touch(graph->initializers[i].data, graph->initializers[i].size);
  for (size_t i = 0; i < graph->numInputs; ++i)
    for (size_t j = 0; j < graph->inputs[i].rank; ++j)
      sum += touch(graph->inputs[i].dims[j].name.data,
                   graph->inputs[i].dims[j].name.size);
  for (size_t i = 0; i < graph->numNodes; ++i) {
    const AicOnnxNode *node = &graph->nodes[i];
    sum += touch(node->opType.data, node->opType.size);
    for (size_t j = 0; j < node->numInputs; ++j)
      sum += touch(node->inputs[j].data, node->inputs[j].size);
    for (size_t j = 0; j < node->numAttrs; ++j) {
      const AicOnnxAttr *attr = &node->attrs[j];
      if (attr->ints)
        sum += touch(attr->ints, attr->count * sizeof *attr->ints);
      if (attr->floats)
        sum += touch(attr->floats, attr->count * sizeof *attr->floats);
      for (size_t k = 0; attr->strings && k < attr->count; ++k)
        sum += touch(attr->strings[k].data, attr->strings[k].size);
      for (size_t k = 0; attr->tensors && k < attr->count; ++k)
        sum += touch(attr->tensors[k].data, attr->tensors[k].size);
      for (size_t k = 0; attr->graphs && k < attr->count; ++k)
        sum += touchGraph(&attr->graphs[k]);
    }
  }
  return sum;
}

int main(int argc, char **argv) {
  long iterations = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
  for (int i = 2; i < argc; ++i) {
    AicMappedFile *file;
    AicError *error = aicMappedFileOpen(argv[i], &file);
    if (error) {
      fprintf(stderr, "error: %s\n", aicErrorMessage(error));
      return 1;
    }
    size_t size = aicMappedFileSize(file);
    uint64_t random = 88172645463325252u;
    unsigned long read = 0, refused = 0;
    volatile unsigned sum = 0;
    for (long n = 0; n < iterations; ++n) {
      uint8_t *work = malloc(size);
      memcpy(work, aicMappedFileData(file), size);
      size_t left = mutate(work, size, &random);
      // A block of the exact size, so that a sanitizer sees its end.
      uint8_t *bytes = malloc(left ? left : 1);
      memcpy(bytes, work, left);
      free(work);
      AicOnnxModel *model;
      error = aicOnnxModelRead(argv[i], bytes, left, &model);
      if (error) {
        ++refused;
        if (model || !strstr(aicErrorMessage(error), argv[i]))
          return 1;
        aicErrorDestroy(error);
      } else {
        ++read;
        sum += touchGraph(model->graph);
        aicOnnxModelDestroy(model);
      }
      free(bytes);
    }
    printf("%s: %lu read, %lu refused\n", argv[i], read, refused);
    aicMappedFileRelease(file);
  }
  return 0;
}
