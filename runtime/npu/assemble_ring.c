//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Rings from text.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/assemble_parts.h"

#include <stdlib.h>

static bool readU32(Scanner *scanner, const char *what, uint32_t *value) {
  uint64_t wide;
  bool good = aicScanNumber(scanner, what, 0, UINT32_MAX, &wide);
  *value = good ? (uint32_t)wide : 0;
  return good;
}

static const char *engineName(uint32_t index) {
  return aicNpuEngineName((AicNpuEngine)index);
}

/// "mx+vx", or "none".
static bool readEngines(Scanner *scanner, uint32_t *engines) {
  *engines = 0;
  if (aicScanTake(scanner, "none"))
    return true;
  do {
    uint32_t engine;
    if (!aicScanWord(scanner, engineName, AIC_NPU_NUM_ENGINES,
                     "ld, mx, vx, st or none", &engine))
      return false;
    *engines |= 1u << engine;
  } while (aicScanTake(scanner, "+"));
  return true;
}

static bool readMemory(Scanner *scanner, AicNpuRing *ring) {
  if (!aicScanNeed(scanner, "("))
    return false;
  bool acc = aicScanTake(scanner, "acc");
  if (!acc && !aicScanTake(scanner, "spad"))
    return aicScanExpected(scanner, "spad or acc");
  ring->space = acc ? AIC_NPU_ACC : AIC_NPU_SPAD;
  return readU32(scanner, "an address", &ring->base) &&
         aicScanNeed(scanner, ",") &&
         readU32(scanner, "a number of slots", &ring->depth) &&
         aicScanNeed(scanner, "slots") && aicScanNeed(scanner, "of") &&
         readU32(scanner, "the bytes of a slot", &ring->slot) &&
         aicScanNeed(scanner, ",") &&
         readU32(scanner, "a number of bytes", &ring->bytes) &&
         aicScanNeed(scanner, "used") && aicScanNeed(scanner, ")");
}

bool aicReadRing(Scanner *scanner, AicNpuProgram *program) {
  AicNpuRing ring = {0};
  char *name = NULL;
  const char *at = aicScanBlank(scanner);
  uint32_t number, next = aicNpuProgramGetNumRings(program);
  if (!readU32(scanner, "the number of the ring", &number))
    return false;
  if (number != next)
    return aicScanFail(scanner, at, "this is ring %u", next);
  bool good =
      aicScanName(scanner, "a name", "(", &name) &&
      readMemory(scanner, &ring) && aicScanNeed(scanner, ",") &&
      aicScanNeed(scanner, "commands") &&
      readU32(scanner, "a command", &ring.first) &&
      aicScanNeed(scanner, "to") && readU32(scanner, "a command", &ring.last) &&
      aicScanNeed(scanner, ",") && aicScanNeed(scanner, "filled") &&
      aicScanNeed(scanner, "by") && readEngines(scanner, &ring.fillers) &&
      aicScanNeed(scanner, ",") && aicScanNeed(scanner, "used") &&
      aicScanNeed(scanner, "by") && readEngines(scanner, &ring.users);
  ring.name = name;
  if (good)
    aicNpuProgramAddRing(program, &ring);
  free(name);
  return good;
}
