//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One call of a compiled model that survives a lack of memory.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_MODEL_CALL_H
#define AIC_RUNTIME_MODEL_CALL_H

#include "aic/runtime.h"

/// Runs `model` once with `call`, whose `allocate`, `release` and `allocator`
/// are set here. False with `*error` set, all memory of the call freed and the
/// outputs as they were, when the model asks for memory that is not there.
bool aicModelRunGuarded(const AicModel *model, AicCall *call, AicError **error);

#endif // AIC_RUNTIME_MODEL_CALL_H
