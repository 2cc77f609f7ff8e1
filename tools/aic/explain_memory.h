//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Which stretches of the chip's memories the commands of a program use. Those
// of a layer that overlap are one region: the slots of a ring, say.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_EXPLAIN_MEMORY_H
#define AIC_TOOLS_EXPLAIN_MEMORY_H

#include "runtime/npu/program.h"

enum { MEMORY_MAX_REFS = AIC_NPU_MAX_SOURCES + 1 };

typedef struct MemoryRegion {
  AicNpuSpace space;
  uint64_t low, high; ///< bytes [low, high)
  uint32_t layer;
  int64_t loads, stores; ///< a buffer of the DRAM it is copied from, to; or -1
  uint64_t begin, end;   ///< cycles; none yet if end is 0
} MemoryRegion;

typedef struct MemoryMap {
  MemoryRegion *regions;
  uint32_t count, capacity;
  /// Per command its regions, ended by UINT32_MAX.
  uint32_t (*of)[MEMORY_MAX_REFS + 1];
} MemoryMap;

/// `layerOf` gives the layer of each command. False without memory; the map is
/// to be released in any case.
bool memoryMapInit(MemoryMap *map, const AicNpuProgram *program,
                   const uint32_t *layerOf);
/// A command ran from `begin` to `end`.
void memoryMapUse(MemoryMap *map, uint32_t command, uint64_t begin,
                  uint64_t end);
/// Fine on a zero struct.
void memoryMapRelease(MemoryMap *map);

#endif // AIC_TOOLS_EXPLAIN_MEMORY_H
