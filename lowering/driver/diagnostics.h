//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// MLIR's diagnostics on stderr, as "file:line:column: error: text".
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_DIAGNOSTICS_H
#define AIC_LOWERING_DRIVER_DIAGNOSTICS_H

#include "mlir-c/Diagnostics.h"

/// A handler for mlirContextAttachDiagnosticHandler(); no user data.
MlirLogicalResult aicWriteDiagnostic(MlirDiagnostic diagnostic, void *userData);

#endif // AIC_LOWERING_DRIVER_DIAGNOSTICS_H
