//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Verification of the program as a whole: machine, buffers, loops, semaphores.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify.h"

#include "runtime/npu/verify_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool aicVerifyFail(Verifier *verifier, const char *format, ...) {
  char text[800];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  const AicNpuProgram *program = verifier->program;
  const AicNpuCommand *command = &program->commands[verifier->number];
  const char *source = aicNpuProgramGetSource(program, verifier->number);
  verifier->error = aicErrorCreate(
      AIC_ERROR_FORMAT, "command %u (%s%s%.100s): %s", verifier->number,
      aicNpuOpcodeName(command->opcode), source[0] ? ", " : "", source, text);
  return false;
}

static AicError *checkBuffers(const AicNpuProgram *program) {
  uint64_t total = 0;
  if (program->numBuffers > UINT16_MAX)
    return aicErrorCreate(AIC_ERROR_FORMAT, "has %u buffers, at most 65535",
                          program->numBuffers);
  for (uint32_t i = 0; i < program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &program->buffers[i];
    if (buffer->kind > AIC_NPU_TEMPORARY || buffer->type >= AIC_NPU_NUM_TYPES ||
        buffer->rank > AIC_NPU_MAX_RANK)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "buffer %u: unknown kind %d, type %d or rank %u", i,
                            (int)buffer->kind, (int)buffer->type, buffer->rank);
    uint64_t dense = aicNpuTypeSize(buffer->type);
    for (uint32_t d = 0; d < buffer->rank; ++d) {
      int64_t extent = buffer->shape[d];
      if (extent < 1 || (uint64_t)extent > (1ull << 40) / dense)
        return aicErrorCreate(
            AIC_ERROR_FORMAT,
            "buffer %u (%.100s): dimension %u is %lld, but must be "
            "at least 1, and all together at most 2^40 bytes",
            i, buffer->name, d, (long long)extent);
      dense *= (uint64_t)extent;
    }
    bool ends = buffer->kind == AIC_NPU_INPUT || buffer->kind == AIC_NPU_OUTPUT;
    if (!buffer->bytes || (ends && buffer->bytes != dense))
      return aicErrorCreate(
          AIC_ERROR_FORMAT,
          "buffer %u (%.100s): has %llu bytes, its shape needs %llu", i,
          buffer->name, (unsigned long long)buffer->bytes,
          (unsigned long long)dense);
    if (buffer->kind == AIC_NPU_CONSTANT && !buffer->data && !program->timeOnly)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "buffer %u (%.100s): a constant without data", i,
                            buffer->name);
    // No sum can wrap: the size of the DRAM is far below.
    total += buffer->bytes;
    if (buffer->bytes > program->machine.dram.size ||
        total > program->machine.dram.size)
      return aicErrorCreate(
          AIC_ERROR_FORMAT,
          "buffer %u (%.100s): ends at byte %llu of the DRAM, which has "
          "%llu",
          i, buffer->name, (unsigned long long)total,
          (unsigned long long)program->machine.dram.size);
  }
  return NULL;
}

/// The engine that each semaphore is posted by and waited for.
typedef struct Ends {
  int poster[AIC_NPU_MAX_SEMAPHORES], waiter[AIC_NPU_MAX_SEMAPHORES];
} Ends;

static bool checkIds(Verifier *verifier, const AicNpuCommand *command,
                     const uint8_t *ids, uint32_t count, int *ends,
                     const char *verb) {
  if (count > AIC_NPU_MAX_WAITS)
    return aicVerifyFail(verifier, "%s %u semaphores, at most %d", verb, count,
                         AIC_NPU_MAX_WAITS);
  for (uint32_t i = 0; i < count; ++i) {
    uint8_t id = ids[i];
    if (id >= verifier->machine->sync.semaphores)
      return aicVerifyFail(verifier, "%s semaphore %u, the machine has %u",
                           verb, id,
                           (unsigned)verifier->machine->sync.semaphores);
    for (uint32_t j = 0; j < i; ++j)
      if (ids[j] == id)
        return aicVerifyFail(verifier, "%s semaphore %u twice", verb, id);
    if (ends[id] >= 0 && ends[id] != (int)command->engine)
      return aicVerifyFail(
          verifier, "%s semaphore %u on engine %s, but engine %s does so too",
          verb, id, aicNpuEngineName(command->engine),
          aicNpuEngineName((AicNpuEngine)ends[id]));
    ends[id] = (int)command->engine;
  }
  return true;
}

