//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Turns of rings. Per slot: which turn it holds, which of its bytes are filled,
// and how often each engine has written to it. The first write of a turn
// forgets what the slot held. The gaps between the rows of a box count as
// filled with it.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify_turns.h"

#include "runtime/npu/verify_parts.h"
#include "runtime/npu/verify_spans.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Slot {
  bool taken;
  uint64_t turn;
  uint32_t writer; ///< the latest command that wrote
  /// By the side that uses the slot and the one that fills it.
  uint64_t writes[2][AIC_NPU_NUM_ENGINES];
  /// How many there will be on the side that fills it.
  uint64_t all[AIC_NPU_NUM_ENGINES];
  SpanMap filled; ///< bytes of the memory
} Slot;

typedef struct RingState {
  Slot slots[AIC_NPU_MAX_DEPTH];
} RingState;

struct TurnProof {
  const AicNpuProgram *program;
  RingState *rings;
};

TurnProof *aicTurnsCreate(const AicNpuProgram *program) {
  TurnProof *proof = calloc(1, sizeof *proof);
  if (!proof)
    return NULL;
  proof->program = program;
  proof->rings = calloc((size_t)program->numRings + 1, sizeof *proof->rings);
  if (proof->rings)
    return proof;
  free(proof);
  return NULL;
}

void aicTurnsDestroy(TurnProof *proof) {
  if (!proof)
    return;
  for (uint32_t i = 0; i < proof->program->numRings; ++i)
    for (int s = 0; s < AIC_NPU_MAX_DEPTH; ++s)
      free(proof->rings[i].slots[s].filled.spans);
  free(proof->rings);
  free(proof);
}

static uint64_t linear(uint32_t base, const uint32_t *steps,
                       const uint32_t *idx) {
  uint64_t sum = base;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    sum += (uint64_t)idx[level] * steps[level];
  return sum;
}

/// An access being checked.
typedef struct Access {
  const TurnProof *proof;
  uint32_t number;
  const Box *box;
  const AicNpuRing *ring;
  uint64_t turn;
} Access;

/// "command N (vec, source)"
static const char *describe(const AicNpuProgram *program, uint32_t number,
                            char text[160]) {
  const char *source = aicNpuProgramGetSource(program, number);
  snprintf(text, 160, "command %u (%s%s%.100s)", number,
           aicNpuOpcodeName(program->commands[number].opcode),
           source[0] ? ", " : "", source);
  return text;
}

/// An error that begins with the ring and the turn that are claimed.
static AicError *wrong(const Access *access, const char *what) {
  Verifier verifier = {.program = access->proof->program,
                       .number = access->number};
  aicVerifyFail(&verifier, "%s turn %llu of ring %u (%.60s), %s",
                access->box->writes ? "writes" : "reads",
                (unsigned long long)access->turn,
                access->box->ref->claim.ring - 1, access->ring->name, what);
  return verifier.error;
}

/// The slot holds another turn than is meant.
static AicError *wrongTurn(const Access *access, const Slot *slot) {
  char text[240], other[160];
  if (!slot->taken)
    return wrong(access, "but nothing has filled the slot");
  describe(access->proof->program, slot->writer, other);
  snprintf(text, sizeof text, "but its slot holds turn %llu, written by %s",
           (unsigned long long)slot->turn, other);
  return wrong(access, text);
}

static AicError *wrongOrder(const Access *access, const Slot *slot,
                            uint64_t found, uint64_t claimed) {
  char text[300], other[160] = "nothing";
  if (slot->taken)
    describe(access->proof->program, slot->writer, other);
  snprintf(text, sizeof text,
           "where it follows %llu writes of its engine and not %llu; the slot "
           "was last written by %s",
           (unsigned long long)found, (unsigned long long)claimed, other);
  return wrong(access, text);
}

/// Whoever uses a slot finds all that fills it done.
static AicError *checkComplete(const Access *access, const Slot *slot) {
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    if (slot->writes[1][e] != slot->all[e]) {
      char text[300], other[160];
      describe(access->proof->program, slot->writer, other);
      snprintf(text, sizeof text,
               "which engine %s has written %llu times of %llu, the last time "
               "by %s",
               aicNpuEngineName((AicNpuEngine)e),
               (unsigned long long)slot->writes[1][e],
               (unsigned long long)slot->all[e], other);
      return wrong(access, text);
    }
  return NULL;
}

static AicError *checkFilled(const Access *access, const Slot *slot) {
  const Box *box = access->box;
  if (aicSpansHave(&slot->filled, box->low, box->high))
    return NULL;
  uint64_t at[AIC_NPU_BOX_RANK + 1] = {0}, low;
  while (aicVerifyNextRun(box, at, &low))
    if (!aicSpansHave(&slot->filled, low, low + box->run)) {
      char text[300], other[160];
      describe(access->proof->program, slot->writer, other);
      snprintf(text, sizeof text,
               "but bytes %llu to %llu of %s may not have been written in this "
               "turn, as %s was the last to do",
               (unsigned long long)low, (unsigned long long)(low + box->run),
               box->space == AIC_NPU_SPAD ? "spad" : "acc", other);
      return wrong(access, text);
    }
  return NULL;
}

AicError *aicTurnsRun(TurnProof *proof, uint32_t number, const uint32_t *idx,
                      const Box *box) {
  const AicNpuClaim *claim = &box->ref->claim;
  const AicNpuRing *ring = &proof->program->rings[claim->ring - 1];
  uint64_t turn = linear(claim->turn, claim->turnStep, idx);
  Slot *slot = &proof->rings[claim->ring - 1].slots[turn % ring->depth];
  Access access = {proof, number, box, ring, turn};
  bool next =
      slot->taken ? turn == slot->turn + ring->depth : turn < ring->depth;
  if (next && claim->fills && !box->reads) {
    slot->taken = true;
    slot->turn = turn;
    slot->filled.count = 0;
    memset(slot->writes, 0, sizeof slot->writes);
    memset(slot->all, 0, sizeof slot->all);
  } else if (!slot->taken || slot->turn != turn) {
    return wrongTurn(&access, slot);
  }
  uint64_t *writes =
      &slot->writes[claim->fills][proof->program->commands[number].engine];
  uint64_t after = linear(claim->after, claim->afterStep, idx);
  if (*writes != after)
    return wrongOrder(&access, slot, *writes, after);
  AicError *error = box->reads ? checkFilled(&access, slot) : NULL;
  if (!error && !claim->fills)
    error = checkComplete(&access, slot);
  if (error || !box->writes)
    return error;
  if (!aicSpansMark(&slot->filled, box->low, box->high))
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  slot->writer = number;
  ++*writes;
  if (claim->fills)
    slot->all[proof->program->commands[number].engine] = claim->writes;
  return NULL;
}
