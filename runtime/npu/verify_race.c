//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Races. Per memory, engine and kind of access, spans of bytes hold the latest
// command: an engine's later access covers its earlier ones, since whoever is
// ordered behind it is ordered behind them. A box counts with all bytes from
// its first to its last; where that finds a race, the commands that are not
// known to be over are compared with it exactly.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify_race.h"

#include "runtime/npu/verify_boxes.h"
#include "runtime/npu/verify_parts.h"
#include "runtime/npu/verify_spans.h"
#include "runtime/npu/verify_tensors.h"
#include "runtime/npu/verify_turns.h"

#include <stdio.h>
#include <stdlib.h>

/// Commands of an engine that can be compared exactly. An engine that runs
/// further ahead of another is compared by spans alone.
#define HISTORY 256

enum { READ, WRITE, NUM_KINDS };

/// The scratchpad, the accumulators, or one buffer.
typedef struct Space {
  SpanMap latest[AIC_NPU_NUM_ENGINES][NUM_KINDS];
  SpanMap written; ///< by anyone; on the chip, where no ring is claimed
} Space;

typedef struct Past {
  uint32_t number;
  uint32_t idx[AIC_NPU_MAX_LOOPS];
} Past;

struct RaceProof {
  const AicNpuProgram *program;
  uint32_t numSpaces;
  Space *spaces;
  TurnProof *turns;
  TensorProof *tensors;
  uint64_t ran[AIC_NPU_NUM_ENGINES];
  Past history[AIC_NPU_NUM_ENGINES][HISTORY];
};

RaceProof *aicRaceCreate(const AicNpuProgram *program) {
  RaceProof *proof = calloc(1, sizeof *proof);
  if (!proof)
    return NULL;
  proof->program = program;
  proof->numSpaces = AIC_NPU_DRAM_SPACE + program->numBuffers;
  proof->spaces = calloc(proof->numSpaces, sizeof *proof->spaces);
  proof->turns = aicTurnsCreate(program);
  proof->tensors = aicTensorsCreate(program);
  if (proof->spaces && proof->turns && proof->tensors)
    return proof;
  if (!proof->spaces)
    proof->numSpaces = 0;
  aicRaceDestroy(proof);
  return NULL;
}

void aicRaceDestroy(RaceProof *proof) {
  if (!proof)
    return;
  for (uint32_t s = 0; s < proof->numSpaces; ++s) {
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      for (int kind = 0; kind < NUM_KINDS; ++kind)
        free(proof->spaces[s].latest[e][kind].spans);
    free(proof->spaces[s].written.spans);
  }
  free(proof->spaces);
  aicTurnsDestroy(proof->turns);
  aicTensorsDestroy(proof->tensors);
  free(proof);
}

static const char *spaceName(const RaceProof *proof, uint32_t space,
                             char text[120]) {
  if (space < AIC_NPU_DRAM_SPACE)
    return space == AIC_NPU_SPAD ? "spad" : "acc";
  space -= AIC_NPU_DRAM_SPACE;
  snprintf(text, 120, "buffer %u (%.90s)", space,
           proof->program->buffers[space].name);
  return text;
}

/// An access of a command that is not known to be over, and the bytes in which
/// it meets another.
typedef struct Meeting {
  uint32_t number;
  uint64_t low, high;
} Meeting;

static uint64_t max(uint64_t a, uint64_t b) { return a > b ? a : b; }

static uint64_t min(uint64_t a, uint64_t b) { return a < b ? a : b; }

/// Whether a command of `engine` behind the first `done` accesses bytes of
/// `box` in the given way; `meeting` holds what the spans say.
static bool meets(const RaceProof *proof, const Box *box, int engine, int kind,
                  uint64_t done, Meeting *meeting) {
  if (proof->ran[engine] - done > HISTORY)
    return true;
  for (uint64_t i = done; i < proof->ran[engine]; ++i) {
    const Past *past = &proof->history[engine][i % HISTORY];
    Box boxes[AIC_NPU_MAX_BOXES];
    int count =
        aicVerifyBoxes(proof->program, &proof->program->commands[past->number],
                       past->idx, boxes);
    for (int b = 0; b < count; ++b)
      if ((kind == WRITE ? boxes[b].writes : boxes[b].reads) &&
          aicVerifyBoxesMeet(&boxes[b], box)) {
        *meeting = (Meeting){past->number, max(boxes[b].low, box->low),
                             min(boxes[b].high, box->high)};
        return true;
      }
  }
  return false;
}

