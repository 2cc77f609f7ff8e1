//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Finding the description of an NPU by name or by path, and changing it.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_TARGETS_H
#define AIC_LOWERING_TARGETS_H

#include "dialects/npu/target.h"

AIC_EXTERN_C_BEGIN

/// Finds an npu.target and makes sure that `module` (a builtin.module) has it:
/// one that comes from elsewhere is copied to the module's beginning.
///
/// An empty name means the only npu.target of the module or, when it has none,
/// edge32. A name means, in this order, the module's npu.target of that name,
/// the shipped description, the .mlir file at that path, which must have one
/// npu.target; bases that others extend do not count and are copied with it.
/// The npu dialect must be registered in the module's context. On
/// failure one error has been emitted.
MlirLogicalResult aicNpuTargetResolve(MlirOperation module,
                                      const char *nameOrPath,
                                      MlirOperation *target);

/// Changes a description by "group.key=value,..." in the form of
/// aicMachineParseText; an empty text or NULL changes nothing. On failure one
/// error has been emitted, and the target may be invalid.
MlirLogicalResult aicNpuTargetSet(MlirOperation target, const char *settings);

AIC_EXTERN_C_END

#endif // AIC_LOWERING_TARGETS_H
