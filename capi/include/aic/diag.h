//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Diagnostics: errors, warnings, remarks, each with notes.
//
// Text starts in lower case, has no full stop and names the values.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIAG_H
#define AIC_DIAG_H

#include "aic/support.h"
#include "mlir-c/IR.h"
#include "mlir-c/Support.h"

AIC_EXTERN_C_BEGIN

/// Emits "'dialect.name' op " followed by the message at `op`'s location and
/// returns failure, so that a check reads `return aicOpError(op, ...);`.
AIC_EXPORT MlirLogicalResult aicOpError(MlirOperation op, const char *format,
                                        ...) AIC_PRINTF(2, 3);
/// The same at a bare location, without the operation's name.
AIC_EXPORT MlirLogicalResult aicErrorAt(MlirLocation location,
                                        const char *format, ...)
    AIC_PRINTF(2, 3);

typedef enum AicSeverity {
  AIC_SEVERITY_ERROR = 0,
  AIC_SEVERITY_WARNING,
  AIC_SEVERITY_REMARK,
} AicSeverity;

/// A diagnostic being built: begin, any number of notes, end. Nothing is shown
/// before aicDiagEnd, which destroys it.
typedef struct AicDiag AicDiag;
AIC_EXPORT AicDiag *aicDiagBegin(AicSeverity severity, MlirLocation location,
                                 const char *format, ...) AIC_PRINTF(3, 4);
AIC_EXPORT void aicDiagNote(AicDiag *diag, MlirLocation location,
                            const char *format, ...) AIC_PRINTF(3, 4);
/// Shows the diagnostic; returns failure for an error, else success.
AIC_EXPORT MlirLogicalResult aicDiagEnd(AicDiag *diag);

/// Reports an error of ours and aborts, in all builds.
#define AIC_BUG(...) aicBug(__FILE__, __LINE__, __VA_ARGS__)
#ifdef __GNUC__
__attribute__((noreturn))
#endif
AIC_EXPORT void aicBug(const char *file, int line, const char *format, ...)
    AIC_PRINTF(3, 4);

AIC_EXTERN_C_END

#endif // AIC_DIAG_H
