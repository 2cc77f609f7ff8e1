//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explain_memory.h"

#include <stdlib.h>
#include <string.h>

/// A part of a memory that a command touches.
typedef struct Touch {
  const AicNpuRef *ref;
  uint64_t bytes; ///< from its first to behind its last
} Touch;

static uint64_t reach(const uint32_t *sizes, const int32_t *strides, int rank,
                      uint64_t element) {
  uint64_t bytes = element;
  for (int d = 0; d < rank; ++d)
    bytes += (uint64_t)(sizes[d] - 1) * (uint64_t)strides[d];
  return bytes;
}

/// At most MEMORY_MAX_REFS.
static int touchesOf(const AicNpuCommand *command, Touch *touches) {
  int count = 0;
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE: {
    const AicNpuDma *dma = &command->dma;
    touches[count++] =
        (Touch){&dma->ref, reach(dma->tile.size, dma->stride, AIC_NPU_TILE_RANK,
                                 aicNpuTypeSize(dma->type))};
    break;
  }
  case AIC_NPU_MATMUL: {
    const AicNpuMatmul *matmul = &command->matmul;
    uint64_t size = aicNpuTypeSize(aicNpuMacOperandType(matmul->mac));
    touches[count++] =
        (Touch){&matmul->a,
                (uint64_t)(matmul->m1 - 1) * (uint64_t)matmul->aStride1 +
                    (uint64_t)(matmul->m2 - 1) * (uint64_t)matmul->aStride2 +
                    matmul->k * size};
    touches[count++] = (Touch){&matmul->w, (uint64_t)(matmul->k - 1) *
                                                   (uint64_t)matmul->wStride +
                                               matmul->n * size};
    touches[count++] =
        (Touch){&matmul->acc, ((uint64_t)matmul->m1 * matmul->m2 - 1) *
                                      (uint64_t)matmul->accStride +
                                  (uint64_t)matmul->n * 4};
    break;
  }
  case AIC_NPU_VEC: {
    const AicNpuVec *vec = &command->vec;
    uint32_t sizes[5] = {vec->p[0], vec->p[1], vec->p[2], vec->r[0], vec->r[1]};
    for (int s = 0; s < vec->numSources; ++s)
      touches[count++] = (Touch){&vec->sources[s].ref,
                                 reach(sizes, vec->sources[s].stride, 5,
                                       aicNpuTypeSize(vec->sources[s].type))};
    touches[count++] = (Touch){&vec->dst, reach(sizes, vec->dstStride, 3,
                                                aicNpuTypeSize(vec->dstType))};
    break;
  }
  default:
    break;
  }
  return count;
}

/// Where `touch` reaches over all iterations of the loops around it.
static MemoryRegion regionOf(const Touch *touch, const uint32_t *trips,
                             int depth, uint32_t layer) {
  const AicNpuRef *ref = touch->ref;
  int64_t low = ref->base, high = ref->base;
  for (int level = 0; level < depth; ++level) {
    int64_t move = (int64_t)(trips[level] - 1) * ref->stride[level];
    *(move < 0 ? &low : &high) += move;
  }
  high += (int64_t)(ref->depth - 1) * ref->slot + (int64_t)touch->bytes;
  return (MemoryRegion){.space = ref->space,
                        .low = (uint64_t)low,
                        .high = (uint64_t)high,
                        .layer = layer,
                        .loads = -1,
                        .stores = -1};
}

static bool overlap(const MemoryRegion *a, const MemoryRegion *b) {
  return a->layer == b->layer && a->space == b->space && a->low < b->high &&
         b->low < a->high;
}

/// Adds `region`, joined with those that it overlaps. Regions of one layer
/// stand together, at the end.
static bool addRegion(MemoryMap *map, MemoryRegion region) {
  for (uint32_t i = map->count;
       i > 0 && map->regions[i - 1].layer == region.layer; --i) {
    MemoryRegion *other = &map->regions[i - 1];
    if (!overlap(other, &region))
      continue;
    region.low = other->low < region.low ? other->low : region.low;
    region.high = other->high > region.high ? other->high : region.high;
    region.loads = other->loads >= 0 ? other->loads : region.loads;
    region.stores = other->stores >= 0 ? other->stores : region.stores;
    *other = map->regions[--map->count];
    // It has grown: once more from the end.
    i = map->count + 1;
  }
  if (map->count == map->capacity) {
    uint32_t capacity = 2 * map->capacity + 16;
    MemoryRegion *regions =
        realloc(map->regions, capacity * sizeof *map->regions);
    if (!regions)
      return false;
    map->regions = regions;
    map->capacity = capacity;
  }
  map->regions[map->count++] = region;
  return true;
}

static uint32_t findRegion(const MemoryMap *map, const MemoryRegion *region) {
  for (uint32_t i = 0; i < map->count; ++i)
    if (overlap(&map->regions[i], region))
      return i;
  return UINT32_MAX;
}

/// Once to make the regions, once to tell the commands theirs.
static bool pass(MemoryMap *map, const AicNpuProgram *program,
                 const uint32_t *layerOf, bool find) {
  uint32_t trips[AIC_NPU_MAX_LOOPS];
  int depth = 0;
  for (uint32_t i = 0; i < aicNpuProgramGetNumCommands(program); ++i) {
    const AicNpuCommand *command = aicNpuProgramGetCommand(program, i);
    if (command->opcode == AIC_NPU_LOOP)
      trips[depth++] = command->trip;
    else if (command->opcode == AIC_NPU_END)
      --depth;
    Touch touches[MEMORY_MAX_REFS];
    int count = touchesOf(command, touches);
    for (int t = 0; t < count; ++t) {
      MemoryRegion region = regionOf(&touches[t], trips, depth, layerOf[i]);
      if (command->opcode == AIC_NPU_LOAD)
        region.loads = command->dma.tile.buffer;
      if (command->opcode == AIC_NPU_STORE)
        region.stores = command->dma.tile.buffer;
      if (find)
        map->of[i][t] = findRegion(map, &region);
      else if (!addRegion(map, region))
        return false;
    }
    if (find)
      map->of[i][count] = UINT32_MAX;
  }
  return true;
}

bool memoryMapInit(MemoryMap *map, const AicNpuProgram *program,
                   const uint32_t *layerOf) {
  *map = (MemoryMap){0};
  size_t commands = aicNpuProgramGetNumCommands(program);
  map->of = calloc(commands + 1, sizeof *map->of);
  return map->of && pass(map, program, layerOf, false) &&
         pass(map, program, layerOf, true);
}

void memoryMapUse(MemoryMap *map, uint32_t command, uint64_t begin,
                  uint64_t end) {
  for (const uint32_t *at = map->of[command]; *at != UINT32_MAX; ++at) {
    MemoryRegion *region = &map->regions[*at];
    if (region->end == 0 || begin < region->begin)
      region->begin = begin;
    if (end > region->end)
      region->end = end;
  }
}

void memoryMapRelease(MemoryMap *map) {
  free(map->regions);
  free(map->of);
  *map = (MemoryMap){0};
}
