//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a loop uses of its surroundings, and how it takes that along.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_CPU_LOOP_CAPTURES_H
#define AIC_LOWERING_LINALG_TO_CPU_LOOP_CAPTURES_H

#include "lowering/support/ir.h"

/// What the loop uses, outside, in the struct, and in the new function.
typedef struct AicLoopCapture {
  MlirValue outside, inside;
  MlirType stored; ///< null for a constant, which is repeated
} AicLoopCapture;

typedef struct AicLoopCaptures {
  MlirOperation root; ///< the loop
  MlirContext context;
  MlirType ptr, i64;
  AicOpList ops; ///< all of the loop
  AicLoopCapture *data;
  intptr_t count, capacity;
  MlirType record; ///< the struct
} AicLoopCaptures;

/// Collects what `root` uses, to be released. False when one of it can be in no
/// struct.
bool aicLoopCapturesCollect(AicLoopCaptures *self, MlirOperation root);
/// Stores it in front of the loop, to a struct at the beginning of the block
/// `entry`; gives the struct's address.
MlirValue aicLoopCapturesStore(const AicLoopCaptures *self, MlirBlock entry);
/// Loads it from `record` in front of `before`, and makes the loop use that.
void aicLoopCapturesLoad(AicLoopCaptures *self, MlirOperation before,
                         MlirValue record);
/// What stands for `value` behind aicLoopCapturesLoad().
MlirValue aicLoopCapturesInside(const AicLoopCaptures *self, MlirValue value);
void aicLoopCapturesRelease(AicLoopCaptures *self);

/// `value` as another type for the same bits.
MlirValue aicCastBits(MlirOperation before, MlirValue value, MlirType type);

#endif // AIC_LOWERING_LINALG_TO_CPU_LOOP_CAPTURES_H
