//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The table of rings and what operands claim of them: built, kept in a file.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"

#include <stdlib.h>

#define RING_BYTES 28  ///< of one entry in a file
#define CLAIM_BYTES 60 ///< of an operand

uint32_t aicNpuProgramAddRing(AicNpuProgram *program, const AicNpuRing *ring) {
  program->verified = false;
  void *rings = program->rings;
  if (!aicNpuGrow(&rings, program->numRings, &program->maxRings,
                  sizeof *ring)) {
    program->failed = true;
    return 0;
  }
  program->rings = rings;
  AicNpuRing *added = &program->rings[program->numRings];
  *added = *ring;
  added->name = aicNpuCopyText(ring->name ? ring->name : "");
  program->failed |= !added->name;
  return program->numRings++;
}

void aicNpuProgramSetClaim(AicNpuProgram *program, uint32_t command,
                           int operand, const AicNpuClaim *claim) {
  program->verified = false;
  AicNpuRef *refs[AIC_NPU_MAX_REFS];
  // Where memory ran out, commands are missing.
  if (command < program->numCommands &&
      operand < aicNpuCommandRefs(&program->commands[command], refs))
    refs[operand]->claim = *claim;
}

void aicNpuProgramTraceRings(AicNpuProgram *program) {
  program->verified = false;
  for (uint32_t i = 0; i < program->numRings; ++i) {
    program->rings[i].first = UINT32_MAX;
    program->rings[i].last = program->rings[i].fillers =
        program->rings[i].users = 0;
  }
  for (uint32_t i = 0; i < program->numCommands; ++i) {
    AicNpuCommand *command = &program->commands[i];
    AicNpuRef *refs[AIC_NPU_MAX_REFS];
    int count = aicNpuCommandRefs(command, refs);
    for (int operand = 0; operand < count; ++operand) {
      const AicNpuClaim *claim = &refs[operand]->claim;
      if (!claim->ring || claim->ring > program->numRings)
        continue;
      AicNpuRing *ring = &program->rings[claim->ring - 1];
      if (ring->first == UINT32_MAX)
        ring->first = i;
      ring->last = i;
      *(claim->fills ? &ring->fillers : &ring->users) |= 1u << command->engine;
    }
  }
}

uint32_t aicNpuProgramGetNumRings(const AicNpuProgram *program) {
  return program->numRings;
}

const AicNpuRing *aicNpuProgramGetRing(const AicNpuProgram *program,
                                       uint32_t index) {
  return &program->rings[index];
}

void aicNpuRingsDestroy(AicNpuProgram *program) {
  for (uint32_t i = 0; i < program->numRings; ++i)
    free((char *)(uintptr_t)program->rings[i].name);
  free(program->rings);
}

//===----------------------------------------------------------------------===//
// In a file
//===----------------------------------------------------------------------===//

/// A number below 256.
static void codecByte(Codec *codec, uint32_t *value) {
  uint8_t byte = (uint8_t)*value;
  aicCodecU8(codec, &byte);
  *value = byte;
}

static void codecRing(Codec *codec, AicNpuRing *ring, uint32_t *name) {
  uint32_t space = (uint32_t)ring->space;
  aicCodecU32(codec, name);
  codecByte(codec, &space);
  codecByte(codec, &ring->depth);
  codecByte(codec, &ring->fillers);
  codecByte(codec, &ring->users);
  aicCodecU32(codec, &ring->base);
  aicCodecU32(codec, &ring->slot);
  aicCodecU32(codec, &ring->bytes);
  aicCodecU32(codec, &ring->first);
  aicCodecU32(codec, &ring->last);
  ring->space = (AicNpuSpace)space;
}

static void codecClaim(Codec *codec, AicNpuClaim *claim) {
  aicCodecU32(codec, &claim->ring);
  aicCodecU32(codec, &claim->fills);
  aicCodecU32(codec, &claim->low);
  aicCodecU32(codec, &claim->high);
  aicCodecU32(codec, &claim->turn);
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    aicCodecU32(codec, &claim->turnStep[level]);
  aicCodecU32(codec, &claim->after);
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    aicCodecU32(codec, &claim->afterStep[level]);
  aicCodecU32(codec, &claim->writes);
}

static uint32_t countRefs(const AicNpuProgram *program) {
  uint32_t count = 0;
  AicNpuRef *refs[AIC_NPU_MAX_REFS];
  for (uint32_t i = 0; i < program->numCommands; ++i)
    count += (uint32_t)aicNpuCommandRefs(&program->commands[i], refs);
  return count;
}

/// The claims of all operands, read or written; none without rings.
static void codecClaims(Codec *codec, const AicNpuProgram *program) {
  if (!program->numRings)
    return;
  for (uint32_t i = 0; i < program->numCommands; ++i) {
    AicNpuRef *refs[AIC_NPU_MAX_REFS];
    int count = aicNpuCommandRefs(&program->commands[i], refs);
    for (int operand = 0; operand < count; ++operand)
      codecClaim(codec, &refs[operand]->claim);
  }
}

void aicCodecWriteRings(Codec *codec, Codec *strings,
                        const AicNpuProgram *program) {
  uint32_t count = program->numRings;
  uint32_t claims = count ? countRefs(program) : 0;
  aicCodecU32(codec, &count);
  aicCodecU32(codec, &claims);
  for (uint32_t i = 0; i < count; ++i) {
    AicNpuRing ring = program->rings[i];
    uint32_t name = aicCodecPutString(strings, ring.name ? ring.name : "");
    codecRing(codec, &ring, &name);
  }
  codecClaims(codec, program);
}

AicError *aicCodecSkipRings(Codec *codec) {
  uint32_t count = 0, claims = 0;
  aicCodecU32(codec, &count);
  aicCodecU32(codec, &claims);
  uint64_t left = codec->failed ? 0 : codec->size - codec->at;
  uint64_t bytes =
      (uint64_t)count * RING_BYTES + (uint64_t)claims * CLAIM_BYTES;
  if (codec->failed || bytes > left)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "has tables of %u rings and %u claims, which take "
                          "%llu bytes, but %llu are left in the file",
                          count, claims, (unsigned long long)bytes,
                          (unsigned long long)left);
  codec->at += (size_t)bytes;
  return NULL;
}

AicError *aicCodecReadRings(Codec *codec, const char *strings,
                            uint64_t stringBytes, AicNpuProgram *program) {
  uint32_t count = 0, claims = 0;
  aicCodecU32(codec, &count);
  aicCodecU32(codec, &claims);
  for (uint32_t i = 0; i < count; ++i) {
    AicNpuRing ring = {0};
    uint32_t name = 0;
    codecRing(codec, &ring, &name);
    ring.name = aicCodecGetString(strings, stringBytes, name);
    if (!ring.name)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "has ring %u with a name at byte %u of its names, "
                            "which have %llu",
                            i, name, (unsigned long long)stringBytes);
    aicNpuProgramAddRing(program, &ring);
  }
  uint32_t wanted = count ? countRefs(program) : 0;
  if (claims != wanted)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "has %u claims for %u operands on the chip", claims,
                          wanted);
  if (!program->failed)
    codecClaims(codec, program);
  return NULL;
}
