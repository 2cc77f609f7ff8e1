//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Shows a module as it is (driver/inspect.h).
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_INSPECT_MODULE_H
#define AIC_LOWERING_DRIVER_INSPECT_MODULE_H

#include "lowering/driver/inspect.h"

#include "mlir-c/Diagnostics.h"
#include "mlir-c/IR.h"

/// Calls `op` for all operations below `module`.
void aicInspectModule(MlirModule module, const AicInspector *inspector);
/// Calls `program` for all programs that are launched. False after a
/// diagnostic.
bool aicInspectPrograms(MlirModule module, const AicInspector *inspector);
/// A diagnostic handler that takes remarks; user data is the inspector.
MlirLogicalResult aicInspectDiagnostic(MlirDiagnostic diagnostic,
                                       void *inspector);

#endif // AIC_LOWERING_DRIVER_INSPECT_MODULE_H
