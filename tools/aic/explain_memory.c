//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explain_memory.h"

#include <stdlib.h>

/// The operands of a command that lie on the chip, in a copy of it.
static int refsOf(const AicNpuProgram *program, uint32_t number,
                  AicNpuCommand *copy, AicNpuRef **refs) {
  *copy = *aicNpuProgramGetCommand(program, number);
  return aicNpuCommandRefs(copy, refs);
}

static void widen(uint64_t *begin, uint64_t *end, uint64_t from, uint64_t to) {
  if (*end == 0 || from < *begin)
    *begin = from;
  if (to > *end)
    *end = to;
}

/// Says of each ring whose it is and what is copied there.
static void trace(MemoryMap *map, const uint32_t *layerOf) {
  const AicNpuProgram *program = map->program;
  for (uint32_t i = aicNpuProgramGetNumCommands(program); i-- > 0;) {
    AicNpuCommand command;
    AicNpuRef *refs[AIC_NPU_MAX_REFS];
    int count = refsOf(program, i, &command, refs);
    for (int r = 0; r < count; ++r) {
      if (!refs[r]->claim.ring)
        continue;
      MemoryRing *ring = &map->rings[refs[r]->claim.ring - 1];
      ring->layer = layerOf[i];
      if (command.opcode == AIC_NPU_LOAD)
        ring->loads = command.dma.tile.buffer;
      if (command.opcode == AIC_NPU_STORE)
        ring->stores = command.dma.tile.buffer;
    }
  }
}

bool memoryMapInit(MemoryMap *map, const AicNpuProgram *program,
                   const uint32_t *layerOf) {
  uint32_t count = aicNpuProgramGetNumRings(program);
  *map = (MemoryMap){.program = program, .isWhole = true};
  map->rings = calloc((size_t)count + 1, sizeof *map->rings);
  map->turns = calloc(MEMORY_MAX_TURNS, sizeof *map->turns);
  map->latest = calloc((size_t)count + 1, sizeof *map->latest);
  if (!map->rings || !map->turns || !map->latest)
    return false;
  for (uint32_t r = 0; r < count; ++r) {
    uint32_t depth = aicNpuProgramGetRing(program, r)->depth;
    map->rings[r] = (MemoryRing){.loads = -1, .stores = -1};
    map->latest[r] = malloc(((size_t)depth + 1) * sizeof **map->latest);
    if (!map->latest[r])
      return false;
    for (uint32_t slot = 0; slot < depth; ++slot)
      map->latest[r][slot] = UINT32_MAX;
  }
  trace(map, layerOf);
  return true;
}

/// The turn of `ring` that is accessed, a new one where it is none so far; NULL
/// when there is no room for it.
static MemoryTurn *findTurn(MemoryMap *map, uint32_t ring, uint32_t turn) {
  uint32_t slot = turn % aicNpuProgramGetRing(map->program, ring)->depth;
  uint32_t *latest = &map->latest[ring][slot];
  if (*latest != UINT32_MAX && map->turns[*latest].turn == turn)
    return &map->turns[*latest];
  if (map->numTurns == MEMORY_MAX_TURNS) {
    map->isWhole = false;
    return NULL;
  }
  *latest = map->numTurns++;
  map->turns[*latest] = (MemoryTurn){.ring = ring, .slot = slot, .turn = turn};
  return &map->turns[*latest];
}

void memoryMapUse(MemoryMap *map, const AicNpuSpan *span, uint64_t offset) {
  AicNpuCommand command;
  AicNpuRef *refs[AIC_NPU_MAX_REFS];
  int count = refsOf(map->program, span->command, &command, refs);
  for (int r = 0; r < count; ++r) {
    const AicNpuClaim *claim = &refs[r]->claim;
    if (!claim->ring)
      continue;
    MemoryRing *ring = &map->rings[claim->ring - 1];
    widen(&ring->begin, &ring->end, offset + span->begin, offset + span->end);
    uint32_t number = claim->turn;
    for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
      number += span->idx[level] * claim->turnStep[level];
    MemoryTurn *turn = findTurn(map, claim->ring - 1, number);
    if (turn)
      widen(&turn->begin, &turn->end, offset + span->begin, offset + span->end);
  }
}

void memoryMapRelease(MemoryMap *map) {
  if (map->latest)
    for (uint32_t r = 0; r < aicNpuProgramGetNumRings(map->program); ++r)
      free(map->latest[r]);
  free(map->latest);
  free(map->turns);
  free(map->rings);
  *map = (MemoryMap){0};
}
