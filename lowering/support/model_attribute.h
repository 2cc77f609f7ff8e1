//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The module attribute `aic.model`: `{entry = "main", inputs = [{name = "x",
// type = tensor<4xf32>}], outputs = [...], macs = 64}`. It is no dialect's, so
// that no verifier looks at what a text says. A port with named dynamic
// dimensions has `dims = ["N", unit]` besides. Where sizes of inputs have to
// fit, `check` names the function that says so, and `rules` has its texts
// (aic-check-sizes).
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_SUPPORT_MODEL_ATTRIBUTE_H
#define AIC_LOWERING_SUPPORT_MODEL_ATTRIBUTE_H

#include "mlir-c/IR.h"

#include <stdbool.h>

#define AIC_MODEL_ATTR "aic.model"

/// Bytes of the memory that a call needs (aic-plan-arena), an i64 attribute of
/// the module.
#define AIC_ARENA_ATTR "aic.arena"

/// Whether a value of this type can be passed from outside.
bool aicIsPortType(MlirType type);

/// Whether `attr` has these entries (`macs`, and `check` with `rules`, may be
/// missing) and no others. False for null.
bool aicModelAttrIsValid(MlirAttribute attr);

/// The func.func that `entry` of a valid `aic.model` names; null when `module`
/// has no such function.
MlirOperation aicModelEntry(MlirOperation module);
/// Adds an entry, which a valid `aic.model` does not have yet.
void aicModelAdd(MlirOperation module, const char *name, MlirAttribute value);
/// Bytes of the arena; 0 without one.
int64_t aicModelArenaBytes(MlirOperation module);

#endif // AIC_LOWERING_SUPPORT_MODEL_ATTRIBUTE_H
