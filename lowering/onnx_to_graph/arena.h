//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Memory that is freed all at once: everything read from a model lives in one
// arena beside the mapped file.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_ARENA_H
#define AIC_LOWERING_ONNX_TO_GRAPH_ARENA_H

#include <stddef.h>

typedef struct AicArena {
  struct AicArenaChunk *chunks;
  size_t used;
  size_t capacity;
} AicArena;

/// `count` zeroed objects of `size` bytes, aligned for any type; NULL when
/// memory is short or the product overflows. Never NULL for zero bytes.
void *aicArenaAlloc(AicArena *arena, size_t count, size_t size);
void aicArenaDestroy(AicArena *arena);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_ARENA_H
