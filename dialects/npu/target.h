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
#include "runtime/embedded.h"
#include "runtime/npu/machine.h"

AIC_EXTERN_C_BEGIN

/// Fills `machine` from an npu.target: defaults, then what its bases say, then
/// what it says. Returns false when `target` is no npu.target or is invalid;
/// nothing is reported, the verifier has done that.
bool aicNpuTargetGetMachine(MlirOperation target, AicMachine *machine);

/// The npu.target named `name` among the operations of `module` (a
/// builtin.module), or a null operation.
MlirOperation aicNpuTargetFind(MlirOperation module, MlirStringRef name);

/// The npu.target that an npu.program names, or a null operation.
MlirOperation aicNpuTargetOfProgram(MlirOperation program);

/// The descriptions that are part of the library; each is one npu.target with
/// the name of its file. The list ends with a zero entry.
extern const AicEmbeddedFile aicNpuShippedTargets[];

/// The entry named `name`, or NULL.
const AicEmbeddedFile *aicNpuShippedTargetFind(MlirStringRef name);

/// The npu.target of an entry, which the caller destroys.
MlirOperation aicNpuShippedTargetParse(MlirContext context,
                                       const AicEmbeddedFile *file);

/// "edge16, edge32, ...", as many as fit.
void aicNpuShippedTargetNames(char *names, size_t size);

AIC_EXTERN_C_END

#endif // AIC_NPU_TARGET_H
