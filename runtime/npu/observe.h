//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a run tells an observer: what each engine did in every cycle, and each
// command's time from its start to its data's arrival. The spans of an engine
// follow one another without gap or overlap from cycle 0 to the last, and those
// of an activity add up to its share in AicNpuAccount.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_OBSERVE_H
#define AIC_RUNTIME_NPU_OBSERVE_H

#include "runtime/npu/program.h"

AIC_EXTERN_C_BEGIN

/// What an engine does; the first ones are those of AicNpuAccount.
typedef enum AicNpuActivity {
  AIC_NPU_BUSY = 0,
  AIC_NPU_ISSUE,
  AIC_NPU_WAIT_DATA,
  AIC_NPU_WAIT_SPACE,
  AIC_NPU_WAIT_QUEUE,
  AIC_NPU_BANK_CONFLICT, ///< stretched by another engine on the same bank
  AIC_NPU_TAIL,
  /// A command from its start to its data's arrival, told when that is over.
  /// Commands of one engine overlap: a transfer's latency does not occupy it.
  AIC_NPU_FLIGHT,
  AIC_NPU_NUM_ACTIVITIES
} AicNpuActivity;

/// "busy", "issue", "wait data", "wait space", "wait queue", "bank conflict",
/// "tail", "flight".
AIC_EXPORT const char *aicNpuActivityName(AicNpuActivity activity);

/// Activities that share an engine's time among them.
#define AIC_NPU_NUM_SHARES (AIC_NPU_TAIL + 1)

#define AIC_NPU_NO_COMMAND UINT32_MAX

typedef struct AicNpuSpan {
  AicNpuEngine engine;
  AicNpuActivity activity;
  uint64_t begin, end; ///< cycles of this run; end is above begin, or equal to
                       ///< it for a flight that took no time
  /// Busy, issue, flight: the command (with several channels the oldest that
  /// does this). Waits: the one that is held up. AIC_NPU_NO_COMMAND if the
  /// queue is empty.
  uint32_t command;
  uint32_t idx[AIC_NPU_MAX_LOOPS]; ///< its loop indices
  int32_t semaphore;               ///< what a wait lacks, or -1
  /// Bytes of the DRAM that the command moves, in whole bursts; else 0.
  uint64_t bytes;
} AicNpuSpan;

/// Functions may be NULL. What they get is valid during the call.
typedef struct AicNpuObserver {
  /// A run starts, on `machine`.
  void (*begin)(void *userData, const AicNpuProgram *program,
                const AicMachine *machine);
  void (*span)(void *userData, const AicNpuSpan *span);
  void *userData;
} AicNpuObserver;

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_OBSERVE_H
