//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A call keeps a list of its blocks. Compiled code has nothing to clean up but
// those, so that a failed allocation may leave it by longjmp().
//
//===----------------------------------------------------------------------===//

#include "runtime/model_call.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>

/// What stands in front of the memory that the model gets.
typedef struct Block {
  alignas(max_align_t) struct Block *next;
  struct Block **link; ///< what points to this one
} Block;

typedef struct Memory {
  Block *blocks;
  uint64_t failed; ///< bytes that were not there
  jmp_buf leave;
} Memory;

static void *allocate(const AicCall *call, uint64_t bytes) {
  Memory *memory = call->allocator;
  Block *block = bytes > PTRDIFF_MAX - sizeof *block
                     ? NULL
                     : malloc(sizeof *block + (size_t)bytes);
  if (!block) {
    memory->failed = bytes;
    longjmp(memory->leave, 1);
  }
  *block = (Block){.next = memory->blocks, .link = &memory->blocks};
  if (block->next)
    block->next->link = &block->next;
  memory->blocks = block;
  return block + 1;
}

static void release(const AicCall *call, void *pointer) {
  (void)call;
  if (!pointer)
    return;
  Block *block = (Block *)pointer - 1;
  *block->link = block->next;
  if (block->next)
    block->next->link = block->link;
  free(block);
}

/// Makes the allocations of the outputs what free() takes. A model that is not
/// compiled by aic may have called malloc() itself.
static void giveAway(const Memory *memory, const AicModel *model,
                     AicTensor *outputs) {
  for (uint32_t i = 0; i < model->numOutputs; ++i)
    for (Block *block = memory->blocks; block; block = block->next)
      if (outputs[i].allocation == block + 1) {
        outputs[i].allocation = block;
        break;
      }
}

bool aicModelRunGuarded(const AicModel *model, AicCall *call,
                        AicError **error) {
  Memory memory = {.blocks = NULL};
  call->allocate = allocate;
  call->release = release;
  call->allocator = &memory;
  if (setjmp(memory.leave) == 0) {
    model->run(call);
    giveAway(&memory, model, call->outputs);
    return true;
  }
  while (memory.blocks)
    release(call, memory.blocks + 1);
  *error = memory.failed > PTRDIFF_MAX
               ? aicErrorCreate(AIC_ERROR_MEMORY,
                                "out of memory: the model asked for more "
                                "bytes than there are addresses")
               : aicErrorCreate(AIC_ERROR_MEMORY,
                                "out of memory: the model asked for %" PRIu64
                                " bytes",
                                memory.failed);
  return false;
}
