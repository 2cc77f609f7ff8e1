//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the passes of this folder know about an npu.program: its stream as
// steps, its rings with their engines, and its layers (what stands
// between npu.layer or npu.barrier).
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_NPU_STREAM_H
#define AIC_LOWERING_NPU_STREAM_H

#include "dialects/npu/npu.h"
#include "dialects/npu/support.h"
#include "lowering/npu_to_program/steps.h"

typedef enum AicNpuToken {
  AIC_NPU_TOKEN_ACQUIRE = 0,
  AIC_NPU_TOKEN_COMMIT,
  AIC_NPU_TOKEN_WAIT,
  AIC_NPU_TOKEN_RELEASE,
  AIC_NPU_NUM_TOKENS
} AicNpuToken;

/// No engine: nothing uses the slots.
enum { AIC_NPU_NO_ENGINE = -1 };

typedef struct AicNpuRingInfo {
  MlirOperation op;
  AicNpuPlace place;
  int64_t depth;
  int64_t bytes;                     ///< of one slot, not aligned
  int producer, consumer;            ///< AicNpuEngine
  int64_t total[AIC_NPU_NUM_TOKENS]; ///< executions of each token
  int firstLayer, lastLayer;
  int firstBarrier, lastBarrier; ///< barriers in front of its first, last use
  bool hasTokens;                ///< else nothing orders its uses
} AicNpuRingInfo;

typedef struct AicNpuStream {
  MlirOperation program;
  int numSteps, numRings, numLayers, numBarriers;
  /// Parallel: the operation and the step. A token's key is ring *
  /// AIC_NPU_NUM_TOKENS + token. Commands have key -1.
  MlirOperation *ops;
  AicNpuStep *steps;
  int *layers;
  int64_t *scratch; ///< numSteps numbers
  AicNpuRingInfo *rings;
} AicNpuStream;

/// Reads `program` and checks the rules of the async form. Emits one error on
/// failure. Released in either case.
MlirLogicalResult aicNpuStreamRead(MlirOperation program, AicNpuStream *stream);
void aicNpuStreamRelease(AicNpuStream *stream);

/// The engine of a command, or AIC_NPU_NO_ENGINE.
int aicNpuEngineOf(MlirOperation op);
/// The ring that a token names, or NULL.
AicNpuRingInfo *aicNpuStreamRingOf(const AicNpuStream *stream,
                                   MlirOperation token);
/// The token that `op` is, or -1.
int aicNpuTokenOf(MlirOperation op);
/// Whether full (or empty) slots of the ring are counted by a semaphore.
bool aicNpuRingHasFull(const AicNpuRingInfo *ring);
bool aicNpuRingHasEmpty(const AicNpuRingInfo *ring);

/// Every operation can run on `machine`; one error at the first that cannot.
MlirLogicalResult aicNpuCheckMachine(const AicNpuStream *stream,
                                     const AicMachine *machine);

/// The machine that `program` is for; one error when it names none.
MlirLogicalResult aicNpuProgramMachine(MlirOperation program,
                                       AicMachine *machine);

/// Calls `visit` on each npu.program of `module` until one fails.
MlirLogicalResult aicNpuForEachProgram(
    MlirOperation module,
    MlirLogicalResult (*visit)(MlirOperation program, void *userData),
    void *userData);

#endif // AIC_LOWERING_NPU_STREAM_H
