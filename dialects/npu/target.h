//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// npu.target as the plain machine of the runtime.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_NPU_TARGET_H
#define AIC_NPU_TARGET_H

#include "dialects/npu/npu.h"
#include "runtime/npu/machine.h"

AIC_EXTERN_C_BEGIN

/// Fills `machine` from an npu.target: defaults, then what it says. Returns
/// false when `target` is no npu.target or is invalid; nothing is reported,
/// the verifier has done that.
bool aicNpuTargetGetMachine(MlirOperation target, AicMachine *machine);

/// The npu.target named `name` among the operations of `module` (a
/// builtin.module), or a null operation.
MlirOperation aicNpuTargetFind(MlirOperation module, MlirStringRef name);

/// The npu.target that an npu.program names, or a null operation.
MlirOperation aicNpuTargetOfProgram(MlirOperation program);

AIC_EXTERN_C_END

#endif // AIC_NPU_TARGET_H
