//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Building a program by appending to it.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"

#include <stdlib.h>
#include <string.h>

const char *aicNpuBufferKindName(AicNpuBufferKind kind) {
  static const char *const names[] = {"input", "output", "constant",
                                      "temporary"};
  return names[kind];
}

char *aicNpuCopyText(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  return copy ? memcpy(copy, text, size) : NULL;
}

bool aicNpuGrow(void **array, uint32_t count, uint32_t *capacity, size_t size) {
  if (count < *capacity)
    return true;
  uint32_t wanted = *capacity ? *capacity * 2 : 16;
  void *larger = realloc(*array, wanted * size);
  if (!larger)
    return false;
  *array = larger;
  *capacity = wanted;
  return true;
}

AicNpuProgram *aicNpuProgramCreate(const AicMachine *machine,
                                   const char *name) {
  AicNpuProgram *program = calloc(1, sizeof *program);
  if (!program)
    return NULL;
  program->machine = *machine;
  // The whole array is in the file.
  char *own = program->machine.name;
  size_t length = 0;
  while (length < sizeof machine->name && own[length])
    ++length;
  memset(own + length, 0, sizeof machine->name - length);
  program->name = aicNpuCopyText(name);
  program->failed = !program->name;
  return program;
}

void aicNpuProgramDestroy(AicNpuProgram *program) {
  if (!program)
    return;
  for (uint32_t i = 0; i < program->numBuffers; ++i) {
    free((char *)program->buffers[i].name);
    if (!program->inPlace)
      free((void *)program->buffers[i].data);
  }
  for (uint32_t i = 0; i < program->numStrings; ++i)
    free(program->strings[i]);
  free(program->strings);
  aicNpuLayersDestroy(program);
  aicNpuRingsDestroy(program);
  free(program->buffers);
  free(program->commands);
  free(program->sources);
  free(program->name);
  free(program);
}

uint32_t aicNpuProgramAddBuffer(AicNpuProgram *program,
                                const AicNpuBuffer *buffer) {
  program->verified = false;
  void *buffers = program->buffers;
  if (!aicNpuGrow(&buffers, program->numBuffers, &program->maxBuffers,
                  sizeof *buffer)) {
    program->failed = true;
    return 0;
  }
  program->buffers = buffers;
  AicNpuBuffer *added = &program->buffers[program->numBuffers];
  *added = *buffer;
  if (!added->bytes) {
    added->bytes = aicNpuTypeSize(buffer->type);
    for (uint32_t i = 0; i < buffer->rank && i < AIC_NPU_MAX_RANK; ++i)
      added->bytes *= (uint64_t)buffer->shape[i];
  }
  for (uint32_t i = buffer->rank; i < AIC_NPU_MAX_RANK; ++i)
    added->shape[i] = 0;
  added->name = aicNpuCopyText(buffer->name ? buffer->name : "");
  added->data = program->inPlace ? buffer->data : NULL;
  if (buffer->data && added->bytes && !program->inPlace) {
    void *data = malloc(added->bytes);
    if (data)
      memcpy(data, buffer->data, added->bytes);
    added->data = data;
    program->failed |= !data;
  }
  program->failed |= !added->name;
  return program->numBuffers++;
}

void aicNpuProgramSetSemaphore(AicNpuProgram *program, uint32_t id,
                               uint32_t count) {
  program->verified = false;
  if (id < AIC_NPU_MAX_SEMAPHORES)
    program->semaphores[id] = count;
}

void aicNpuProgramSetMacs(AicNpuProgram *program, uint64_t macs) {
  program->macs = macs;
}

void aicNpuProgramSetTimeOnly(AicNpuProgram *program) {
  program->timeOnly = true;
}

/// The index of `text` in the table of strings, where neighbours share one.
static uint32_t addString(AicNpuProgram *program, const char *text) {
  uint32_t count = program->numStrings;
  for (uint32_t back = 1; back <= 8 && back <= count; ++back)
    if (!strcmp(program->strings[count - back], text))
      return count - back;
  void *strings = program->strings;
  char *copy = aicNpuCopyText(text);
  if (!copy ||
      !aicNpuGrow(&strings, count, &program->maxStrings, sizeof(char *))) {
    free(copy);
    program->failed = true;
    return UINT32_MAX;
  }
  program->strings = strings;
  program->strings[program->numStrings++] = copy;
  return count;
}

uint32_t aicNpuProgramAppend(AicNpuProgram *program,
                             const AicNpuCommand *command, const char *source) {
  program->verified = false;
  uint32_t capacity = program->maxCommands;
  void *commands = program->commands, *sources = program->sources;
  bool ok =
      aicNpuGrow(&commands, program->numCommands, &capacity, sizeof *command);
  program->commands = commands;
  capacity = program->maxCommands;
  ok = ok &&
       aicNpuGrow(&sources, program->numCommands, &capacity, sizeof(uint32_t));
  program->sources = sources;
  if (!ok) {
    program->failed = true;
    return 0;
  }
  program->maxCommands = capacity;
  program->commands[program->numCommands] = *command;
  aicNpuCommandClear(&program->commands[program->numCommands]);
  program->sources[program->numCommands] =
      source && source[0] ? addString(program, source) : UINT32_MAX;
  return program->numCommands++;
}

const AicMachine *aicNpuProgramGetMachine(const AicNpuProgram *program) {
  return &program->machine;
}

const char *aicNpuProgramGetName(const AicNpuProgram *program) {
  return program->name ? program->name : "";
}

uint64_t aicNpuProgramGetMacs(const AicNpuProgram *program) {
  return program->macs;
}

uint32_t aicNpuProgramGetNumBuffers(const AicNpuProgram *program) {
  return program->numBuffers;
}

const AicNpuBuffer *aicNpuProgramGetBuffer(const AicNpuProgram *program,
                                           uint32_t index) {
  return &program->buffers[index];
}

uint32_t aicNpuProgramGetSemaphore(const AicNpuProgram *program, uint32_t id) {
  return id < AIC_NPU_MAX_SEMAPHORES ? program->semaphores[id] : 0;
}

uint32_t aicNpuProgramGetNumCommands(const AicNpuProgram *program) {
  return program->numCommands;
}

const AicNpuCommand *aicNpuProgramGetCommand(const AicNpuProgram *program,
                                             uint32_t index) {
  return &program->commands[index];
}

const char *aicNpuProgramGetSource(const AicNpuProgram *program,
                                   uint32_t index) {
  uint32_t source = program->sources[index];
  return source < program->numStrings ? program->strings[source] : "";
}

uint32_t aicNpuProgramCountBuffers(const AicNpuProgram *program,
                                   AicNpuBufferKind kind) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < program->numBuffers; ++i)
    count += program->buffers[i].kind == kind;
  return count;
}

uint32_t aicNpuProgramFindBuffer(const AicNpuProgram *program,
                                 AicNpuBufferKind kind, uint32_t n) {
  uint32_t index = 0;
  while (program->buffers[index].kind != kind || n--)
    ++index;
  return index;
}