static bool fail(RaceProof *proof, uint32_t number, const Box *box, int kind,
                 const Meeting *meeting, AicError **error) {
  Verifier verifier = {.program = proof->program, .number = number};
  const AicNpuCommand *other = &proof->program->commands[meeting->number];
  const char *source = aicNpuProgramGetSource(proof->program, meeting->number);
  char text[120];
  aicVerifyFail(
      &verifier,
      "race: %s bytes %llu to %llu of %s, which command %u "
      "(%s%s%.100s) %s, and nothing orders engines %s and %s there",
      box->writes ? "writes" : "reads", (unsigned long long)meeting->low,
      (unsigned long long)meeting->high, spaceName(proof, box->space, text),
      meeting->number, aicNpuOpcodeName(other->opcode), source[0] ? ", " : "",
      source, kind == WRITE ? "writes" : "reads",
      aicNpuEngineName(proof->program->commands[number].engine),
      aicNpuEngineName(other->engine));
  *error = verifier.error;
  return false;
}

static bool checkOrder(RaceProof *proof, uint32_t number, const Box *box,
                       const uint64_t *done, AicError **error) {
  Space *space = &proof->spaces[box->space];
  int own = (int)proof->program->commands[number].engine;
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    if (e == own)
      continue;
    for (int kind = box->writes ? READ : WRITE; kind < NUM_KINDS; ++kind) {
      const Span *span =
          aicSpansFind(&space->latest[e][kind], box->low, box->high, done[e]);
      if (!span)
        continue;
      Meeting meeting = {span->number, max(span->low, box->low),
                         min(span->high, box->high)};
      if (meets(proof, box, e, kind, done[e], &meeting))
        return fail(proof, number, box, kind, &meeting, error);
    }
  }
  return true;
}

/// Memory holds nothing when a program starts.
static bool checkWritten(RaceProof *proof, uint32_t number, const Box *box,
                         AicError **error) {
  const SpanMap *written = &proof->spaces[box->space].written;
  if (aicSpansHave(written, box->low, box->high))
    return true;
  uint64_t at[AIC_NPU_BOX_RANK + 1] = {0}, low;
  while (aicVerifyNextRun(box, at, &low))
    if (!aicSpansHave(written, low, low + box->run)) {
      Verifier verifier = {.program = proof->program, .number = number};
      char text[120];
      aicVerifyFail(
          &verifier,
          "reads bytes %llu to %llu of %s, which may not have been written yet",
          (unsigned long long)low, (unsigned long long)low + box->run,
          spaceName(proof, box->space, text));
      *error = verifier.error;
      return false;
    }
  return true;
}

AicError *aicRaceRun(RaceProof *proof, uint32_t number, const uint32_t *idx,
                     const uint64_t *done) {
  const AicNpuCommand *command = &proof->program->commands[number];
  int own = (int)command->engine;
  Past *past = &proof->history[own][proof->ran[own]++ % HISTORY];
  past->number = number;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    past->idx[level] = idx[level];
  Box boxes[AIC_NPU_MAX_BOXES];
  int count = aicVerifyBoxes(proof->program, command, idx, boxes);
  AicError *error = NULL;
  for (int b = 0; b < count; ++b) {
    const Box *box = &boxes[b];
    if (!checkOrder(proof, number, box, done, &error))
      return error;
    bool claims = box->ref && box->ref->claim.ring;
    bool plain = box->ref && !claims;
    if (claims)
      error = aicTurnsRun(proof->turns, number, idx, box);
    else if (!plain)
      error = aicTensorsRun(proof->tensors, number, box);
    else if (box->reads)
      checkWritten(proof, number, box, &error);
    if (error)
      return error;
    Space *space = &proof->spaces[box->space];
    Span span = {box->low, box->high, proof->ran[own], number};
    if ((box->reads && !aicSpansAssign(&space->latest[own][READ], span)) ||
        (box->writes &&
         (!aicSpansAssign(&space->latest[own][WRITE], span) ||
          (plain && !aicSpansMark(&space->written, box->low, box->high)))))
      return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  }
  return NULL;
}

AicError *aicRaceEnd(const RaceProof *proof) {
  return aicTensorsEnd(proof->tensors);
}
