//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The proof that no two engines meet: of two accesses to the same byte by
// different engines, at least one a write, one happens before the other at any
// speed of the engines. Played along with the token game, whose order respects
// happens-before, so that it suffices to look back.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VERIFY_RACE_H
#define AIC_RUNTIME_NPU_VERIFY_RACE_H

#include "runtime/npu/codec.h"

typedef struct RaceProof RaceProof;

/// NULL without memory.
RaceProof *aicRaceCreate(const AicNpuProgram *program);
/// NULL is a no-op.
void aicRaceDestroy(RaceProof *proof);

/// The engine of command `number` takes it, as its next. `done` says for each
/// engine how many of its commands have retired by then at any speed.
AicError *aicRaceRun(RaceProof *proof, uint32_t number, const uint32_t *idx,
                     const uint64_t done[AIC_NPU_NUM_ENGINES]);

/// All commands have run: what is left to be written?
AicError *aicRaceEnd(const RaceProof *proof);

#endif // AIC_RUNTIME_NPU_VERIFY_RACE_H
