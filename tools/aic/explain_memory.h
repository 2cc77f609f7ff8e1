//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What lies where in the memories on the chip, and when: the rings of a program
// and the turns of their slots, each from the first access of its commands to
// the last.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_EXPLAIN_MEMORY_H
#define AIC_TOOLS_EXPLAIN_MEMORY_H

#include "runtime/npu/observe.h"

/// Turns of all rings together that are kept.
enum { MEMORY_MAX_TURNS = 12000 };

typedef struct MemoryRing {
  uint32_t layer;        ///< the first that uses it
  int64_t loads, stores; ///< a buffer of the DRAM it is copied from, to; or -1
  uint64_t begin, end;   ///< cycles; none yet if end is 0
} MemoryRing;

/// A slot's use between two fillings.
typedef struct MemoryTurn {
  uint32_t ring, slot, turn;
  uint64_t begin, end;
} MemoryTurn;

typedef struct MemoryMap {
  const AicNpuProgram *program;
  MemoryRing *rings; ///< in the order of the program's
  MemoryTurn *turns;
  uint32_t numTurns;
  bool isWhole;      ///< all turns are kept
  uint32_t **latest; ///< per ring and slot: its last turn; UINT32_MAX: none
} MemoryMap;

/// `layerOf` gives the layer of each command. False without memory; the map is
/// to be released in any case.
bool memoryMapInit(MemoryMap *map, const AicNpuProgram *program,
                   const uint32_t *layerOf);
/// A command ran, told by its flight; the run began at `offset`.
void memoryMapUse(MemoryMap *map, const AicNpuSpan *span, uint64_t offset);
/// Fine on a zero struct.
void memoryMapRelease(MemoryMap *map);

#endif // AIC_TOOLS_EXPLAIN_MEMORY_H
