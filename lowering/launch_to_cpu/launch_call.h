//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One npu.launch as a call, and what that shares with the pass around it.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LAUNCH_TO_CPU_LAUNCH_CALL_H
#define AIC_LOWERING_LAUNCH_TO_CPU_LAUNCH_CALL_H

#include "lowering/support/ir.h"

#include <stddef.h>
#include <stdint.h>

/// What one run of the pass works on.
typedef struct AicLaunchState {
  MlirContext context;
  MlirOperation module;
  MlirBlock body;
  MlirType ptr, i64, index;
  const AicOpList *programs;
  /// Names and bytes of the programs, for the module's weights.
  MlirNamedAttribute *codes;
  intptr_t numCodes;
  intptr_t numLaunches;
} AicLaunchState;

/// The name of the global of program `number`. By number: names of programs are
/// any text, of any length, and these become labels of the assembler.
void aicProgramGlobalName(intptr_t number, char *name, size_t size);
/// Bytes of the code that aic-embed-programs made; -1 for anything else.
int64_t aicProgramCodeBytes(MlirAttribute code);
/// Replaces `launch`, in the function with the block `entry`, by a call of
/// aicNpuInvoke with the AicCall `call`.
MlirLogicalResult aicLaunchLower(AicLaunchState *state, MlirOperation launch,
                                 MlirBlock entry, MlirValue call);

#endif // AIC_LOWERING_LAUNCH_TO_CPU_LAUNCH_CALL_H
