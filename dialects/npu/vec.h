//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The body of an npu.vec as the micro-program that the vector unit runs. The
// verifier of npu.vec and the emitter use the same translation, so what
// verifies runs.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_NPU_VEC_H
#define AIC_NPU_VEC_H

#include "dialects/npu/npu.h"
#include "runtime/npu/command.h"

/// How an operation of a body runs on the vector unit.
typedef struct AicNpuVecRule {
  const char *name;
  int64_t predicate; ///< of a comparison; -1 otherwise
  AicNpuVecOp op;
  bool isFloat;  ///< computes in f32, not in i32; both for select
  bool isEither; ///< has the type of its operands
  int operands;  ///< 1 to 3
  bool swaps;    ///< operands may be exchanged, with `swapped`
  AicNpuVecOp swapped;
} AicNpuVecRule;

/// The rule for `op`, or NULL when the vector unit has none.
const AicNpuVecRule *aicNpuVecFindRule(MlirOperation op);

/// `op` divides 1 by something, which is one micro-op without a constant.
bool aicNpuVecIsReciprocal(MlirOperation op);

/// Translates npu.vec `op` (whose table lists hold): sizes, types, strides and
/// the micro-program. `ref.base` of each operand is the byte offset of the
/// iteration point (0, ..., 0) in its memref; the rest of each ref is left to
/// the caller. Emits one error at `op` on failure.
MlirLogicalResult aicNpuVecTranslate(MlirOperation op, AicNpuVec *vec);

/// The part of it that compiles the body; `vec` has everything else.
MlirLogicalResult aicNpuVecTranslateBody(MlirOperation op, AicNpuVec *vec);

/// The bits of a number attribute in its own type.
uint32_t aicNpuBitsOf(MlirAttribute number);

#endif // AIC_NPU_VEC_H
