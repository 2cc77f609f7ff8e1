//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a model costs on a machine, for many machines: the model is read and
// lowered to linalg once; partitioned, planned, scheduled and timed for each.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_TRIAL_H
#define AIC_LOWERING_DRIVER_TRIAL_H

#include "lowering/driver/driver.h"
#include "runtime/npu/simulate.h"

AIC_EXTERN_C_BEGIN

/// One machine and what the model takes there. Nothing in it is allocated.
typedef struct AicTrial {
  bool good;
  char reason[320]; ///< why it is not good
  AicMachine machine;
  AicNpuStats stats; ///< of all programs, one after the other
  uint64_t modelMacs;
  int64_t programs, hostOps; ///< parts on the NPU, operations that are not
} AicTrial;

/// Lowers to linalg, where trials begin. The target must be an NPU. False after
/// diagnostics.
AIC_EXPORT bool aicCompilationPrepareTrials(AicCompilation *compilation);

/// Tries the compilation's target with these changes, "group.key=value,...".
/// The compilation is as before; nothing is written to stderr.
AIC_EXPORT void aicCompilationTry(AicCompilation *compilation,
                                  const char *settings, AicTrial *trial);

AIC_EXTERN_C_END

#endif // AIC_LOWERING_DRIVER_TRIAL_H
