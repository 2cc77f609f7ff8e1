//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The proof that every operand finds in its slot what it claims: the turn of
// the ring that is meant, filled as far as it reads, and written as often as it
// says. Played along with the token game; that no two engines race carries it
// over to all speeds.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VERIFY_TURNS_H
#define AIC_RUNTIME_NPU_VERIFY_TURNS_H

#include "runtime/npu/verify_boxes.h"

typedef struct TurnProof TurnProof;

/// NULL without memory.
TurnProof *aicTurnsCreate(const AicNpuProgram *program);
/// NULL is a no-op.
void aicTurnsDestroy(TurnProof *proof);

/// Command `number` accesses `box`, an operand that claims a ring.
AicError *aicTurnsRun(TurnProof *proof, uint32_t number, const uint32_t *idx,
                      const Box *box);

#endif // AIC_RUNTIME_NPU_VERIFY_TURNS_H