/// Loops: LOOP opens a level, END closes it; counts what will be executed.
static bool checkLoop(Verifier *verifier, const AicNpuCommand *command,
                      uint64_t *executed) {
  if (command->numWaits || command->numPosts)
    return aicVerifyFail(verifier, "has semaphores");
  if (command->opcode == AIC_NPU_LOOP) {
    if (verifier->depth == verifier->machine->stream.loops)
      return aicVerifyFail(verifier, "is nested %u deep, the machine has %u",
                           verifier->depth + 1,
                           (unsigned)verifier->machine->stream.loops);
    if (!command->trip || command->trip > AIC_NPU_MAX_EXECUTED)
      return aicVerifyFail(verifier, "has %u iterations, not 1 to %llu",
                           command->trip, AIC_NPU_MAX_EXECUTED);
    verifier->trip[verifier->depth++] = command->trip;
    executed[verifier->depth] = 0;
    return true;
  }
  if (!verifier->depth)
    return aicVerifyFail(verifier, "closes no loop");
  uint64_t inner = executed[verifier->depth--] + 1;
  uint64_t trip = verifier->trip[verifier->depth];
  verifier->trip[verifier->depth] = 1;
  uint64_t *outer = &executed[verifier->depth];
  if (trip > AIC_NPU_MAX_EXECUTED / inner ||
      *outer > AIC_NPU_MAX_EXECUTED - trip * inner)
    return aicVerifyFail(verifier, "the loop executes more than %llu commands",
                         AIC_NPU_MAX_EXECUTED);
  *outer += trip * inner;
  return true;
}

static bool checkEngine(Verifier *verifier, const AicNpuCommand *command) {
  static const AicNpuEngine engines[] = {AIC_NPU_LD, AIC_NPU_ST, AIC_NPU_MX,
                                         AIC_NPU_VX};
  if (command->engine >= AIC_NPU_NUM_ENGINES)
    return aicVerifyFail(verifier, "unknown engine %d", (int)command->engine);
  if (command->opcode == AIC_NPU_SYNC)
    return true;
  AicNpuEngine wanted = engines[command->opcode - AIC_NPU_LOAD];
  if (command->engine != wanted)
    return aicVerifyFail(verifier, "is on engine %s, but runs on %s",
                         aicNpuEngineName(command->engine),
                         aicNpuEngineName(wanted));
  return true;
}

static bool checkCommand(Verifier *verifier, Ends *ends, uint64_t *executed) {
  const AicNpuCommand *command = &verifier->program->commands[verifier->number];
  if (command->opcode < AIC_NPU_LOOP || command->opcode > AIC_NPU_VEC)
    return aicVerifyFail(verifier, "unknown opcode %d", (int)command->opcode);
  if (command->opcode == AIC_NPU_LOOP || command->opcode == AIC_NPU_END)
    return checkLoop(verifier, command, executed);
  if (++executed[verifier->depth] > AIC_NPU_MAX_EXECUTED)
    return aicVerifyFail(verifier, "more than %llu commands are executed",
                         AIC_NPU_MAX_EXECUTED);
  if (!checkEngine(verifier, command) ||
      !checkIds(verifier, command, command->waits, command->numWaits,
                ends->waiter, "waits for") ||
      !checkIds(verifier, command, command->posts, command->numPosts,
                ends->poster, "posts"))
    return false;
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    return aicVerifyDma(verifier, command);
  case AIC_NPU_MATMUL:
    return aicVerifyMatmul(verifier, &command->matmul);
  case AIC_NPU_VEC:
    return aicVerifyVec(verifier, &command->vec);
  default:
    return true;
  }
}

static AicError *checkCommands(const AicNpuProgram *program) {
  Verifier verifier = {
      .program = program, .machine = &program->machine, .trip = {1, 1, 1, 1}};
  uint64_t executed[AIC_NPU_MAX_LOOPS + 1] = {0};
  Ends ends;
  memset(&ends, -1, sizeof ends);
  for (; verifier.number < program->numCommands; ++verifier.number)
    if (!checkCommand(&verifier, &ends, executed))
      return verifier.error;
  if (!verifier.depth)
    return NULL;
  verifier.number = program->numCommands - 1;
  aicVerifyFail(&verifier, "%u loops are not closed", verifier.depth);
  return verifier.error;
}

AicError *aicNpuProgramVerify(const AicNpuProgram *program) {
  if (program->failed)
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  AicError *error = aicMachineValidate(&program->machine);
  if (error)
    return error;
  for (uint32_t id = 0; id < AIC_NPU_MAX_SEMAPHORES; ++id) {
    uint64_t count = program->semaphores[id];
    uint64_t most =
        id < program->machine.sync.semaphores ? program->machine.sync.max : 0;
    if (count > most)
      return aicErrorCreate(
          AIC_ERROR_FORMAT, "semaphore %u starts at %llu, more than %llu", id,
          (unsigned long long)count, (unsigned long long)most);
  }
  error = checkBuffers(program);
  if (!error)
    error = aicVerifyRings(program);
  if (!error)
    error = checkCommands(program);
  if (!error)
    error = aicVerifyLayers(program);
  return error ? error : aicVerifyLiveness(program);
}

AicError *aicNpuProgramCheckMachine(const AicNpuProgram *program,
                                    const AicMachine *machine) {
  AicError *error = aicMachineValidate(machine);
  if (error)
    return error;
  uint64_t own = aicMachineHash(&program->machine);
  uint64_t other = aicMachineHash(machine);
  if (own == other)
    return NULL;
  return aicErrorCreate(AIC_ERROR_ARGUMENT,
                        "the program is for machine '%s' with the hash %016llx "
                        "and does not run on '%s' with %016llx",
                        program->machine.name, (unsigned long long)own,
                        machine->name, (unsigned long long)other);
}
