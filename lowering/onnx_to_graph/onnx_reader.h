//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the files that read one kind of message each share.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_ONNX_READER_H
#define AIC_LOWERING_ONNX_TO_GRAPH_ONNX_READER_H

#include "lowering/onnx_to_graph/arena.h"
#include "lowering/onnx_to_graph/onnx_model.h"

/// One file of external data that has been mapped.
typedef struct AicOnnxExternal {
  struct AicOnnxExternal *next;
  AicText location;
  AicMappedFile *file;
} AicOnnxExternal;

typedef struct AicOnnxReader {
  AicOnnxModel model; ///< first, so that a model is its reader
  AicArena arena;
  AicWireSource source;
  AicMappedFile *file; ///< of the source, or NULL
  AicOnnxExternal *externals;
} AicOnnxReader;

/// Memory in the arena; sets the source's error when there is none.
void *aicOnnxAlloc(AicOnnxReader *reader, size_t count, size_t size);
/// All strings of the repeated field `number`.
const AicText *aicOnnxReadTexts(AicOnnxReader *reader, AicWire wire,
                                uint32_t number, size_t *count);
/// All integers of the repeated field `number`.
const int64_t *aicOnnxReadInts(AicOnnxReader *reader, AicWire wire,
                               uint32_t number, size_t *count);

void aicOnnxReadTensor(AicOnnxReader *reader, AicWire wire,
                       AicOnnxTensor *tensor);
/// Attributes of nodes may hold graphs: `depth` counts how far they nest.
void aicOnnxReadGraph(AicOnnxReader *reader, AicWire wire, unsigned depth,
                      AicOnnxGraph *graph);
void aicOnnxReadAttr(AicOnnxReader *reader, AicWire wire, unsigned depth,
                     AicOnnxAttr *attr);

/// Finds the bytes that `entries`, TensorProto.external_data, describe.
void aicOnnxReadExternal(AicOnnxReader *reader, AicWire wire,
                         AicOnnxTensor *tensor);

/// For printf's "%.*s": a length that keeps messages readable.
int aicTextLength(AicText text);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_ONNX_READER_H
