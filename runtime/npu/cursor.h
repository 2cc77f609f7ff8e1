//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Walks a stream with its loops expanded, without unrolling it in memory.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_CURSOR_H
#define AIC_RUNTIME_NPU_CURSOR_H

#include "runtime/npu/program.h"

/// The position in a stream. Starts as {0} and needs a program whose loops
/// were verified.
typedef struct AicNpuCursor {
  uint32_t at;
  uint32_t depth;
  uint32_t idx[AIC_NPU_MAX_LOOPS];
  uint32_t begin[AIC_NPU_MAX_LOOPS]; ///< first command of the body
  uint32_t trip[AIC_NPU_MAX_LOOPS];
} AicNpuCursor;

/// Steps over LOOP and END to the next command of an engine. Its number is
/// `cursor->at` until aicNpuCursorAdvance. NULL at the end of the stream.
const AicNpuCommand *aicNpuCursorGet(AicNpuCursor *cursor,
                                     const AicNpuProgram *program);
void aicNpuCursorAdvance(AicNpuCursor *cursor);

#endif // AIC_RUNTIME_NPU_CURSOR_H
