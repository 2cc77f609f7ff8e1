//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct AicArenaChunk {
  struct AicArenaChunk *next;
  alignas(max_align_t) unsigned char bytes[];
} AicArenaChunk;

enum { CHUNK_BYTES = 64 * 1024 };

void *aicArenaAlloc(AicArena *arena, size_t count, size_t size) {
  size_t align = alignof(max_align_t);
  if (size && count > (SIZE_MAX - CHUNK_BYTES) / size)
    return NULL;
  size_t bytes = (count * size + align) / align * align;
  if (!arena->chunks || arena->capacity - arena->used < bytes) {
    size_t capacity = bytes > CHUNK_BYTES ? bytes : (size_t)CHUNK_BYTES;
    AicArenaChunk *chunk = calloc(1, sizeof *chunk + capacity);
    if (!chunk)
      return NULL;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->used = 0;
    arena->capacity = capacity;
  }
  void *result = arena->chunks->bytes + arena->used;
  arena->used += bytes;
  return result;
}

void aicArenaDestroy(AicArena *arena) {
  while (arena->chunks) {
    AicArenaChunk *next = arena->chunks->next;
    free(arena->chunks);
    arena->chunks = next;
  }
  *arena = (AicArena){0};
}
