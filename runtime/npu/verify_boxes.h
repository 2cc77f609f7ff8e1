//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The bytes that an executed command touches, as boxes: runs of bytes at the
// points of a grid. Two boxes can be compared exactly.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VERIFY_BOXES_H
#define AIC_RUNTIME_NPU_VERIFY_BOXES_H

#include "runtime/npu/codec.h"

#define AIC_NPU_BOX_RANK 5
/// Four sources and a destination.
#define AIC_NPU_MAX_BOXES (AIC_NPU_MAX_SOURCES + 1)
/// A box's space: AicNpuSpace, or this plus the index of a buffer.
#define AIC_NPU_DRAM_SPACE 2

/// Bytes [low, low + run) at every point of the grid. Strides ascend and are
/// above `run`, so that no two runs along one dimension touch.
typedef struct Box {
  uint32_t space;
  const AicNpuRef *ref; ///< on the chip; else NULL
  bool reads, writes;
  uint64_t low, high; ///< of all bytes
  uint64_t run;
  int rank;
  uint64_t size[AIC_NPU_BOX_RANK], stride[AIC_NPU_BOX_RANK];
} Box;

/// What a verified command touches at the given loop indices, as far as it can
/// change: inputs and constants are left out. Reads come before writes. Returns
/// how many boxes.
int aicVerifyBoxes(const AicNpuProgram *program, const AicNpuCommand *command,
                   const uint32_t *idx, Box *boxes);

/// The boxes share a byte.
bool aicVerifyBoxesMeet(const Box *a, const Box *b);

/// Steps through the runs of a box, `at` starting as zeros: the first byte of
/// the next run. False after the last.
bool aicVerifyNextRun(const Box *box, uint64_t at[AIC_NPU_BOX_RANK + 1],
                      uint64_t *low);

#endif // AIC_RUNTIME_NPU_VERIFY_BOXES_H
