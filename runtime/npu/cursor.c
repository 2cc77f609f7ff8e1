//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Hardware loops.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/cursor.h"

#include "runtime/npu/codec.h"

const AicNpuCommand *aicNpuCursorGet(AicNpuCursor *cursor,
                                     const AicNpuProgram *program) {
  while (cursor->at < program->numCommands) {
    const AicNpuCommand *command = &program->commands[cursor->at];
    if (command->opcode == AIC_NPU_LOOP) {
      uint32_t level = cursor->depth++;
      ++cursor->at;
      cursor->idx[level] = 0;
      cursor->begin[level] = cursor->at;
      cursor->trip[level] = command->trip;
    } else if (command->opcode == AIC_NPU_END) {
      uint32_t level = cursor->depth - 1;
      if (++cursor->idx[level] < cursor->trip[level]) {
        cursor->at = cursor->begin[level];
        continue;
      }
      // Levels that do not surround a command have the index 0.
      cursor->idx[level] = 0;
      cursor->depth = level;
      ++cursor->at;
    } else {
      return command;
    }
  }
  return NULL;
}

void aicNpuCursorAdvance(AicNpuCursor *cursor) { ++cursor->at; }
