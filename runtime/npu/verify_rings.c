//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Verification of the table of rings, and of what an operand claims at any
// loop indices.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify_parts.h"

#include <stdlib.h>

/// The commands from the first to the last access of a ring. What is in a loop
/// is in use as long as the outermost loop around it runs.
typedef struct Life {
  uint32_t ring, first, last;
} Life;

static AicError *checkRing(const AicNpuProgram *program, uint32_t number) {
  const AicNpuRing *ring = &program->rings[number];
  uint64_t end = ring->base + (uint64_t)ring->slot * ring->depth;
  bool spad = ring->space == AIC_NPU_SPAD;
  if ((!spad && ring->space != AIC_NPU_ACC) || ring->depth < 1 ||
      ring->depth > AIC_NPU_MAX_DEPTH)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "ring %u (%.100s): unknown space %d, or depth %u",
                          number, ring->name, (int)ring->space, ring->depth);
  uint64_t size = spad ? program->machine.spad.size : program->machine.acc.size;
  if (!ring->bytes || ring->bytes > ring->slot || end > size)
    return aicErrorCreate(
        AIC_ERROR_FORMAT,
        "ring %u (%.100s): uses %u bytes of slots of %u and ends at byte %llu "
        "of %s, which has %llu",
        number, ring->name, ring->bytes, ring->slot, (unsigned long long)end,
        spad ? "spad" : "acc", (unsigned long long)size);
  if (ring->first > ring->last || ring->last >= program->numCommands)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "ring %u (%.100s): is in use from command %u to %u "
                          "of %u",
                          number, ring->name, ring->first, ring->last,
                          program->numCommands);
  if ((ring->fillers | ring->users) >> AIC_NPU_NUM_ENGINES)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "ring %u (%.100s): unknown engines 0x%x and 0x%x",
                          number, ring->name, ring->fillers, ring->users);
  return NULL;
}

static int byFirst(const void *left, const void *right) {
  const Life *a = left, *b = right;
  if (a->first != b->first)
    return a->first < b->first ? -1 : 1;
  return a->ring < b->ring ? -1 : a->ring > b->ring;
}

/// Widens the lives to the outermost loops that they touch.
static void widen(const AicNpuProgram *program, Life *lives, uint32_t *begin,
                  uint32_t *end) {
  uint32_t depth = 0, start = 0;
  for (uint32_t i = 0; i < program->numCommands; ++i) {
    // Loops that do not match are refused later.
    AicNpuOpcode opcode = program->commands[i].opcode;
    start = depth ? start : i;
    begin[i] = start;
    depth += opcode == AIC_NPU_LOOP;
    depth -= opcode == AIC_NPU_END && depth;
    if (!depth)
      for (uint32_t j = start; j <= i; ++j)
        end[j] = i;
  }
  if (depth)
    for (uint32_t j = start; j < program->numCommands; ++j)
      end[j] = program->numCommands - 1;
  for (uint32_t i = 0; i < program->numRings; ++i)
    lives[i] =
        (Life){i, begin[program->rings[i].first], end[program->rings[i].last]};
}

static AicError *checkDisjoint(const AicNpuProgram *program,
                               const Life *lives) {
  for (uint32_t i = 0; i < program->numRings; ++i)
    for (uint32_t j = i + 1;
         j < program->numRings && lives[j].first <= lives[i].last; ++j) {
      const AicNpuRing *a = &program->rings[lives[i].ring];
      const AicNpuRing *b = &program->rings[lives[j].ring];
      uint64_t endA = a->base + (uint64_t)a->slot * a->depth;
      uint64_t endB = b->base + (uint64_t)b->slot * b->depth;
      if (a->space == b->space && a->base < endB && b->base < endA)
        return aicErrorCreate(
            AIC_ERROR_FORMAT,
            "ring %u (%.100s) and ring %u (%.100s) share bytes %u to %llu of "
            "%s and are both in use at command %u",
            lives[i].ring, a->name, lives[j].ring, b->name,
            a->base > b->base ? a->base : b->base,
            (unsigned long long)(endA < endB ? endA : endB),
            a->space == AIC_NPU_SPAD ? "spad" : "acc", b->first);
    }
  return NULL;
}

