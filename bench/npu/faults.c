//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Faults, one function per kind.
//
//===----------------------------------------------------------------------===//

#include "bench/npu/faults.h"

#include "test/runtime/npu/build_program.h"

const char *const faultNames[NUM_FAULTS] = {
    "dropped wait",   "dropped post", "added wait",      "added post",
    "initial count",  "swapped slot", "swapped address", "shifted address",
    "changed stride", "moved store",  "reordered",       "dropped command"};

static AicNpuCommand *pick(AicNpuProgram *program, uint64_t *seed) {
  return &program->commands[randomBelow(seed, program->numCommands)];
}

static bool drop(uint8_t *ids, uint8_t *count, uint64_t *seed) {
  if (!*count)
    return false;
  ids[randomBelow(seed, *count)] = ids[*count - 1];
  --*count;
  return true;
}

/// Mostly a semaphore that the engine waits for (or posts) elsewhere, since no
/// other can be accepted.
static bool add(AicNpuProgram *program, AicNpuCommand *command, bool waits,
                uint64_t *seed) {
  uint8_t *ids = waits ? command->waits : command->posts;
  uint8_t *count = waits ? &command->numWaits : &command->numPosts;
  if (command->opcode < AIC_NPU_SYNC || *count == AIC_NPU_MAX_WAITS)
    return false;
  uint8_t id = (uint8_t)randomBelow(seed, 32);
  const AicNpuCommand *like = pick(program, seed);
  uint8_t some = waits ? like->numWaits : like->numPosts;
  if (some && like->engine == command->engine)
    id = (waits ? like->waits : like->posts)[randomBelow(seed, some)];
  else if (randomBelow(seed, 16))
    return false;
  for (int i = 0; i < *count; ++i)
    if (ids[i] == id)
      return false;
  ids[(*count)++] = id;
  return true;
}

static bool changeCount(AicNpuProgram *program, const AicNpuCommand *command,
                        uint64_t *seed) {
  if (!command->numWaits)
    return false;
  uint32_t *count = &program->semaphores[command->waits[0]];
  *count += randomBelow(seed, 2) || !*count ? 1 : (uint32_t)-1;
  return true;
}

/// An operand of a command, or NULL; `loops` is how many are around it.
static AicNpuRef *pickRef(AicNpuProgram *program, uint64_t *seed,
                          uint32_t *loops) {
  AicNpuRef *refs[AIC_NPU_MAX_REFS];
  uint32_t at = randomBelow(seed, program->numCommands);
  int count = aicNpuCommandRefs(&program->commands[at], refs);
  *loops = 0;
  for (uint32_t i = 0; i < at; ++i) {
    *loops += program->commands[i].opcode == AIC_NPU_LOOP;
    *loops -= program->commands[i].opcode == AIC_NPU_END;
  }
  return count ? refs[randomBelow(seed, (uint32_t)count)] : NULL;
}

static bool changeSlot(AicNpuRef *ref, uint32_t loops, uint64_t *seed) {
  if (ref->depth == 1)
    return false;
  uint8_t by = (uint8_t)(1 + randomBelow(seed, ref->depth - 1u));
  uint8_t *field = &ref->phase;
  if (loops && randomBelow(seed, 2))
    field = &ref->weight[randomBelow(seed, loops)];
  *field = (uint8_t)((*field + by) % ref->depth);
  return true;
}

static bool exchange(AicNpuProgram *program, AicNpuRef *ref, uint64_t *seed) {
  uint32_t loops;
  AicNpuRef *other = pickRef(program, seed, &loops);
  if (!other || other->space != ref->space || other->base == ref->base)
    return false;
  uint32_t base = other->base;
  other->base = ref->base;
  ref->base = base;
  return true;
}

static bool damageRef(AicNpuProgram *program, Fault fault, uint64_t *seed) {
  uint32_t loops;
  AicNpuRef *ref = pickRef(program, seed, &loops);
  if (!ref)
    return false;
  if (fault == FAULT_SLOT)
    return changeSlot(ref, loops, seed);
  if (fault == FAULT_EXCHANGE)
    return exchange(program, ref, seed);
  uint32_t by = (randomBelow(seed, 4) ? 4u : 1u) << randomBelow(seed, 12);
  by = randomBelow(seed, 2) ? by : 0 - by;
  if (fault == FAULT_SHIFT)
    ref->base += by;
  else if (loops)
    ref->stride[randomBelow(seed, loops)] += (int32_t)by;
  return fault == FAULT_SHIFT || loops;
}

static bool moveStore(AicNpuCommand *command, uint64_t *seed) {
  if (command->opcode != AIC_NPU_STORE)
    return false;
  int32_t by = (int32_t)(1 + randomBelow(seed, 4));
  command->dma.tile.start[randomBelow(seed, AIC_NPU_TILE_RANK)] +=
      randomBelow(seed, 2) ? by : -by;
  return true;
}

static bool isPlain(const AicNpuProgram *program, uint32_t from, uint32_t to) {
  if (to >= program->numCommands)
    return false;
  for (uint32_t i = from; i <= to; ++i)
    if (program->commands[i].opcode < AIC_NPU_SYNC)
      return false;
  return true;
}

static bool reorder(AicNpuProgram *program, uint64_t *seed) {
  uint32_t from = randomBelow(seed, program->numCommands);
  uint32_t to = from + 1 + randomBelow(seed, 4);
  if (!isPlain(program, from, to))
    return false;
  // The later one goes to the front of the others.
  AicNpuCommand moved = program->commands[to];
  memmove(&program->commands[from + 1], &program->commands[from],
          (to - from) * sizeof moved);
  program->commands[from] = moved;
  return true;
}

static bool dropCommand(AicNpuCommand *command) {
  bool drops = command->opcode > AIC_NPU_SYNC;
  if (drops)
    command->opcode = AIC_NPU_SYNC;
  return drops;
}

bool injectFault(AicNpuProgram *program, Fault fault, uint64_t *seed) {
  AicNpuCommand *command = pick(program, seed);
  switch (fault) {
  case FAULT_DROP_WAIT:
    return drop(command->waits, &command->numWaits, seed);
  case FAULT_DROP_POST:
    return drop(command->posts, &command->numPosts, seed);
  case FAULT_ADD_WAIT:
  case FAULT_ADD_POST:
    return add(program, command, fault == FAULT_ADD_WAIT, seed);
  case FAULT_COUNT:
    return changeCount(program, command, seed);
  case FAULT_STORE:
    return moveStore(command, seed);
  case FAULT_REORDER:
    return reorder(program, seed);
  case FAULT_DROP:
    return dropCommand(command);
  default:
    return damageRef(program, fault, seed);
  }
}