AicError *aicVerifyRings(const AicNpuProgram *program) {
  for (uint32_t i = 0; i < program->numRings; ++i) {
    AicError *error = checkRing(program, i);
    if (error)
      return error;
  }
  if (!program->numRings)
    return NULL;
  Life *lives = malloc(program->numRings * sizeof *lives);
  uint32_t *begin = malloc(program->numCommands * sizeof *begin);
  uint32_t *end = malloc(program->numCommands * sizeof *end);
  AicError *error = NULL;
  if (lives && begin && end) {
    widen(program, lives, begin, end);
    qsort(lives, program->numRings, sizeof *lives, byFirst);
    error = checkDisjoint(program, lives);
  } else {
    error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  }
  free(lives);
  free(begin);
  free(end);
  return error;
}

//===----------------------------------------------------------------------===//
// Claims
//===----------------------------------------------------------------------===//

/// The slot of the address is that of the turn, at any loop indices.
static bool sameSlot(const Verifier *verifier, const AicNpuRef *ref,
                     const AicNpuRing *ring) {
  const AicNpuClaim *claim = &ref->claim;
  bool same = ref->space == ring->space && ref->depth == ring->depth &&
              (ref->depth == 1 || ref->slot == ring->slot) &&
              ref->phase == claim->turn % ring->depth;
  for (uint32_t level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    same &= verifier->trip[level] == 1 ||
            ref->weight[level] == claim->turnStep[level] % ring->depth;
  return same;
}

bool aicVerifyClaim(Verifier *verifier, const AicNpuRef *ref, const char *what,
                    uint64_t bytes) {
  const AicNpuProgram *program = verifier->program;
  const AicNpuClaim *claim = &ref->claim;
  if (!program->numRings && !claim->ring)
    return true;
  if (!claim->ring || claim->ring > program->numRings || claim->fills > 1)
    return aicVerifyFail(
        verifier, "%s: claims ring %lld of %u, on side %u of 0 and 1", what,
        (long long)claim->ring - 1, program->numRings, claim->fills);
  const AicNpuRing *ring = &program->rings[claim->ring - 1];
  if (verifier->number < ring->first || verifier->number > ring->last)
    return aicVerifyFail(verifier,
                         "%s: claims ring %u (%.100s), which is in use from "
                         "command %u to %u",
                         what, claim->ring - 1, ring->name, ring->first,
                         ring->last);
  AicNpuEngine engine = program->commands[verifier->number].engine;
  if (!((claim->fills ? ring->fillers : ring->users) >> engine & 1))
    return aicVerifyFail(verifier,
                         "%s: claims ring %u (%.100s), which engine %s does "
                         "not %s",
                         what, claim->ring - 1, ring->name,
                         aicNpuEngineName(engine),
                         claim->fills ? "fill" : "use");
  for (uint32_t level = verifier->depth; level < AIC_NPU_MAX_LOOPS; ++level)
    if (claim->turnStep[level] || claim->afterStep[level])
      return aicVerifyFail(verifier,
                           "%s: claims something of loop %u, but is %u loops "
                           "deep",
                           what, level, verifier->depth);
  if (!sameSlot(verifier, ref, ring))
    return aicVerifyFail(
        verifier,
        "%s: claims turn %u of ring %u (%.100s), but is in phase %u of a ring "
        "of %u slots of %u bytes in %s or turns otherwise",
        what, claim->turn, claim->ring - 1, ring->name, ref->phase, ref->depth,
        ref->slot, ref->space == AIC_NPU_SPAD ? "spad" : "acc");
  Range range = aicVerifyLoopRange(verifier, (int64_t)ref->base - ring->base,
                                   ref->stride);
  int64_t end = range.high + (int64_t)bytes;
  // Not less either: with smaller steps an operand would stay in its bytes.
  if (claim->high > ring->bytes || range.low != (int64_t)claim->low ||
      end != (int64_t)claim->high)
    return aicVerifyFail(
        verifier,
        "%s: touches bytes %lld to %lld of the slot, not the bytes %u to %u "
        "that it claims of ring %u (%.100s), whose slots hold %u",
        what, (long long)range.low, (long long)end, claim->low, claim->high,
        claim->ring - 1, ring->name, ring->bytes);
  return true;
}
